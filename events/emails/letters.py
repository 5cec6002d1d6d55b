"""One function per letter. Links in them need no sign-in; calendar parts hold no secrets."""

from django.urls import reverse
from django.utils import timezone, translation

from events.emails import calendars
from events.models import Registration, Reminder
from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Priority

REMINDER = "events/email/reminder"


def registration_confirmed(registration: Registration) -> None:
    _post("registration_confirmed", registration, method="REQUEST")


def waiting_list_joined(registration: Registration, *, position: int) -> None:
    _post("waiting_list_joined", registration, position=position)


def place_offered(registration: Registration) -> None:
    """Leaves ahead of other letters: the place is held while it travels."""
    _post(
        "place_offered",
        registration,
        priority=Priority.DECISION,
        expires_at=registration.offer_expires_at,
        take_url=absolute(registration.get_absolute_url()),
    )


def place_taken(registration: Registration) -> None:
    _post("place_taken", registration, method="REQUEST")


def offer_lapsed(registration: Registration) -> None:
    _post("offer_lapsed", registration)


def registration_cancelled(registration: Registration, *, had_place: bool) -> None:
    _post("registration_cancelled", registration, method="CANCEL" if had_place else "")


def removed(registration: Registration, *, reason: str, had_place: bool) -> None:
    method = "CANCEL" if had_place else ""
    _post("removed", registration, method=method, reason=reason)


def event_changed(registration: Registration, *, before) -> None:
    """`before` is the event as it was, or None when it comes back from being postponed."""
    version = str(registration.event.version)
    method = "REQUEST" if registration.in_place else ""
    _post("event_changed", registration, method=method, version=version, before=before)


def event_postponed(registration: Registration, *, note: str) -> None:
    version = str(registration.event.version)
    method = "CANCEL" if registration.in_place else ""
    _post("event_postponed", registration, method=method, version=version, note=note)


def event_cancelled(registration: Registration, *, note: str, had_place: bool) -> None:
    _post("event_cancelled", registration, method="CANCEL" if had_place else "", note=note)


def reminder_version(rule: Reminder) -> str:
    """Another start is another reminder, so that a postponed event reminds again."""
    return f"{rule.event.starts_at.isoformat()}:{rule.days_before}"


def reminder(registration: Registration, rule: Reminder):
    """Returns None where this reminder was written before."""
    quiet = reverse("events:quiet", args=[registration.token])
    return _post(
        "reminder",
        registration,
        version=reminder_version(rule),
        priority=Priority.REMINDER,
        expires_at=registration.event.starts_at,
        unsubscribe_url=absolute(quiet),
        quiet_url=absolute(quiet),
    )


def _post(
    letter: str,
    registration: Registration,
    *,
    method: str = "",
    version: str = "",
    priority: int = Priority.NORMAL,
    expires_at=None,
    unsubscribe_url: str = "",
    **context,
):
    person, event = registration.person, registration.event
    with translation.override(person.language), timezone.override(person.time_zone):
        parts = [calendars.invitation(registration, method=method)] if method else []
        context |= {"event": event, "registration": registration}
        context |= {"place_url": absolute(registration.get_absolute_url())}
        context |= {"event_url": absolute(event.get_absolute_url())}
    return post(
        f"events/email/{letter}",
        to=person,
        about=registration,
        version=version,
        priority=priority,
        expires_at=expires_at,
        context=context,
        attachments=parts,
        unsubscribe_url=unsubscribe_url,
        reply_to=event.hub.reply_to,
    )
