"""Taking back who came: whoever was let in at the door has again what they had before.

The event is locked as for letting in, because a place may come free.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Registration
from events.services.attendance import HOURS
from events.services.leaving import leave
from events.services.locks import held, under_lock
from events.services.waiting import settle
from hubportal.workflow.models import Step
from hubportal.workflow.moves import move, refuse_if

Status = Registration.Status
# Of whom it is not said any more that they came.
NOT_THERE = {**dict.fromkeys(HOURS), "let_in_from": None}
HAS_A_PLACE = (Status.CONFIRMED, Status.ATTENDED, Status.MISSED)
# Of somebody who had nothing before they were let in; see `as_it_was`.
NOTHING = {"letters": "0"}
# Of somebody for whom an account was made to let them in: perhaps with a stranger's address.
NEW = {"new": True}
# Of a colleague who was let in with the place of whoever had asked them; see `rules`.
HANDED_OVER = {"handed_over": True}


def remember(registration: Registration, kept: dict) -> None:
    """Adds to what is kept about letting them in; saves nothing else."""
    registration.let_in_from = (registration.let_in_from or {}) | kept
    registration.save(update_fields=["let_in_from"])


def as_it_was(registration: Registration) -> dict:
    """What letting in at the door changes, to be restored; fit for JSON.

    `letters` is the version that the letters about letting in bear.
    """
    until = registration.offer_expires_at
    return {
        "status": registration.status,
        "mode": registration.mode,
        "wanted": registration.wanted,
        "beyond": registration.beyond,
        "instead_of": registration.instead_of_id,
        "offer_expires_at": until and until.isoformat(),
        "letters": str(registration.sequence + 1),
    }


@transaction.atomic
def undo(registration: Registration, *, by, reason: str, now=None) -> None:
    """Takes back that somebody came, or did not: they have what they had before, nothing more.

    But a colleague to whom a place was handed over at the door keeps it, until staff give it to
    somebody: whose it was has read that it is gone.
    """
    now = under_lock(registration, now)
    refuse_if(_reasons_not_to_undo(registration))
    refuse_if(rules.reasons_without_a_reason(registration.event, reason=reason))
    if registration.status == Status.MISSED:
        _not_missed(registration, by=by, note=reason)
    else:
        _take_back(registration, by=by, note=reason, now=now)


@transaction.atomic
def undo_at_the_door(registration: Registration, *, by, now=None) -> None:
    """Whoever stands there mends their own slip while the door is open; later ones are staff's."""
    now = under_lock(registration, now)
    refuse_if(rules.reasons_not_to_undo_at_the_door(registration, now=now))
    _take_back(registration, by=by, note=_("Taken back at the door."), now=now)


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


def _not_missed(registration: Registration, *, by, note: str) -> None:
    """Nothing but what is said of them is another: their seat and what they had before it stay."""
    kept = dict(registration.let_in_from or {})
    came = kept.pop("came", None)
    status = Status.CONFIRMED if came is None else Status.ATTENDED
    times = {name: at and dt.datetime.fromisoformat(at) for name, at in (came or {}).items()}
    move(registration, status, by=by, note=note, let_in_from=kept or None, **times)


def _take_back(registration: Registration, *, by, note: str, now) -> None:
    before = registration.let_in_from or {}
    if "letters" not in before:
        # they were expected there, or keep what was handed over to them
        move(registration, Status.CONFIRMED, by=by, note=note, **NOT_THERE)
        return
    if "status" not in before:
        move(registration, Status.CONFIRMED, by=by, note=note, **NOT_THERE)
        leave(registration, Status.REMOVED, by=by, note=note, sequence=registration.sequence + 1)
    else:
        _restore(registration, before, by=by, note=note, now=now)
    registration.refresh_from_db(fields=["in_place"])
    emails.taken_back(registration, letters=before["letters"], new="new" in before)
    settle(registration.event, now=now)


def _restore(registration: Registration, before: dict, *, by, note: str, now) -> None:
    was, status = registration.status, before["status"]
    came = {"came": before["came"]} if status == Status.MISSED and "came" in before else None
    fields = {"arrived_at": None, "let_in_from": came, "sequence": registration.sequence + 1}
    fields |= _seat(registration, before, now=now)
    if status not in HAS_A_PLACE:
        fields["confirmed_at"] = None
    if status != was:
        move(registration, status, by=by, note=note, **fields)
        return
    # they had come already, by joining online
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(fields))
    Step.objects.create(subject=registration, was=was, now=status, by=by, note=note)


def _seat(registration: Registration, before: dict, *, now) -> dict:
    event = registration.event
    mode = rules.mode_of(event, before["mode"])
    until = before["offer_expires_at"] and dt.datetime.fromisoformat(before["offer_expires_at"])
    fields = {
        "mode": mode,
        "wanted": before["wanted"] if event.format == Event.Format.HYBRID else "",
        "beyond": before["beyond"] or _is_taken(registration, before, mode, now=now),
        "instead_of_id": before["instead_of"],
        "offer_expires_at": until,
    }
    others = Registration.objects.filter(instead_of=before["instead_of"] or 0)
    if others.exclude(pk=registration.pk).exists():
        # whoever asked them has asked somebody else since: the offer is over
        fields |= {"instead_of_id": None, "offer_expires_at": until and min(until, now)}
    return fields


def _is_taken(registration: Registration, before: dict, mode: str, *, now) -> bool:
    """Whether somebody else has their seat by now, so that theirs is one beyond the places."""
    event = registration.event
    if before["status"] not in (*HAS_A_PLACE, Status.OFFERED):
        return False
    if rules.mode_of(event, registration.mode) == mode and not registration.beyond:
        return False
    return rules.free_places(event, mode=mode, now=now) <= 0
