from celery import shared_task

from hubportal.outbox import services


@shared_task
def deliver_due():
    services.deliver_due()


@shared_task
def forget_old_letters():
    services.forget_old_letters()
