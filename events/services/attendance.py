"""Who came: by the door, by joining online, and by staff who correct it.

Nothing here takes or frees a place, so the registration is locked and not its event: two hundred
people who arrive in the same minutes do not wait for each other.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from events import rules
from events.models import Event, Registration
from events.services.locks import held, hold
from hubportal.workflow.moves import Refused, move, refuse_if

Status = Registration.Status
# Of whom it is not said any more that they came.
NOT_THERE = {"arrived_at": None, "joined_at": None}


class SetAside(Refused):
    """A reading that changes nothing by itself: staff judge it."""


@transaction.atomic
def arrive(registration: Registration, *, by, at=None, now=None) -> bool:
    """Checks somebody in at the door; whether they were not there yet.

    `at` is when a device read the code; the earliest of several readings counts. Raises `Refused`
    for whoever has no place in the room, before the door opens, and long after it shut; `SetAside`
    for what was read after it shut or before a correction, and once it is settled who came.
    """
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_arrive(registration, now=now))
    corrected = at and rules.corrected_at(registration)
    aside = rules.reasons_to_set_aside(registration, at=at, corrected=corrected, now=now)
    reasons = list(aside)
    at = rules.arrived_at(at, registration.event, now=now)
    if registration.status == Status.ATTENDED:
        if not reasons:
            _came_earlier(registration, at)
        return False
    if reasons:
        raise SetAside(reasons)
    move(registration, Status.ATTENDED, by=by, arrived_at=at)
    return True


def _came_earlier(registration: Registration, at) -> None:
    before = registration.arrived_at
    if before is None or at < before:
        registration.arrived_at = at
        registration.save(update_fields=["arrived_at"])


@transaction.atomic
def join(registration: Registration, *, by, now=None) -> str:
    """Records that somebody joins online and returns the link as it is at this moment."""
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_join(registration, now=now))
    if registration.joined_at is None:
        registration.joined_at = now
        registration.save(update_fields=["joined_at"])
    if registration.status != Status.ATTENDED:
        move(registration, Status.ATTENDED, by=by)
    return registration.event.join_url


@transaction.atomic
def mark_attended(registration: Registration, *, by, reason: str = "", now=None) -> None:
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_mark_attended(registration, now=now))
    _correct(registration, Status.ATTENDED, by=by, reason=reason)


@transaction.atomic
def mark_missed(registration: Registration, *, by, reason: str = "", now=None) -> None:
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_mark_missed(registration, now=now))
    _correct(registration, Status.MISSED, by=by, reason=reason, **NOT_THERE)


@transaction.atomic
def undo(registration: Registration, *, by, reason: str, now=None) -> None:
    """Takes back that somebody came, or did not: they are registered again and nothing more."""
    hold(registration, now)
    refuse_if(_reasons_not_to_undo(registration))
    _correct(registration, Status.CONFIRMED, by=by, reason=reason, **NOT_THERE)


@transaction.atomic
def undo_at_the_door(registration: Registration, *, by, now=None) -> None:
    """Whoever stands there mends their own slip while the door is open; later ones are staff's."""
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_undo_at_the_door(registration, now=now))
    note = _("Taken back at the door.")
    move(registration, Status.CONFIRMED, by=by, note=note, **NOT_THERE)


def take_back_all(event: Event, *, by, note: str = "") -> None:
    """Of an event that is not now, nobody came or stayed away: they have their places again.

    Expects the event's row to be locked. Waits for those who are checked in at this moment.
    """
    for registration in held(event.registrations.in_place()):
        if registration.status != Status.CONFIRMED:
            move(registration, Status.CONFIRMED, by=by, note=note, **NOT_THERE)


def _reasons_not_to_undo(registration: Registration):
    if registration.status not in (Status.ATTENDED, Status.MISSED):
        yield _("There is nothing to take back.")


def _correct(registration: Registration, status: str, *, by, reason: str, **changes) -> None:
    refuse_if(rules.reasons_without_a_reason(registration.event, reason=reason))
    move(registration, status, by=by, note=reason, **changes)
