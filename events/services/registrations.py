from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from events import emails, rules
from events.models import Event, Registration
from events.services.approval import apply_for_place
from events.services.leaving import leave
from events.services.locks import hold, locked, under_lock
from events.services.substitution import hand_over, take_back
from events.services.waiting import confirm, settle
from hubportal.workflow.moves import GONE, Busy, Refused, busy_in_words, refuse_if

Status = Registration.Status
# So often somebody new stands in line again, ten seconds each time, before we give up.
PATIENCE = 3


def register(
    event: Event,
    *,
    by,
    mode: str = "",
    take_at_once: bool = False,
    details: dict | None = None,
    then: Callable[[Registration], None] | None = None,
    now=None,
) -> Registration:
    """Gives `by` a place, or one in the queue when none fits or others were first.

    `mode` says where, of an event in person and online; `details` are fields of the registration
    that people tell about themselves; `then` keeps what else they told, in the same transaction.
    Raises `Refused` with the reasons that also grey the button.
    Asking twice has one effect.
    """
    # What is clear already is said without standing in line for the event's lock.
    refuse_if(rules.reasons_not_to_register(event, by, now=now or timezone.now()))
    wishes = {"mode": mode, "take_at_once": take_at_once, **(details or {})}
    for _attempt in range(PATIENCE):
        with suppress(Busy):
            return _register_once(event, by=by, wishes=wishes, then=then, now=now)
    raise Busy


def _register_once(event: Event, *, by, wishes: dict, then, now) -> Registration:
    try:
        with busy_in_words(GONE), transaction.atomic():
            registration = _register(event, by=by, wishes=wishes, now=now)
            if then:
                then(registration)
            return registration
    except IntegrityError:
        # the same person in another tab was faster
        if mine := event.registrations.live().filter(person=by).first():
            raise Refused(rules.already(mine)) from None
        raise


def _register(event: Event, *, by, wishes: dict, now) -> Registration:
    event = locked(event)
    now = now or timezone.now()
    refuse_if(rules.reasons_not_open(event, now=now))
    wishes["mode"] = mode = rules.mode_of(event, wishes["mode"])
    if event.approval:
        return apply_for_place(event, by=by, details=wishes, now=now)
    sector = by.profile.sector
    pool = _settled(event, now=now).pools[mode]
    waits = not pool.fits(sector.roll_up if sector else "")
    registration = Registration.objects.create(
        event=event,
        person=by,
        status=Status.WAITING if waits else Status.CONFIRMED,
        created_at=now,
        queued_at=now if waits else None,
        confirmed_at=None if waits else now,
        sector=sector,
        **wishes,
    )
    if waits:
        with translation.override(by.language):
            why = rules.in_short(pool, rules.roll_up_of(registration), event)
        position = pool.waiting + 1
        emails.waiting_list_joined(registration, position=position, why=why, first=True)
    else:
        emails.registration_confirmed(registration)
    return registration


def _settled(event: Event, *, now) -> rules.Standing:
    """How the event stands once everybody has what they are owed: then a seat that fits is free."""
    standing = rules.standing(event, now=now)
    if standing.unsettled:
        settle(event, now=now)
        standing = rules.standing(event, now=now)
    return standing


@transaction.atomic
def cancel(registration: Registration, *, by, now=None) -> None:
    """Gives up a place, an offer or a place in the queue; what comes free goes to the next."""
    now = under_lock(registration, now)
    refuse_if(rules.reasons_not_to_cancel(registration, now=now))
    had_place, was = registration.in_place, registration.status
    leave(registration, Status.CANCELLED, by=by, sequence=registration.sequence + 1)
    take_back(registration, by=by)
    emails.registration_cancelled(registration, had_place=had_place, was=was)
    settle(registration.event, now=now)


@transaction.atomic
def remove(registration: Registration, *, by, reason: str, now=None) -> None:
    """The hub takes a place away; `reason` is told to the person."""
    now = under_lock(registration, now)
    refuse_if(rules.reasons_not_to_remove(registration))
    had_place = registration.in_place
    sequence = registration.sequence + 1
    leave(registration, Status.REMOVED, by=by, note=reason, sequence=sequence)
    take_back(registration, by=by)
    emails.removed(registration, reason=reason, had_place=had_place)
    settle(registration.event, now=now)


@transaction.atomic
def take_offer(registration: Registration, *, by, now=None) -> None:
    now = under_lock(registration, now)
    refuse_if(rules.reasons_not_to_take(registration, now=now))
    if registration.instead_of_id:
        hand_over(registration, by=by, now=now)
    else:
        confirm(registration, by=by, now=now)


@transaction.atomic
def quieten(registration: Registration, *, by) -> None:
    """No more reminders of this event; letters about changes still come."""
    hold(registration)
    registration.reminders = False
    registration.save(update_fields=["reminders"])
