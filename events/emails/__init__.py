from events.emails.afterwards import THANK_YOU, thank_you
from events.emails.day import checked_in
from events.emails.places import (
    REMINDER,
    event_cancelled,
    event_changed,
    event_postponed,
    offer_lapsed,
    place_offered,
    place_switched,
    place_taken,
    registration_cancelled,
    registration_confirmed,
    reminder,
    reminder_version,
    removed,
    waiting_list_joined,
)

__all__ = [
    "REMINDER",
    "THANK_YOU",
    "checked_in",
    "event_cancelled",
    "event_changed",
    "event_postponed",
    "offer_lapsed",
    "place_offered",
    "place_switched",
    "place_taken",
    "registration_cancelled",
    "registration_confirmed",
    "reminder",
    "reminder_version",
    "removed",
    "thank_you",
    "waiting_list_joined",
]
