from celery import shared_task

from hubs import services


@shared_task
def send_due_follow_ups():
    services.send_due_follow_ups()


@shared_task
def remind_interviewees():
    services.remind_interviewees()


@shared_task
def send_due_content_reviews():
    services.send_due_content_reviews()


@shared_task
def send_due_reviews():
    services.send_due_reviews()


@shared_task
def forget_old_imports():
    services.forget_old_imports()


@shared_task
def forget_withdrawn_interviews():
    services.forget_withdrawn_interviews()
