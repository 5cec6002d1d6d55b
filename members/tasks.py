from celery import shared_task

from members import services


@shared_task
def send_due_deadlines():
    services.send_due_deadlines()
