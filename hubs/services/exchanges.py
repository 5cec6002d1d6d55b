import datetime as dt
import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from hubportal.outbox.models import Letter
from hubportal.workflow.moves import refuse_if
from hubs import emails, rules
from hubs.models import FollowUp

logger = logging.getLogger(__name__)


@transaction.atomic
def finish(follow_up: FollowUp, *, by, outcome, on: dt.date | None = None) -> None:
    """The promise is kept, since `on` (today unless told), with what came of it.

    `outcome` is a translated text. Raises `Refused` when it is done already, or `on` lies ahead.
    """
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    today = timezone.localdate()
    on = on or today
    refuse_if(rules.reasons_not_to_finish(follow_up, on=on, today=today))
    follow_up.done_on, follow_up.outcome = on, outcome
    follow_up.save(update_fields=["done_on", "outcome"])


def send_due_follow_ups(*, now: dt.datetime | None = None) -> int:
    """Reminds hubs of what they promised: a week before its day, and once when that has passed.

    Returns how many letters were written. What is due is asked of the dates each time, and a
    letter's key is taken once, so a missed or a doubled run changes nothing.
    """
    today = timezone.localdate(now)
    rows = FollowUp.objects.announced()
    soon = _unwritten(rows.due_soon(today=today), emails.FOLLOW_UP_DUE)
    late = _unwritten(rows.overdue(today=today), emails.FOLLOW_UP_OVERDUE)
    written = sum(_remind_safely(key, emails.follow_up_due) for key in soon)
    return written + sum(_remind_safely(key, emails.follow_up_overdue) for key in late)


def _unwritten(follow_ups, letter: str) -> list[int]:
    """Keys of those about whose present day this letter was never written to anybody."""
    written = Letter.objects.filter(
        about_type=ContentType.objects.get_for_model(FollowUp),
        about_id=OuterRef("pk"),
        what=letter,
        version=Cast(OuterRef("due_on"), CharField()),
    )
    return list(follow_ups.filter(~Exists(written)).order_by("due_on", "pk").values_list(flat=True))


def _remind_safely(key: int, write) -> int:
    try:
        return _remind(key, write)
    except Exception:  # one hub's trouble must not keep the others waiting
        logger.exception("The reminder of follow-up %s was not written.", key)
        return 0


@transaction.atomic
def _remind(key: int, write) -> int:
    """Locks it first: whoever finishes it at this moment has no reminder after that."""
    locked = FollowUp.objects.select_for_update(of=["self"]).open().filter(pk=key)
    follow_up = locked.select_related("owner_hub", "meeting").first()
    return write(follow_up) if follow_up else 0
