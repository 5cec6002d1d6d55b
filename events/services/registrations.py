from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import emails, rules
from events.models import Event, Registration
from events.services.waiting import Busy, confirm, locked, settle
from hubportal.workflow.moves import Refused, move, refuse_if

Status = Registration.Status
# So often somebody new stands in line again, ten seconds each time, before we give up.
PATIENCE = 3


def register(event: Event, *, by, take_at_once: bool = False, now=None) -> Registration:
    """Gives `by` a place, or one in the queue when there is none or others were first.

    Raises `Refused` with the reasons that also grey the button. Asking twice has one effect.
    """
    # What is clear already is said without standing in line for the event's lock.
    refuse_if(rules.reasons_not_to_register(event, by, now=now or timezone.now()))
    for _attempt in range(PATIENCE):
        with suppress(Busy):
            return _register_once(event, by=by, take_at_once=take_at_once, now=now)
    raise Busy


def _register_once(event: Event, *, by, **wishes) -> Registration:
    try:
        return _register(event, by=by, **wishes)
    except IntegrityError:
        # the same person in another tab was faster
        if mine := event.registrations.live().filter(person=by).first():
            raise Refused(rules.already(mine)) from None
        raise


@transaction.atomic
def _register(event: Event, *, by, take_at_once: bool, now) -> Registration:
    event = locked(event)
    now = now or timezone.now()
    refuse_if(rules.reasons_not_open(event, now=now))
    places = rules.places(event, now=now)
    if places.unsettled:
        settle(event, now=now)
        places = rules.places(event, now=now)
    waits = places.free <= 0 or places.waiting > 0
    registration = Registration.objects.create(
        event=event,
        person=by,
        status=Status.WAITING if waits else Status.CONFIRMED,
        created_at=now,
        queued_at=now if waits else None,
        confirmed_at=None if waits else now,
        take_at_once=take_at_once,
        sector=by.profile.sector,
    )
    if waits:
        emails.waiting_list_joined(registration, position=places.waiting + 1)
    else:
        emails.registration_confirmed(registration)
    return registration


@transaction.atomic
def cancel(registration: Registration, *, by, now=None) -> None:
    """Gives up a place, an offer or a place in the queue; what comes free goes to the next."""
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_cancel(registration, now=now))
    had_place, waited = registration.in_place, registration.status == Status.WAITING
    _end(registration, Status.CANCELLED, by=by)
    emails.registration_cancelled(registration, had_place=had_place, waited=waited)
    settle(registration.event, now=now)


@transaction.atomic
def remove(registration: Registration, *, by, reason: str, now=None) -> None:
    """The hub takes a place away; `reason` is told to the person."""
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_remove(registration))
    had_place = registration.in_place
    _end(registration, Status.REMOVED, by=by, note=reason)
    emails.removed(registration, reason=reason, had_place=had_place)
    settle(registration.event, now=now)


@transaction.atomic
def take_offer(registration: Registration, *, by, now=None) -> None:
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_take(registration, now=now))
    confirm(registration, by=by, now=now)


@transaction.atomic
def mark_attended(registration: Registration, *, by, now=None) -> None:
    _mark(registration, Status.ATTENDED, by=by, now=now)


@transaction.atomic
def mark_missed(registration: Registration, *, by, now=None) -> None:
    _mark(registration, Status.MISSED, by=by, now=now)


def _mark(registration: Registration, status: str, *, by, now) -> None:
    refuse_if(rules.reasons_not_to_mark(registration, now=now or timezone.now()))
    move(registration, status, by=by)


def quieten(registration: Registration) -> None:
    """No more reminders of this event; letters about changes still come."""
    registration.reminders = False
    registration.save(update_fields=["reminders"])


def _under_lock(registration: Registration, now):
    """Locks the event and reads the registration anew; returns the moment of that."""
    event = locked(registration.event)
    registration.refresh_from_db()
    registration.event = event
    return now or timezone.now()


def _end(registration: Registration, status: str, *, by, note: str = "") -> None:
    sequence = registration.sequence + 1
    move(registration, status, by=by, note=note, offer_expires_at=None, sequence=sequence)
