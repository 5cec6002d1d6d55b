from celery import shared_task

from events import services


@shared_task
def send_due_reminders():
    services.send_due_reminders()


@shared_task
def tell_changes():
    services.tell_changes()


@shared_task
def pass_on_lapsed_offers():
    services.pass_on_lapsed_offers()


@shared_task
def release_shares():
    services.release_shares()


@shared_task
def close_attendance():
    services.close_attendance()


@shared_task
def send_due_messages():
    services.send_due_messages()


@shared_task
def answer_undecided():
    services.answer_undecided()


@shared_task
def remind_of_decisions():
    services.remind_of_decisions()


@shared_task
def delete_old_needs():
    services.delete_old_needs()
