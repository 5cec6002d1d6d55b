from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Registration
from events.services.locks import locked
from events.services.waiting import settle
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused, move, refuse_if

Status = Registration.Status


@transaction.atomic
def invite(
    event: Event, *, by, person, beyond: bool = False, mode: str = "", now=None
) -> Registration:
    """Holds a place for `person` until they answer; `beyond` adds one to the event's places.

    Whoever waits or has applied is moved, so that nobody is there twice. A place within the
    capacity that is not taken goes to the next in the queue; one beyond it vanishes.
    """
    event, now = locked(event), now or timezone.now()
    settle(event, now=now)
    refuse_if(rules.reasons_not_to_invite(event, person, now=now))
    theirs = event.registrations.live().filter(person=person).first()
    if theirs:
        theirs.event, theirs.person = event, person
    mode = rules.mode_of(event, mode or (theirs.mode if theirs else ""))
    sector = theirs.sector if theirs else _sector(person)
    if not beyond and not rules.fits(event, sector=sector, mode=mode, now=now):
        raise Refused(_("No place is free for this person. You can invite them beyond the places."))
    held = _held(event, person, beyond=beyond, mode=mode, now=now)
    note = _("Invited beyond the places") if beyond else _("Invited")
    registration = _hold(event, person, theirs, held, sector=sector, by=by, note=note)
    emails.place_invited(registration)
    return registration


def _held(event: Event, person, *, beyond: bool, mode: str, now) -> dict:
    until = rules.offer_until(event, ZoneInfo(person.time_zone), now=now)
    return {
        "offer_expires_at": until,
        "queued_at": now,
        "beyond": beyond,
        "mode": mode,
        "origin": Registration.Origin.INVITED,
    }


def _hold(event, person, theirs, held: dict, *, sector, by, note: str) -> Registration:
    """Moves the registration that is there, or makes one."""
    if theirs:
        held["queued_at"] = theirs.queued_at or held["queued_at"]
        move(theirs, Status.OFFERED, by=by, note=note, **held)
        return theirs
    registration = Registration.objects.create(
        event=event,
        person=person,
        status=Status.OFFERED,
        created_at=held["queued_at"],
        sector=sector,
        **held,
    )
    Step.objects.create(subject=registration, was="", now=Status.OFFERED, by=by, note=note)
    return registration


def _sector(person):
    profile = getattr(person, "profile", None)
    return profile.sector if profile else None
