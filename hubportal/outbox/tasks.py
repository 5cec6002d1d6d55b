from celery import shared_task

from hubportal.outbox import services


# longer than a run of 20 seconds and a last letter of six answers with ten seconds each
@shared_task(soft_time_limit=120, time_limit=150)
def deliver_due():
    services.deliver_due()


@shared_task
def forget_old_letters():
    services.forget_old_letters()
