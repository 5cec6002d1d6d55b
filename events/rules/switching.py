from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Registration

Mode = Registration.Mode
Status = Registration.Status
WHY_NOT = {
    Status.OFFERED: gettext_lazy(
        "Take the place that we hold for you, or give it up, before you change."
    ),
    Status.ATTENDED: gettext_lazy("You have been checked in, so this cannot be changed any more."),
}
AS_NOW = {
    Status.APPLIED: gettext_lazy("You have applied for that already."),
    Status.WAITING: gettext_lazy("You wait for that already."),
    Status.CONFIRMED: gettext_lazy("You take part like that already."),
}
WHERE: dict[tuple[str, str, bool], Any] = {
    (Status.WAITING, Mode.ONLINE, False): gettext_lazy(
        "You now wait for a place online, and not for the room."
    ),
    (Status.WAITING, Mode.IN_PERSON, False): gettext_lazy(
        "You now wait for a place in the room, and not online."
    ),
    (Status.CONFIRMED, Mode.ONLINE, True): gettext_lazy(
        "You have a place online, and you wait for one in the room."
    ),
    (Status.CONFIRMED, Mode.IN_PERSON, True): gettext_lazy(
        "You have a place in the room, and you wait for one online."
    ),
    (Status.CONFIRMED, Mode.ONLINE, False): gettext_lazy(
        "You have a place online. You do not wait for the room."
    ),
    (Status.CONFIRMED, Mode.IN_PERSON, False): gettext_lazy(
        "You have a place in the room. You do not wait for a place online."
    ),
}
CAN_SWITCH = {Status.APPLIED, Status.WAITING, Status.CONFIRMED}


def reasons_not_to_switch(registration: Registration, to: str, *, now) -> Iterator[str]:
    """Why this person cannot take part `to` instead."""
    event = registration.event
    if unknown := _no_such_way(event, to):
        yield unknown
    elif event.status != Event.Status.PUBLISHED or now >= event.starts_at:
        yield _("It is too late to change how you take part.")
    elif why := WHY_NOT.get(registration.status):
        yield str(why)
    elif registration.status not in CAN_SWITCH:
        yield _("You have no place at this event any more.")
    elif registration.mode == to and not registration.wanted:
        yield str(AS_NOW.get(registration.status, AS_NOW[Status.CONFIRMED]))


def _no_such_way(event: Event, to: str) -> str:
    if event.format != Event.Format.HYBRID:
        return _("There is only one way to take part in this event.")
    if to not in Mode.values:
        return _("We did not understand how you wish to take part. Please choose again.")
    return ""


def reasons_not_to_wait(event: Event, *, now) -> Iterator[str]:
    """Once registration is closed, places that come free are not given out by themselves."""
    if now >= event.registration_ends_at:
        yield _("No place is free there, and registration is closed.")


def reasons_not_at_once(*, free: bool) -> Iterator[str]:
    """Whoever reads that a place is free joins no other queue when it has just been taken."""
    if not free:
        yield _("Somebody else has just taken the last place there. You still wait as before.")


def where_now(registration: Registration) -> str:
    """After changing, in one sentence: where this person takes part, and for what they wait."""
    where = (Status(registration.status), Mode(registration.mode), bool(registration.wanted))
    return str(WHERE.get(where, ""))


def other_mode(registration: Registration, *, now) -> str:
    """Where this person could take part instead, or take back that they wish to; or empty."""
    other = registration.Mode.ONLINE
    if registration.mode == other:
        other = registration.Mode.IN_PERSON
    to = registration.mode if registration.wanted else other
    return "" if list(reasons_not_to_switch(registration, to, now=now)) else str(to)
