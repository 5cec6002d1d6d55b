"""The roof and the ground floor. Importing it makes `shared_task` find the Celery app."""

from hubportal.celery import app as celery_app

__all__ = ["celery_app"]
