"""The hub chooses who comes: applications, decisions one by one or in waves, and deadlines."""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Registration
from events.services.leaving import leave
from events.services.locks import locked, under_lock
from events.services.waiting import settle
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused, move, refuse_if

logger = logging.getLogger(__name__)

Status = Registration.Status
# So many letters are written in one transaction.
BATCH = 100


def apply_for_place(event: Event, *, by, details: dict, now) -> Registration:
    """An application, which takes no place; `services.register` calls it with the event locked."""
    if mine := rules.known(event, by):  # declined since we looked
        raise Refused(rules.already(mine))
    registration = Registration.objects.create(
        **details,
        event=event,
        person=by,
        status=Status.APPLIED,
        created_at=now,
        sector=by.profile.sector,
    )
    emails.place_applied(registration)
    return registration


@transaction.atomic
def accept(registration: Registration, *, by, note: str = "", or_wait=False, now=None) -> None:
    """A place for somebody who applied; where none fits, one in the queue if `or_wait`.

    Raises `Refused` in words. `note` is kept in the history and told to nobody.
    """
    now = under_lock(registration, now)
    event = registration.event
    refuse_if(rules.reasons_not_to_accept(registration, now=now))
    settle(event, now=now)
    if rules.fits(event, sector=registration.sector, mode=registration.mode, now=now):
        _give_place(registration, by=by, note=note, now=now)
    elif or_wait:
        _let_wait(registration, by=by, note=note)
    else:
        raise Refused(
            _("There is no place for %(name)s now. You can put them on the waiting list.")
            % {"name": registration.person}
        )


@transaction.atomic
def decline(registration: Registration, *, by, reason: str, now=None) -> None:
    """The hub says no, and why; for this event that stays so."""
    under_lock(registration, now)
    refuse_if(rules.reasons_not_to_decide(registration))
    leave(registration, Status.DECLINED, by=by, note=reason)
    emails.place_declined(registration, reason=reason)


@transaction.atomic
def accept_next(event: Event, *, by, number: int, exactly: list[int], now=None) -> int:
    """Accepts the next applicants in the order of the mix: those whom staff have seen, or none.

    `exactly` are the keys of the registrations that were shown; returns how many were accepted.
    """
    event, now = locked(event), now or timezone.now()
    settle(event, now=now)
    refuse_if(rules.reasons_not_to_wave(event, number, now=now))
    found = rules.next_applicants(event, number, now=now)
    if [one.pk for one in found] != exactly:
        raise Refused(_("The list has changed since you looked. Please read it again."))
    for registration in found:
        registration.event = event
        _give_place(registration, by=by, note=_("Accepted in a group"), now=now)
    return len(found)


def answer_undecided(*, now=None) -> int:
    """Whoever still waits for an answer when the event starts gets one; returns how many did."""
    now = now or timezone.now()
    waiting = Registration.objects.applied().order_by().values("event")
    begun = Event.objects.filter(pk__in=waiting, starts_at__lte=now)
    announced = begun.filter(status=Event.Status.PUBLISHED)
    return sum(_answer_safely(event, now) for event in announced.order_by("pk"))


def remind_of_decisions(*, now=None) -> int:
    """One letter to each who decides, the morning after the promised day; returns how many.

    Those who applied are told that it is late and that the hub was reminded.

    A missed or a doubled run changes nothing: a letter's key is taken once for each such day.
    """
    now = now or timezone.now()
    waiting = Registration.objects.applied().order_by().values("event")
    late = Event.objects.filter(pk__in=waiting, decide_by__lte=now.date(), starts_at__gt=now)
    announced = late.filter(status=Event.Status.PUBLISHED).select_related("hub").order_by("pk")
    overdue = [event for event in announced if rules.decisions_are_overdue(event, now=now)]
    return sum(_remind_safely(event) for event in overdue)


def _admit_being_late(event: Event) -> None:
    """To those who read nothing of it yet, so many in each run of the clock."""
    written = Letter.objects.filter(
        about_type=ContentType.objects.get_for_model(Registration),
        about_id=OuterRef("pk"),
        what=emails.ANSWER_LATE,
        version=event.decide_by.isoformat(),
    )
    undecided = event.registrations.applied().filter(~Exists(written), person__is_active=True)
    for registration in undecided.select_related("person")[:BATCH]:
        registration.event = event
        emails.answer_late(registration)


def _give_place(registration: Registration, *, by, note: str, now) -> None:
    sequence = registration.sequence + 1
    move(registration, Status.CONFIRMED, by=by, note=note, confirmed_at=now, sequence=sequence)
    emails.place_accepted(registration)


def _let_wait(registration: Registration, *, by, note: str) -> None:
    """They stand where they would stand if they had queued instead of applying."""
    move(registration, Status.WAITING, by=by, note=note, queued_at=registration.created_at)
    emails.waiting_list_joined(registration, position=rules.position(registration))


def _answer_safely(event: Event, now) -> int:
    try:
        with transaction.atomic():
            event = locked(event)
            if event.status != Event.Status.PUBLISHED or event.starts_at > now:
                return 0  # put off while we waited for the lock
            undecided = list(event.registrations.applied().select_related("person"))
            for registration in undecided:
                registration.event = event
                leave(registration, Status.DECLINED, by=None, note=_("Not decided in time"))
                emails.place_undecided(registration)
            return len(undecided)
    except Exception:  # one event's trouble must not keep the others waiting
        logger.exception("Applications for event %s were not answered.", event.pk)
        return 0


def _remind_safely(event: Event) -> int:
    try:
        with transaction.atomic():
            _admit_being_late(event)
            return emails.decisions_overdue(event)
    except Exception:  # one event's trouble must not keep the others waiting
        logger.exception("Nobody was reminded to decide about event %s.", event.pk)
        return 0
