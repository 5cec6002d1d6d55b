"""`{% load events %}`: what machines read on a page, and a person's own calendar."""

import json

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from events import rules
from events.emails.calendars import plain
from events.models import Event
from events.models.registrations import CALENDAR
from hubportal.outbox.letters import absolute

register = template.Library()

# Inside a script element nothing may look like a tag or a comment.
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
SCHEMA = "https://schema.org/"
STATUSES = {
    Event.Status.PUBLISHED: "EventScheduled",
    Event.Status.POSTPONED: "EventPostponed",
    Event.Status.CANCELLED: "EventCancelled",
}
MODES = {
    Event.Format.IN_PERSON: "OfflineEventAttendanceMode",
    Event.Format.ONLINE: "OnlineEventAttendanceMode",
    Event.Format.HYBRID: "MixedEventAttendanceMode",
}


@register.simple_tag
def json_ld(event: Event) -> SafeString:
    """The event for search engines, as schema.org has it. It runs nothing: data, not a script."""
    text = json.dumps(described(event), ensure_ascii=False).translate(HARMLESS)
    element = '<script type="application/ld+json">{}</script>'
    return format_html(element, mark_safe(text))  # noqa: S308 - made harmless a line above


def described(event: Event) -> dict:
    address = absolute(event.get_absolute_url())
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": plain(event.title),
        "description": plain(event.summary),
        "url": address,
        "startDate": event.starts_at.astimezone(event.zone).isoformat(),
        "endDate": event.ends_at.astimezone(event.zone).isoformat(),
        "eventStatus": SCHEMA + STATUSES[event.status],
        "eventAttendanceMode": SCHEMA + MODES[event.format],
        "inLanguage": event.languages,
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": event.capacity,
        "location": list(_places(event, address)),
        "organizer": {
            "@type": "Organization",
            "name": plain(event.hub.name),
            "url": absolute(event.hub.get_absolute_url()),
        },
        "offers": _offer(event, address),
    }


def _places(event: Event, address: str):
    """An online event is at its public page: the joining link is for those with a place."""
    if event.format != Event.Format.ONLINE:
        name = plain(event.venue or event.place)
        yield {"@type": "Place", "name": name, "address": plain(event.place)}
    if event.format != Event.Format.IN_PERSON:
        yield {"@type": "VirtualLocation", "url": address}


def _offer(event: Event, address: str) -> dict:
    available = getattr(event, "availability", "") in ("open", "few")
    availability = SCHEMA + ("InStock" if available else "SoldOut")
    money = {"price": 0, "priceCurrency": event.hub.currency}
    return {"@type": "Offer", "url": address, "availability": availability, **money}


@register.simple_tag
def my_calendar(person) -> str:
    """The address of a person's own calendar, to be subscribed to; whoever has it reads it."""
    return absolute(reverse("events:calendar", args=[CALENDAR.sign(str(person.pk))]))


@register.filter
def places_in_words(events) -> list:
    """For lists of the floor below: puts `availability` and `places_left` on each event."""
    now = timezone.now()
    return [rules.with_availability(event, now=now) for event in events]
