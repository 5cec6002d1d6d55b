from celery import shared_task

from funding import services


@shared_task
def forget_old_revisions():
    services.forget_old_revisions()


@shared_task
def tell_of_open_calls():
    services.tell_of_open_calls()
