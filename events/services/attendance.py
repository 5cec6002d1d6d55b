"""Who came: by the door, by joining online, and by staff who correct it.

Nothing here takes or frees a place, so the registration is locked and not its event: two hundred
people who arrive in the same minutes do not wait for each other.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import rules
from events.models import Event, Registration
from hubportal.workflow.moves import move, refuse_if

Status = Registration.Status


@transaction.atomic
def arrive(registration: Registration, *, by, at=None, now=None) -> bool:
    """Checks somebody in at the door; whether they were not there yet.

    `at` is when a device read the code; the earliest of several readings counts. Raises `Refused`
    for whoever has no place in the room, before the door opens, and long after it shut.
    """
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_arrive(registration, now=now))
    at = rules.clamped(at, registration.event, now=now)
    before = registration.arrived_at
    if registration.status != Status.ATTENDED:
        move(registration, Status.ATTENDED, by=by, arrived_at=at)
        return True
    if before is None or at < before:
        registration.arrived_at = at
        registration.save(update_fields=["arrived_at"])
    return False


@transaction.atomic
def join(registration: Registration, *, by, now=None) -> str:
    """Records that somebody joins online and returns the link as it is at this moment."""
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_join(registration, now=now))
    if registration.joined_at is None:
        registration.joined_at = now
        registration.save(update_fields=["joined_at"])
    if registration.status != Status.ATTENDED:
        move(registration, Status.ATTENDED, by=by)
    return registration.event.join_url


@transaction.atomic
def mark_attended(registration: Registration, *, by, reason: str = "", now=None) -> None:
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_mark_attended(registration, now=now))
    _correct(registration, Status.ATTENDED, by=by, reason=reason)


@transaction.atomic
def mark_missed(registration: Registration, *, by, reason: str = "", now=None) -> None:
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_mark_missed(registration, now=now))
    _correct(registration, Status.MISSED, by=by, reason=reason, arrived_at=None, joined_at=None)


@transaction.atomic
def undo(registration: Registration, *, by, reason: str, now=None) -> None:
    """Takes back that somebody came, or did not: they are registered again and nothing more."""
    _under_lock(registration, now)
    refuse_if(_reasons_not_to_undo(registration))
    _correct(registration, Status.CONFIRMED, by=by, reason=reason, arrived_at=None, joined_at=None)


@transaction.atomic
def undo_at_the_door(registration: Registration, *, by, now=None) -> None:
    """Whoever stands there mends their own slip while the door is open; later ones are staff's."""
    now = _under_lock(registration, now)
    refuse_if(rules.reasons_not_to_undo_at_the_door(registration, now=now))
    nothing = {"arrived_at": None, "joined_at": None}
    move(registration, Status.CONFIRMED, by=by, note=_("Taken back at the door."), **nothing)


def take_back_all(event: Event, *, by, note: str = "") -> None:
    """Of an event that is not now, nobody came or stayed away: they have their places again.

    Expects the event's row to be locked. Waits for those who are checked in at this moment.
    """
    rows = event.registrations.in_place().select_for_update(of=("self",), no_key=True)
    for registration in rows.order_by("pk"):
        if registration.status != Status.CONFIRMED:
            nothing = {"arrived_at": None, "joined_at": None}
            move(registration, Status.CONFIRMED, by=by, note=note, **nothing)


def _reasons_not_to_undo(registration: Registration):
    if registration.status not in (Status.ATTENDED, Status.MISSED):
        yield _("There is nothing to take back.")


def _correct(registration: Registration, status: str, *, by, reason: str, **changes) -> None:
    refuse_if(rules.reasons_without_a_reason(registration.event, reason=reason))
    move(registration, status, by=by, note=reason, **changes)


def _under_lock(registration: Registration, now):
    """Reads the registration and its event anew, the former ours alone."""
    fresh = Registration.objects.select_for_update(of=("self",), no_key=True).get(
        pk=registration.pk
    )
    # Not by the same query: after a wait for the row, that shows the event as it was before.
    event = Event.objects.select_related("hub").get(pk=fresh.event_id)
    for field in ("status", "arrived_at", "joined_at", "mode", "in_place", "sequence", "beyond"):
        setattr(registration, field, getattr(fresh, field))
    registration.event = event
    return now or timezone.now()
