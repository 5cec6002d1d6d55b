"""One function per letter about somebody's place."""

from events.emails.letters import write
from events.models import Registration, Reminder
from hubportal.outbox.models import Priority

REMINDER = "events/email/reminder"


def registration_confirmed(registration: Registration) -> None:
    """Of a registration that was made in this transaction."""
    write("registration_confirmed", registration, method="REQUEST", first=True)


def waiting_list_joined(
    registration: Registration, *, position: int, why: str = "", first: bool = False
) -> None:
    """`why` there is no place for them, in their language; `first` of a new registration."""
    write("waiting_list_joined", registration, position=position, why_waiting=why, first=first)


def place_offered(registration: Registration) -> None:
    """Leaves ahead of other letters: the place is held while it travels."""
    write(
        "place_offered",
        registration,
        priority=Priority.DECISION,
        expires_at=registration.offer_expires_at,
    )


def place_switched(registration: Registration) -> None:
    """From the room to the places online, or the other way; the calendar entry follows."""
    version = str(registration.sequence)
    write("place_switched", registration, method="REQUEST", version=version)


def place_taken(registration: Registration) -> None:
    write("place_taken", registration, method="REQUEST")


def offer_lapsed(registration: Registration) -> None:
    write("offer_lapsed", registration)


def registration_cancelled(registration: Registration, *, had_place: bool, was: str = "") -> None:
    """`was` is what they gave up: a status of before."""
    method = "CANCEL" if had_place else ""
    write("registration_cancelled", registration, method=method, was=was)


def removed(registration: Registration, *, reason: str, had_place: bool) -> None:
    method = "CANCEL" if had_place else ""
    write("removed", registration, method=method, reason=reason)


def event_changed(registration: Registration, *, before) -> None:
    """`before` is the event as they know it, or None when it comes back from being postponed."""
    version = str(registration.sequence)
    method = "REQUEST" if registration.in_place else ""
    write("event_changed", registration, method=method, version=version, before=before)


def event_postponed(registration: Registration, *, note: str) -> None:
    version = str(registration.sequence)
    method = "CANCEL" if registration.in_place else ""
    write("event_postponed", registration, method=method, version=version, note=note)


def event_cancelled(registration: Registration, *, note: str, had_place: bool) -> None:
    write("event_cancelled", registration, method="CANCEL" if had_place else "", note=note)


def reminder_version(rule: Reminder) -> str:
    """Another start is another reminder, so that a postponed event reminds again."""
    return f"{version_without_hour(rule)}:{rule.at:%H%M}"


def version_without_hour(rule: Reminder) -> str:
    """What letters bore before two reminders of one day were told apart; they are in the outbox."""
    return f"{rule.event.starts_at.isoformat()}:{rule.days_before}"


def reminder(registration: Registration, rule: Reminder, *, meet=None):
    """`meet` tells how many others are on the list; None where this was written before."""
    return write(
        "reminder",
        registration,
        version=reminder_version(rule),
        priority=Priority.REMINDER,
        expires_at=registration.event.starts_at,
        can_be_stopped=True,
        picture=True,
        meet=meet,
    )
