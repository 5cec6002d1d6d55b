"""Who can be let in, marked or joined, and from when until when."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.rules.registrations import in_words
from members.models import User

# The door opens so long before the start, for those who come early and for a try.
DOOR_BEFORE = dt.timedelta(hours=2)
# So long afterwards lists kept on paper, or on a device without a connection, are still taken.
DOOR_AFTER = dt.timedelta(days=30)

Status = Registration.Status


def door_opens_at(event: Event) -> dt.datetime:
    return event.starts_at - DOOR_BEFORE


def door_closes_at(event: Event) -> dt.datetime:
    return event.ends_at + DOOR_AFTER


def reasons_door_is_shut(event: Event, *, now) -> Iterator[str]:
    if event.status in (Event.Status.CANCELLED, Event.Status.POSTPONED):
        yield {
            Event.Status.CANCELLED: _("This event is cancelled."),
            Event.Status.POSTPONED: _("This event is postponed."),
        }[event.status]
    elif now < door_opens_at(event):
        opens = in_words(door_opens_at(event), event)
        yield _("Checking in begins on %(moment)s.") % {"moment": opens}
    elif now >= door_closes_at(event):
        yield _("The event was too long ago. Correct who came in the list of registrations.")


def clamped(at, event: Event, *, now) -> dt.datetime:
    """A device's clock may be wrong: never later than now, never before the door opened."""
    return min(max(at or now, door_opens_at(event)), now)


def reasons_not_to_arrive(registration: Registration, *, now) -> Iterator[str]:
    yield from reasons_door_is_shut(registration.event, now=now)
    if not registration.in_place:
        yield _("This person has no place.")
    elif not registration.in_the_room:
        yield _("This person's place is online.")


def reasons_not_to_let_in(person: User) -> Iterator[str]:
    """Nobody is written down, or written to, who has left us."""
    if not person.is_active:
        yield _("The account of this address is closed. Ask for another address.")


def reasons_not_to_mark_attended(registration: Registration, *, now) -> Iterator[str]:
    """Staff may correct for ever; before the event there is nothing to mark."""
    if not registration.in_place:
        yield _("This person has no place.")
    elif now < door_opens_at(registration.event):
        yield _("The event has not started yet.")


def reasons_not_to_mark_missed(registration: Registration, *, now) -> Iterator[str]:
    if not registration.in_place:
        yield _("This person has no place.")
    elif now < registration.event.starts_at:
        yield _("The event has not started yet.")


def reasons_without_a_reason(event: Event, *, reason: str) -> Iterator[str]:
    """Once it was settled who came, letters and certificates rest on it."""
    if event.attendance_settled_at and not reason.strip():
        yield _("Who came is settled: say why it changes.")


# Online --------------------------------------------------------------------------------------


def joining_opens_at(event: Event) -> dt.datetime:
    return event.starts_at - dt.timedelta(minutes=event.join_minutes)


def joins_later(registration: Registration, *, now) -> bool:
    """Whether nothing but time keeps this person from joining."""
    event = registration.event
    coming = registration.in_place and event.status == Event.Status.PUBLISHED
    return coming and not registration.in_the_room and now < joining_opens_at(event)


def reasons_not_to_join(registration: Registration, *, now) -> Iterator[str]:
    """Why the joining link is not given to this person now."""
    event = registration.event
    if not registration.in_place:
        yield _("Only people with a place can join.")
    elif event.status != Event.Status.PUBLISHED:
        yield _("This event does not take place now.")
    elif registration.in_the_room:
        yield _("Your place is in the room, so there is nothing to join.")
    else:
        yield from _reasons_not_now(event, now=now)


def _reasons_not_now(event: Event, *, now) -> Iterator[str]:
    if now >= event.ends_at:
        yield _("This event is over.")
    elif now < joining_opens_at(event):
        yield _("You can join from %(moment)s.") % {
            "moment": in_words(joining_opens_at(event), event)
        }
    elif not event.join_url:
        yield _("The link for joining is not here yet. Please open this page again shortly.")
