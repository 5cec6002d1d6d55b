"""What an event asks those who register, and until when they may say something else."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Needs, Registration
from hubs.models.hubs import LANGUAGES

WELSH = "cy"
# What can be done for people who are not in the room.
NEEDS_ONLINE = ["bsl", "isl", "nts", "lip_speaker", "captions", "large_print"]


def affiliation_of(person) -> str:
    """What others read of somebody's work, as it is now; empty where they have told nothing."""
    profile = getattr(person, "profile", None)
    parts = (profile.post, profile.organisation) if profile else ()
    return ", ".join(str(part) for part in parts if part and str(part).strip())[:300]


def asks_nothing(event: Event) -> bool:
    """Whether one click on the event's page registers. Costs one query at most."""
    asks = (
        event.format == Event.Format.HYBRID
        or event.listed_days > 0
        or event.catering
        or event.needs_by is not None
        or bool(languages_to_wish(event))
    )
    return not asks and not event.questions.asked().exists()


def languages_to_wish(event: Event) -> list[tuple[str, str]]:
    """The languages that people may wish to use there, code and name; empty: nobody is asked.

    Source: Welsh Language Standards, on meetings: whoever is bound by them asks everybody.
    """
    codes = set(event.languages)
    if event.hub.welsh_standards:
        codes |= {WELSH, "en"}
    return [(code, name) for code, name in LANGUAGES if code in codes] if len(codes) > 1 else []


def needs_to_choose(event: Event) -> list[tuple[str, str]]:
    if event.format != Event.Format.ONLINE:
        return [(code, str(name)) for code, name in Needs.Access.choices]
    return [(code, str(name)) for code, name in Needs.Access.choices if code in NEEDS_ONLINE]


def needs_are_late(event: Event, *, now) -> bool:
    """Whether the day until which needs are told, on the event's own calendar, is over."""
    return event.needs_by is not None and timezone.localdate(now, event.zone) > event.needs_by


def reasons_not_to_answer(registration: Registration, *, now) -> Iterator[str]:
    """Why somebody cannot change what they told us; consents they take back at any time."""
    if registration.status not in Registration.LIVE:
        yield _("You have no place at this event any more.")
    elif now >= registration.event.starts_at:
        yield _("The event has started. You can still change who sees you.")
