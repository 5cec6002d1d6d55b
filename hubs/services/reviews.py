import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from hubs import emails, figures
from hubs.models import Hub

logger = logging.getLogger(__name__)


def send_due_content_reviews(*, now: dt.datetime | None = None) -> int:
    """Tells each hub, and the programme team, once in an ISO week what nobody has looked at again.

    Returns how many letters were written. Nothing is due, nothing is written. What is due is
    asked of the dates each time and a letter's key is taken once in a week, so that a missed or
    a doubled run changes nothing.
    """
    today = timezone.localdate(now)
    year, number, _day = today.isocalendar()
    week = f"{year}-W{number:02d}"
    due = figures.due_by_hub(today=today)
    hubs = Hub.objects.in_bulk([pk for pk in due if pk is not None])
    return sum(_tell_safely(hubs.get(pk), rows, week) for pk, rows in due.items())


def _tell_safely(hub: Hub | None, due, week: str) -> int:
    try:
        with transaction.atomic():
            if hub is None:
                return emails.programme_review(due, week=week)
            return emails.hub_review(hub, due, week=week)
    except Exception:  # one hub's trouble must not keep the others waiting
        logger.exception("The review letter of %s was not written.", hub or "the programme")
        return 0
