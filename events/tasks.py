from celery import shared_task

from events import services


@shared_task
def send_due_reminders():
    services.send_due_reminders()


@shared_task
def pass_on_lapsed_offers():
    services.pass_on_lapsed_offers()


@shared_task
def release_shares():
    services.release_shares()


@shared_task
def close_attendance():
    services.close_attendance()
