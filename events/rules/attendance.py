"""Who can be let in, marked or joined, and from when until when."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event, Registration, Scan
from events.rules.afterwards import UNTIL_SETTLED
from events.rules.registrations import in_words
from hubportal.workflow.links import NOT_A_WEB_ADDRESS
from hubportal.workflow.models import Step
from members.models import User

# The door opens so long before the start, for those who come early and for a try.
DOOR_BEFORE = dt.timedelta(hours=2)
# It shuts, for helpers and staff alike, when the clock settles who came: from then on names are
# seen, and mistakes put right, in the staff's list of registrations.
DOOR_AFTER = UNTIL_SETTLED
# So long afterwards we hear what a device read while the door was open and kept without a
# connection. What it read later than that hour is set aside, by its own clock:
READINGS_AFTER = dt.timedelta(days=30)
# so much wrong may that clock be.
CLOCKS_DIFFER = dt.timedelta(minutes=5)

Status = Registration.Status
CALLED_OFF = (Event.Status.CANCELLED, Event.Status.POSTPONED)


def door_opens_at(event: Event) -> dt.datetime:
    return event.starts_at - DOOR_BEFORE


def door_closes_at(event: Event) -> dt.datetime:
    return event.ends_at + DOOR_AFTER


def door_shut_since(event: Event, *, now) -> dt.datetime | None:
    """None before it shuts, and of an event that was called off."""
    shuts = event.status not in CALLED_OFF and now >= door_closes_at(event)
    return door_closes_at(event) if shuts else None


def called_off_at(event: Event) -> dt.datetime | None:
    """When it was cancelled or postponed; None where it is not, or nobody recorded it."""
    if event.status not in CALLED_OFF:
        return None
    steps = Step.objects.about(event).filter(now=event.status)
    return steps.values_list("at", flat=True).last()


def reasons_door_is_shut(event: Event, *, now) -> Iterator[str]:
    """Why nobody is let in, and no name is shown: the same for helpers and for staff."""
    yield from _reasons_not_open_yet(event, now=now)
    if now >= door_closes_at(event):
        yield _("Checking in is over.")


def reasons_not_to_take_readings(event: Event, *, now) -> Iterator[str]:
    yield from _reasons_not_open_yet(event, now=now)
    if now >= event.ends_at + READINGS_AFTER:
        yield _("The event was too long ago. Correct who came in the list of registrations.")


def _reasons_not_open_yet(event: Event, *, now) -> Iterator[str]:
    if event.status in CALLED_OFF:
        yield {
            Event.Status.CANCELLED: _("This event is cancelled."),
            Event.Status.POSTPONED: _("This event is postponed."),
        }[event.status]
    elif now < door_opens_at(event):
        opens = in_words(door_opens_at(event), event)
        yield _("Checking in begins on %(moment)s.") % {"moment": opens}


def read_at(at, event: Event, *, now) -> dt.datetime:
    """A device's clock may be wrong: never later than now, never before the door opened."""
    return min(max(at or now, door_opens_at(event)), now)


def arrived_at(at, event: Event, *, now) -> dt.datetime:
    """Also never after the door had shut."""
    return min(read_at(at, event, now=now), door_closes_at(event))


def corrected_at(registration: Registration) -> dt.datetime | None:
    """When it was last said of somebody that they did not come, after all or at all. One query."""
    back = Q(was__in=[Status.ATTENDED, Status.MISSED]) & ~Q(now=Status.ATTENDED)
    steps = Step.objects.about(registration).filter(back | Q(now=Status.MISSED))
    return steps.values_list("at", flat=True).last()


def reasons_to_set_aside(
    registration: Registration, *, now, at=None, corrected=None
) -> Iterator[str]:
    """Why a reading checks nobody in, but is kept for the staff, who judge and correct.

    `at` by the clock of the device, None where it does not say; `corrected` is `corrected_at`.
    """
    event = registration.event
    if event.attendance_settled_at:
        yield _("Who came is settled. The hub’s staff can still correct it.")
    elif now >= door_closes_at(event) and not _while_open(event, at):
        yield _("Checking in is over.")
    elif at and corrected and at < corrected:
        yield _("This was corrected since.")


def reasons_not_to_dismiss(scan: Scan) -> Iterator[str]:
    """Nothing else waits to be judged; see `Scan.objects.to_judge`."""
    if scan.outcome != Scan.Outcome.SET_ASIDE:
        yield _("Only a reading that was set aside can be dismissed.")
    elif scan.status == Scan.Status.DISMISSED:
        yield _("This reading is dismissed already.")


def _while_open(event: Event, at: dt.datetime | None) -> bool:
    """Of a device whose clock is not within the door's hours, nobody knows when it read."""
    first, last = door_opens_at(event) - CLOCKS_DIFFER, door_closes_at(event) + CLOCKS_DIFFER
    return at is not None and first <= at < last


def reasons_not_to_arrive(registration: Registration, *, now) -> Iterator[str]:
    yield from reasons_not_to_take_readings(registration.event, now=now)
    if not registration.in_place:
        yield _("This person has no place.")
    elif not registration.in_the_room:
        yield _("This person's place is online.")


def reasons_not_to_undo_at_the_door(registration: Registration, *, now) -> Iterator[str]:
    """Once the door is shut, or letters rest on who came, only staff correct it, and say why."""
    yield from reasons_door_is_shut(registration.event, now=now)
    if registration.event.attendance_settled_at:
        yield _("Who came is settled. The hub’s staff can still correct it.")
    elif registration.status != Status.ATTENDED:
        yield _("There is nothing to take back.")
    elif took_over_at_the_door(registration):
        yield _(
            "They came instead of a colleague, who has no place any more. The hub’s staff can take "
            "this back, and say whose the place is."
        )


def took_over_at_the_door(registration: Registration) -> bool:
    """Whether letting them in took the place of somebody else, who is not named at the door."""
    let_in = registration.status == Status.ATTENDED
    return let_in and "handed_over" in (registration.let_in_from or {})


def reasons_not_to_let_in(person: User) -> Iterator[str]:
    """Nobody is written down, or written to, who has left us."""
    if not person.is_active:
        yield _("The account of this address is closed. Ask for another address.")


def reasons_not_to_mark_attended(registration: Registration, *, now) -> Iterator[str]:
    """Staff may correct for ever; before the event there is nothing to mark."""
    if not registration.in_place:
        yield _("This person has no place.")
        yield from _how_to_get_one(registration, now=now)
    elif now < door_opens_at(registration.event):
        yield _("The event has not started yet.")


def _how_to_get_one(registration: Registration, *, now) -> Iterator[str]:
    """What staff can still do about somebody without a place who was there."""
    event = registration.event
    if registration.status == Status.APPLIED and now < event.starts_at:
        yield _("Accept the application first.")
    if event.format != Event.Format.ONLINE and now < door_closes_at(event):
        yield _("At the door you can let them in all the same: then they have a place and came.")


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


def reasons_against_link(link: str) -> Iterator[str]:
    """Why this cannot be the link that people are sent on to."""
    parts = urlsplit(link)
    if link and (parts.scheme not in ("http", "https") or not _has_possible_port(parts)):
        yield str(NOT_A_WEB_ADDRESS)
    elif "@" in parts.netloc:
        yield _(
            "The link holds a user name or a password before the @. Everybody who joins would "
            "have it: use the link without."
        )


def _has_possible_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:  # more than there are
        return False


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
