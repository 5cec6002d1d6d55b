"""An event as search engines read it: schema.org, as plain data for JSON."""

from events.emails.calendars import event_uid, plain
from events.models import Event
from hubportal.outbox.letters import absolute
from hubs.feeds.structured import identity

SCHEMA = "https://schema.org/"
STATUSES = {
    Event.Status.PUBLISHED: "EventScheduled",
    Event.Status.POSTPONED: "EventPostponed",
    Event.Status.CANCELLED: "EventCancelled",
}
AVAILABILITY = {
    "open": "InStock",
    "apply": "InStock",
    "online": "OnlineOnly",
    "few": "LimitedAvailability",
    "soon": "PreOrder",
}
MODES = {
    Event.Format.IN_PERSON: "OfflineEventAttendanceMode",
    Event.Format.ONLINE: "OnlineEventAttendanceMode",
    Event.Format.HYBRID: "MixedEventAttendanceMode",
}


def event_data(event: Event, *, days=()) -> dict:
    """`days` are those of its programme, where the page has them at hand."""
    address = absolute(event.get_absolute_url())
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": plain(event.title),
        "description": plain(event.summary),
        "@id": f"{identity(event)}#event",
        "identifier": event_uid(event),
        "url": address,
        "startDate": event.starts_at.astimezone(event.zone).isoformat(),
        "endDate": event.ends_at.astimezone(event.zone).isoformat(),
        **_status(event),
        "eventAttendanceMode": SCHEMA + MODES[event.format],
        "inLanguage": event.languages,
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": event.capacity,
        "location": list(_places(event, address)),
        "organizer": _organizer(event),
        "offers": _offer(event, address),
        **_series(event),
        **programme_data(event, days),
    }


def _status(event: Event) -> dict:
    """A new date takes the place of one that was announced before."""
    previous = event.previous_starts_at
    if not previous or previous == event.starts_at:
        return {"eventStatus": SCHEMA + STATUSES[event.status]}
    announced = event.status == Event.Status.PUBLISHED
    status = "EventRescheduled" if announced else STATUSES[event.status]
    was = previous.astimezone(event.zone).isoformat()
    return {"eventStatus": SCHEMA + status, "previousStartDate": was}


def _series(event: Event) -> dict:
    if event.series is None:
        return {}
    address = absolute(event.series.get_absolute_url())
    return {"superEvent": {"@type": "EventSeries", "name": plain(event.series), "url": address}}


def programme_data(event: Event, days) -> dict:
    """`subEvent` and `performer` of schema.org; nobody who did not agree to be named.

    `days` come from `figures.around` or `figures.days`.
    """
    sessions = [session for day in days for slot in day.slots for session in slot.sessions]
    parts = [_session(event, session) for session in sessions if session.kind != "break"]
    named = {person.pk: person for session in sessions for person in session.named}
    data = {"subEvent": parts, "performer": [_performer(person) for person in named.values()]}
    return {name: value for name, value in data.items() if value}


def _session(event: Event, session) -> dict:
    people = [_performer(person) for person in session.named]
    return {
        "@type": "Event",
        "name": plain(session.title),
        "url": f"{absolute(event.get_absolute_url())}#session-{session.pk}",
        "startDate": session.begins_at.isoformat(),
        "endDate": session.finishes_at.isoformat(),
        **({"performer": people} if people else {}),
    }


def _performer(person) -> dict:
    works_at = plain(person.affiliation or person.organisation or "")
    said = {"jobTitle": plain(person.post), "affiliation": works_at}
    named = {"@type": "Person", "name": plain(person.name)}
    return named | {name: text for name, text in said.items() if text}


def _organizer(event: Event) -> dict:
    page = absolute(event.hub.get_absolute_url()) if event.hub.has_public_page() else ""
    named = {"@type": "Organization", "name": plain(event.hub.name)}
    return named | ({"url": page} if page else {})


def _places(event: Event, address: str):
    """An online event is at its public page: the joining link is for those with a place."""
    if event.format != Event.Format.ONLINE:
        name = plain(event.venue or event.place)
        yield {"@type": "Place", "name": name, "address": plain(event.place)}
    if event.format != Event.Format.IN_PERSON:
        yield {"@type": "VirtualLocation", "url": address}


def _offer(event: Event, address: str) -> dict:
    availability = SCHEMA + AVAILABILITY.get(getattr(event, "availability", ""), "SoldOut")
    money = {"price": 0, "priceCurrency": event.hub.currency}
    opens_at = event.registration_opens_at
    since = {"validFrom": opens_at.astimezone(event.zone).isoformat()} if opens_at else {}
    return {"@type": "Offer", "url": address, "availability": availability, **money, **since}
