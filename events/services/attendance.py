"""Who came: by the door, by joining online, and by staff who correct it.

Nothing here takes or frees a place, so the registration is locked and not its event: two hundred
people who arrive in the same minutes do not wait for each other. See `taking_back` for what does.
"""

from django.db import transaction

from events import rules
from events.models import Registration
from events.services.locks import hold
from hubportal.workflow.moves import Refused, move, refuse_if

Status = Registration.Status
# When somebody came, in one way or both.
HOURS = ("arrived_at", "joined_at")


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
    """Says that somebody did not come; that they did, and when, is kept to be had again."""
    now = hold(registration, now)
    refuse_if(rules.reasons_not_to_mark_missed(registration, now=now))
    erased = {**dict.fromkeys(HOURS), "let_in_from": _with_hours(registration)}
    _correct(registration, Status.MISSED, by=by, reason=reason, **erased)


def _with_hours(registration: Registration) -> dict | None:
    """What was kept about them, and when they came where it was said that they did.

    A time is empty where staff marked them.
    """
    kept = dict(registration.let_in_from or {})
    kept.pop("came", None)
    if registration.status == Status.ATTENDED:
        times = {name: getattr(registration, name) for name in HOURS}
        kept["came"] = {name: at and at.isoformat() for name, at in times.items()}
    return kept or None


def _correct(registration: Registration, status: str, *, by, reason: str, **changes) -> None:
    refuse_if(rules.reasons_without_a_reason(registration.event, reason=reason))
    move(registration, status, by=by, note=reason, **changes)
