"""Readings at the door, each kept once under the key that its device gave it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import rules
from events.models import Event, Registration, Scan
from events.models.codes import registration_named
from events.services.attendance import SetAside, arrive
from hubportal.workflow.moves import Busy, Refused, busy_in_words, move, refuse_if

Outcome = Scan.Outcome


@dataclass(frozen=True)
class Reading:
    """What a device read: `at` by its own clock, None where it does not say."""

    key: uuid.UUID
    code: str
    at: dt.datetime | None = None


def read(event: Event, reading: Reading, *, by, device: str = "", now=None) -> Scan:
    """Checks in whoever the code names; the same key again changes nothing and says the same.

    What comes too late to check somebody in is kept as set aside, for the staff to judge.
    Raises `Refused` before the door opens and long after it shut: nothing is kept then, so that
    the device keeps it.
    """
    now = now or timezone.now()
    if known := _kept(event, reading.key):
        return known
    try:
        with transaction.atomic():
            return _read(event, reading, by=by, device=device, now=now)
    except IntegrityError:  # the same reading came twice in the same moment
        if known := _kept(event, reading.key):
            return known
        return Scan(event=event, key=reading.key, outcome=Outcome.UNKNOWN)


@transaction.atomic
def dismiss(scan: Scan, *, by, reason: str) -> None:
    """Nothing follows from a reading that was set aside: it stays, with who judged so and why.

    Raises `Refused` where it was not set aside, or was dismissed meanwhile.
    """
    rows = Scan.objects.select_for_update(of=("self",), no_key=True)
    with busy_in_words():
        scan.refresh_from_db(from_queryset=rows)
    refuse_if(rules.reasons_not_to_dismiss(scan))
    move(scan, Scan.Status.DISMISSED, by=by, note=reason)


def _kept(event: Event, key: uuid.UUID) -> Scan | None:
    rows = Scan.objects.filter(event=event, key=key)
    people = ["registration__person__profile__organisation", "registration__sector"]
    return rows.select_related(*people).first()


def _read(event: Event, reading: Reading, *, by, device: str, now) -> Scan:
    if reasons := list(rules.reasons_not_to_take_readings(event, now=now)):
        raise Refused(reasons)
    registration = registration_of(reading.code)
    outcome = _outcome(event, registration, by=by, at=reading.at, now=now)
    # of another event's people this one keeps nothing
    ours = registration if outcome != Outcome.OTHER_EVENT else None
    return Scan.objects.create(
        key=reading.key,
        event=event,
        registration=ours,
        outcome=outcome,
        scanned_at=rules.read_at(reading.at, event, now=now),
        received_at=now,
        device=device[:40],
        by=by,
    )


def registration_of(code: str) -> Registration | None:
    """Whosever it is, of whatever event; its holder may be shown at its own event's door alone."""
    pk = registration_named(code)
    people = ["person__profile__organisation", "sector"]
    rows = Registration.objects.select_related("event", *people)
    return rows.filter(pk=pk).first() if pk else None


def _outcome(event: Event, registration: Registration | None, *, by, at, now) -> str:
    if registration is None:
        return Outcome.UNKNOWN
    if registration.event_id != event.pk:
        return Outcome.OTHER_EVENT
    try:
        first = arrive(registration, by=by, at=at, now=now)
    except SetAside:
        return Outcome.SET_ASIDE
    except Busy:  # nothing is known yet: the device keeps its reading and asks again
        raise
    except Refused:
        return Outcome.NO_PLACE
    return Outcome.FIRST if first else Outcome.AGAIN
