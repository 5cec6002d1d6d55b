"""Somebody goes from the room to the places online, or the other way."""

from django.db import transaction

from events import rules
from events.models import Registration
from events.services.locks import under_lock
from events.services.waiting import confirm, move_over, settle
from hubportal.workflow.moves import refuse_if

Status = Registration.Status


@transaction.atomic
def switch(registration: Registration, *, by, to: str, at_once=False, keep=False, now=None) -> None:
    """Takes part `to`, "in_person" or "online", now or as soon as a seat comes free there.

    Who waits and was told that a seat is free asks to have it `at_once`, or is refused; with
    `keep` they have it meanwhile, and keep waiting where they are.

    Who waits keeps the moment since which they wait. Who has a seat keeps it until they have the
    other, and waits for that since they registered; asking for where they are takes the wish back.
    """
    now = under_lock(registration, now)
    event = registration.event
    refuse_if(rules.reasons_not_to_switch(registration, to, now=now))
    settle(event, now=now)
    registration.refresh_from_db()
    registration.event = event
    if registration.in_place:
        _switch_seat(registration, to, by=by, now=now)
    else:
        # whoever waited may have been offered a seat this moment, which goes nowhere else
        refuse_if(rules.reasons_not_to_switch(registration, to, now=now))
        _switch_queue(registration, to, by=by, at_once=at_once, keep=keep, now=now)
    settle(event, now=now)


def _switch_queue(registration: Registration, to: str, *, by, at_once, keep, now) -> None:
    was, waits = registration.mode, registration.status == Status.WAITING
    free = waits and _fits(registration, to, now)
    if waits and (at_once or keep):
        refuse_if(rules.reasons_not_at_once(free=free))
    if keep:
        refuse_if(rules.reasons_not_to_wait(registration.event, now=now))
    registration.mode = to
    registration.save(update_fields=["mode"])
    if free:
        confirm(registration, by=by, now=now)
    if free and keep:
        registration.wanted = was
        registration.save(update_fields=["wanted"])


def _switch_seat(registration: Registration, to: str, *, by, now) -> None:
    if registration.mode == to:
        _wish(registration, "")
    elif _fits(registration, to, now):
        move_over(registration, to, by=by)
    else:
        refuse_if(rules.reasons_not_to_wait(registration.event, now=now))
        _wish(registration, to)


def _wish(registration: Registration, to: str) -> None:
    registration.wanted = to
    if to:
        registration.queued_at = registration.created_at
    registration.save(update_fields=["wanted", "queued_at"])


def _fits(registration: Registration, to: str, now) -> bool:
    event, sector = registration.event, registration.sector
    return rules.fits(event, sector=sector, mode=to, now=now)
