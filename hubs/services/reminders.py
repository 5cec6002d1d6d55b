import logging

from django.db import transaction
from django.utils import timezone

from hubs import emails, figures
from hubs.models import Agreement, Recognition

logger = logging.getLogger(__name__)


def send_due_reviews(*, now=None) -> int:
    """Writes each reminder of a review or an expiry that is due, and returns how many.

    A missed or a doubled run changes nothing: which reminder is due follows from its day, and a
    letter's key is taken once.
    """
    today = timezone.localdate(now)
    first, last = figures.days_reminded_of(today)
    written = 0
    for field in ("review_on", "expires_on"):
        near = {f"{field}__range": (first, last)}
        agreements = Agreement.objects.watched().filter(**near).select_related("hub")
        agreements = agreements.prefetch_related("hubs", "organisations").order_by("pk")
        written += sum(_remind(each, field, emails.agreement_due, today) for each in agreements)
    recognitions = Recognition.objects.filter(expires_on__range=(first, last)).order_by("pk")
    recognitions = recognitions.select_related("scheme", "hub", "organisation")
    return written + sum(
        _remind(each, "expires_on", emails.recognition_due, today) for each in recognitions
    )


def _remind(thing, field: str, letter, today) -> int:
    due = figures.due(getattr(thing, field), today=today)
    if not due:
        return 0
    try:
        with transaction.atomic():
            return letter(thing, field, before=due.before, until=due.until)
    except Exception:  # one hub's trouble must not keep the others waiting
        logger.exception("No reminder of %s was written.", thing.pk)
        return 0
