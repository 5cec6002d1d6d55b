"""Whether a letter about a registration that still waits to be sent is true."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def why_not_send(registration, what: str, version: str) -> str:
    """In words for staff; empty when the letter still is true."""
    if what not in STILL_TRUE:
        return ""
    return str(STILL_TRUE[what](registration, version, timezone.now()))


def _about_a_place(registration, version, now) -> str:
    if not registration.in_place:
        return _("The person has no place any more.")
    return _about_a_coming_event(registration.event, now)


def _about_a_coming_event(event, now) -> str:
    if event.status != "published":
        return _("The event is not announced any more.")
    return _("The event has started.") if event.starts_at <= now else ""


def _about_waiting(registration, version, now) -> str:
    if registration.status != "waiting":
        return _("The person is not on the waiting list any more.")
    return _about_a_coming_event(registration.event, now)


def _about_an_offer(registration, version, now) -> str:
    return "" if registration.holds(now=now) else _("The place is not offered any more.")


def _about_a_change(registration, version, now) -> str:
    """Only the newest change is told: it shows the event as it stands."""
    if registration.status not in registration.LIVE:
        return _("The person has no place any more.")
    return "" if version == str(registration.event.version) else _("It has changed again since.")


def _about_a_reminder(registration, version, now) -> str:
    event = registration.event
    if not registration.reminders:
        return _("The person wants no reminders.")
    if version.rpartition(":")[0] != event.starts_at.isoformat():
        return _("The event has moved since.")
    return _about_a_place(registration, version, now)


STILL_TRUE = {
    "registration_confirmed": _about_a_place,
    "place_taken": _about_a_place,
    "waiting_list_joined": _about_waiting,
    "place_offered": _about_an_offer,
    "event_changed": _about_a_change,
    "event_postponed": _about_a_change,
    "reminder": _about_a_reminder,
}
