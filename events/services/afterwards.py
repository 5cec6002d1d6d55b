"""When an event is over: who came is settled, thanked, certified and asked what they thought."""

import logging
import random

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from events import emails, rules
from events.models import Certificate, Event, Opinion, Registration
from events.models.afterwards import unordered
from events.services.locks import held, hold, locked
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import busy_in_words, move, refuse_if

logger = logging.getLogger(__name__)

Status = Registration.Status
# So many letters are written in one transaction.
BATCH = 100
CHANCE = random.SystemRandom()


@transaction.atomic
def settle_attendance(event: Event, *, by, others_missed: bool = False, now=None) -> None:
    """Says that who came is marked, and thanks those; `by` is None for the clock.

    `others_missed` calls everybody else with a place somebody who did not come. Nothing is known
    of them where nobody was marked at all: then it is refused. Of a great many people, the clock
    writes to the rest within minutes.
    """
    fresh = locked(event)
    now = now or timezone.now()
    attended = fresh.registrations.attended().count()
    refuse_if(rules.reasons_not_to_settle(fresh, attended=attended, now=now))
    if others_missed:
        for registration in held(fresh.registrations.confirmed()):
            move(registration, Status.MISSED, by=by)
    fresh.attendance_settled_at = event.attendance_settled_at = now
    fresh.save(update_fields=["attendance_settled_at"])
    _thank_some(fresh, now=now)


def close_attendance(*, now=None) -> int:
    """By the clock: settles what staff left open, and thanks those marked since; returns letters.

    A missed or a doubled run changes nothing: a letter's key is taken once.
    """
    now = now or timezone.now()
    for event in _left_open(now):
        _safely(settle_attendance, event, by=None, now=now)
    since = now - rules.UNTIL_THANKED
    over = Event.objects.filter(ends_at__lte=now, status=Event.Status.PUBLISHED)
    settled = over.filter(attendance_settled_at__gt=since)
    late = settled.filter(Exists(_unthanked().filter(event=OuterRef("pk"))))
    return sum(_safely(_thank_some, event, now=now) for event in late.select_related("hub"))


def _left_open(now):
    """Events of the last days with somebody marked as attended."""
    ended = (now - rules.TOO_LATE_TO_SETTLE, now - rules.UNTIL_SETTLED)
    came = Registration.objects.attended().filter(event=OuterRef("pk"))
    events = Event.objects.filter(ends_at__range=ended, attendance_settled_at=None)
    return events.filter(Exists(came), status=Event.Status.PUBLISHED).select_related("hub")


def _safely(act, event: Event, **how) -> int:
    try:
        return act(event, **how) or 0
    except Exception:  # one event's trouble must not keep the others waiting
        logger.exception("Attendance of event %s was not closed.", event.pk)
        return 0


@transaction.atomic
def _thank_some(event: Event, *, now) -> int:
    people = list(_unthanked().filter(event=event).select_related("person").order_by("pk")[:BATCH])
    calls = [*event.calls.open(now=now), *event.calls.coming(now=now)]
    materials = event.materials.exists()
    for registration in people:
        registration.event = event
        emails.thank_you(registration, calls=calls, materials=materials)
    return len(people)


def _unthanked():
    """Those who came and were not written to yet; rows of letters outlive their text.

    Whoever came to an event on another day than it was then held is thanked for each. Letters
    without a version were written before these had one: they count since the event began.
    """
    day = Cast(OuterRef("event__start_date"), CharField())
    before = Q(version="", created_at__gte=OuterRef("event__starts_at"))
    written = Letter.objects.filter(
        Q(version=day) | before,
        about_type=ContentType.objects.get_for_model(Registration),
        about_id=OuterRef("pk"),
        what=emails.THANK_YOU,
    )
    return Registration.objects.attended().filter(~Exists(written), person__is_active=True)


@transaction.atomic
def certify(registration: Registration, *, by, now=None) -> Certificate:
    """The one certificate of this registration, made when it is first asked for."""
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_certify(registration, now=now))
    name = registration.person.name
    return Certificate.objects.get_or_create(registration=registration, defaults={"name": name})[0]


@transaction.atomic
def say_opinion(registration: Registration, opinion: Opinion, *, now=None) -> None:
    """Keeps what somebody thought apart from who they are: of them, only that they said it.

    The database marks each row with the transaction that wrote it. So that this one does not lead
    from the person to what they said, it writes all answers of the event and all marks of having
    answered once more. What this cannot hide is said in `events.privacy`.
    """
    locked(registration.event)
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_survey(registration, now=now))
    opinion.event = registration.event
    with busy_in_words():
        _write_anew(registration, opinion)
    registration.surveyed = True


def _write_anew(registration: Registration, opinion: Opinion) -> None:
    """Each answer of the event as a new row with a new key, in an order of chance."""
    event = registration.event
    answered = Q(surveyed=True) | Q(pk=registration.pk)
    event.registrations.filter(answered).update(surveyed=True)
    opinions = [*event.opinions.all(), opinion]
    event.opinions.all().delete()
    for each in opinions:
        each.pk = unordered()
    CHANCE.shuffle(opinions)
    Opinion.objects.bulk_create(opinions)
