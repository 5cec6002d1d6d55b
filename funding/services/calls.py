import logging
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from events.emails import THANK_YOU
from events.models import Registration
from events.rules import UNTIL_SETTLED, thanks_are_to_come
from funding import emails, rules
from funding.models import Call
from funding.services.locks import lock
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import move, refuse_if
from members.models import User

logger = logging.getLogger(__name__)

# So many letters are written in one transaction; the rest with the next tick of the clock.
BATCH = 200
# So long a call must still be open when the clock thanks those who came, to be told by that letter.
TIME_TO_APPLY = timedelta(days=2)


@transaction.atomic
def publish_call(call: Call, *, by: User, now: datetime | None = None) -> None:
    """Announces the call; it opens and closes by itself."""
    lock(call)
    refuse_if(rules.reasons_not_to_publish(call, now=now or timezone.now()))
    move(call, Call.Status.PUBLISHED, by=by)


@transaction.atomic
def withdraw_call(call: Call, *, by: User, note: str = "") -> None:
    """Nobody can apply any more; what was handed in stays. Tells those with a draft."""
    lock(call)
    move(call, Call.Status.WITHDRAWN, by=by, note=note)
    emails.call_withdrawn(call)


def tell_of_open_calls(*, now: datetime | None = None) -> int:
    """Writes to everybody who came to the event of an open call; returns how many letters.

    Not to whom the letter of thanks for coming tells it: one letter is enough, and it waits.
    Whoever is marked as attended later is told then. A missed or a doubled run changes nothing:
    a letter's key, of call and registration, is taken once.
    """
    now = now or timezone.now()
    calls = Call.objects.open(now=now).exclude(event=None)
    calls = calls.select_related("hub", "event", "scheme")
    return sum(_tell_safely(call, now=now) for call in calls)


def _tell_safely(call: Call, *, now: datetime) -> int:
    try:
        return _tell(call, now=now)
    except Exception:  # one call's trouble must not keep the others waiting
        logger.exception("People were not told that call %s is open.", call.pk)
        return 0


@transaction.atomic
def _tell(call: Call, *, now: datetime) -> int:
    people = list(_to_tell(call, now=now).select_related("person").order_by("pk")[:BATCH])
    return sum(bool(emails.call_opens(call, registration)) for registration in people)


def _to_tell(call: Call, *, now: datetime):
    """People who came, were not told yet, and have not begun an application by themselves."""
    thanked = Letter.objects.filter(
        about_type=ContentType.objects.get_for_model(Registration),
        about_id=OuterRef("pk"),
        what=THANK_YOU,
    )
    told = Letter.objects.filter(
        about_type=ContentType.objects.get_for_model(Call),
        about_id=call.pk,
        what=emails.CALL_OPENS,
        version=Cast(OuterRef("pk"), models.CharField()),
    )
    came = Registration.objects.attended().filter(event=call.event_id, person__is_active=True)
    applied = call.applications.live().values("applicant")
    if _told_by_thanks(call, now=now):
        came = came.filter(Exists(thanked))
    read_in_thanks = thanked.filter(created_at__gte=_open_since(call))
    return came.filter(~Exists(told), ~Exists(read_in_thanks)).exclude(person__in=applied)


def _told_by_thanks(call: Call, *, now: datetime) -> bool:
    """Whether thanks are to come, and in time: who could apply for a day alone is told at once."""
    thanked_by = call.event.ends_at + UNTIL_SETTLED
    in_time = call.closes_at >= thanked_by + TIME_TO_APPLY
    return in_time and thanks_are_to_come(call.event, now=now)


def _open_since(call: Call) -> datetime:
    """From then on letters of thanks say that it is open."""
    announced = Step.objects.about(call).filter(now=Call.Status.PUBLISHED).last()
    return max(call.opens_at, announced.at) if announced else call.opens_at
