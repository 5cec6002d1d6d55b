"""What other programs may rely on in our JSON: JSON Schema, draft 2020-12.

Names and meanings stay; new members may come, and then `VERSION` stays as well.
"""

from events.models import Event
from hubs.models.hubs import LANGUAGES, TIME_ZONES

VERSION = 1
# What `rules.with_availability` says.
AVAILABILITY = {
    "open": "places are free",
    "few": "the last places are free",
    "online": "the room is full, or held for some sectors; places online are free",
    "apply": "the hub chooses who comes; people apply",
    "full": "all places are taken; there is a waiting list",
    "soon": "registration has not opened yet",
    "closed": "registration has closed",
    "over": "the event is over",
    "postponed": "the event has no date at present",
    "cancelled": "the event does not take place",
}


def _text(description: str, **more) -> dict:
    return {"type": "string", "description": description, **more}


def _moment(description: str, *, nullable: bool = False) -> dict:
    kind = ["string", "null"] if nullable else "string"
    return {"type": kind, "format": "date-time", "description": description}


def _object(description: str, **properties) -> dict:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }


def _list(items: dict, description: str) -> dict:
    return {"type": "array", "items": items, "description": description}


def _url(description: str, *, nullable: bool = False) -> dict:
    kind = ["string", "null"] if nullable else "string"
    return {"type": kind, "format": "uri", "description": description}


HUB = _object(
    "A hub of the programme.",
    name=_text("In the language of the answer."),
    url=_url("Its page; null while it has none.", nullable=True),
)
REGISTRATION = _object(
    "Whether and until when people can register.",
    availability=_text(
        "; ".join(f"{word}: {meaning}" for word, meaning in AVAILABILITY.items()),
        enum=list(AVAILABILITY),
    ),
    opens_at=_moment("In UTC; null: since it was announced.", nullable=True),
    closes_at=_moment("In UTC; never after the start."),
)
EVENT = _object(
    "One public event.",
    id=_text("Stays for ever, the same as UID in the calendar feeds."),
    version={
        "type": "integer",
        "description": "Grows with date, time, place, format and status: SEQUENCE of the feed.",
    },
    updated_at=_moment("When anything about it was last changed, in UTC."),
    url=_url("Its page, in the language of the answer."),
    calendar_url=_url("The event as an iCalendar file."),
    title=_text("In the language of the answer, or in one that it has."),
    summary=_text("A sentence or two, plain text."),
    status=_text(
        "Cancelled ones stay in the list until their day is over.",
        enum=[status for status in Event.Status.values if status != Event.Status.DRAFT],
    ),
    starts_at=_moment("With the offset of its own time zone."),
    ends_at=_moment("With the offset of its own time zone."),
    time_zone=_text("IANA name.", enum=[zone for zone, _label in TIME_ZONES]),
    previous_starts_at=_moment("Where it was announced for another start before.", nullable=True),
    format=_text("Where people take part.", enum=Event.Format.values),
    venue=_text("Empty for an online event."),
    city=_text("Empty for an online event."),
    languages=_list(
        {"type": "string", "enum": [code for code, _label in LANGUAGES]}, "Spoken there, BCP 47."
    ),
    hub=HUB,
    co_hosts=_list(HUB, "Other hubs that put it on together with the first."),
    themes=_list({"type": "string"}, "In the language of the answer."),
    sectors=_list({"type": "string"}, "Codes of those it is meant for; empty: for all."),
    capacity={"type": "integer", "description": "Places; of a hybrid event, those in the room."},
    registration=REGISTRATION,
)
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Public events of the hubs",
    "description": (
        "Answers of /events/feed.json and /events/<address>.json. Read-only, no key. A filter"
        " with a value that the list does not know, or dates the wrong way round, are answered"
        " with status 400 and an object of one member, `error`: a sentence that names them."
    ),
    **_object(
        "A page of events.",
        schema=_url("The address of this schema."),
        schema_version={"type": "integer", "const": VERSION},
        language=_text("Language of the texts, as chosen by the address: /cy/…, /nb/…, else en."),
        next=_url("The next page; null on the last.", nullable=True),
        events=_list(EVENT, "In the order of the list."),
    ),
}
