import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from hubs import emails
from hubs.models import Feature, Interviewee

logger = logging.getLogger(__name__)

PATIENCE = dt.timedelta(days=14)


def remind_interviewees(*, now: dt.datetime | None = None) -> int:
    """Reminds whoever was invited a fortnight ago and has not answered; returns how many.

    Once for each invitation: a missed or a doubled run changes nothing.
    """
    now = now or timezone.now()
    due = Interviewee.objects.filter(
        invited_at__lte=now - PATIENCE,
        reminded_at=None,
        feature__status=Feature.Status.INVITED,
    ).exclude(email="")
    return sum(_remind_safely(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


def _remind_safely(pk: int, now: dt.datetime) -> int:
    try:
        return _remind(pk, now)
    except Exception:  # one letter's trouble must not keep the others waiting
        logger.exception("Interviewee %s was not reminded.", pk)
        return 0


@transaction.atomic
def _remind(pk: int, now: dt.datetime) -> int:
    """Holds the feature, too: whoever is just sending the answers is not reminded of them."""
    rows = Interviewee.objects.filter(pk=pk, reminded_at=None).select_related("feature__hub")
    interviewee = rows.select_for_update(of=("self", "feature"), skip_locked=True).first()
    if interviewee is None or interviewee.feature.status != Feature.Status.INVITED:
        return 0
    interviewee.reminded_at = now
    interviewee.save(update_fields=["reminded_at"])
    emails.perspective_reminder(interviewee)
    return 1
