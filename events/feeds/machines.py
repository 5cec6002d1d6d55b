"""Public events as JSON, read-only: what the list shows, under identities that stay."""

import datetime as dt
import json

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events import rules
from events.emails import calendars
from events.feeds.schema import SCHEMA, VERSION
from events.forms import EventFilter
from events.models import Event
from hubportal.outbox.letters import absolute
from hubs.feeds import answer

JSON_TYPE = "application/json; charset=utf-8"
SCHEMA_TYPE = "application/schema+json; charset=utf-8"
PER_PAGE = 100


@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    """A page of the list by the list's filters; `next` leads on, and is null on the last.

    400 with an `error` that names each filter that makes no sense.
    """
    stranger, now = AnonymousUser(), timezone.now()
    chosen = EventFilter(request.GET, user=stranger, now=now)
    if wrong := chosen.wrong():
        return _answer(request, {"error": " ".join(wrong)}, status=400)
    events = chosen.ordered(_public())
    number = _number(request)
    first = (number - 1) * PER_PAGE
    found = list(events[first : first + PER_PAGE + 1])
    data = {
        **_head(),
        "next": _page(request, number + 1) if len(found) > PER_PAGE else None,
        "events": [described(event, now=now) for event in found[:PER_PAGE]],
    }
    return _answer(request, data)


@require_safe
def event_json(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(_public(), slug=slug)
    data = {**_head(), "next": None, "events": [described(event, now=timezone.now())]}
    return _answer(request, data)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return _answer(request, {"$id": absolute(request.path)} | SCHEMA, content_type=SCHEMA_TYPE)


def described(event: Event, *, now) -> dict:
    """One event as the schema has it; nothing in it is about a person."""
    rules.with_availability(event, now=now)
    address = absolute(event.get_absolute_url())
    previous = event.previous_starts_at
    return {
        "id": calendars.event_uid(event),
        "version": event.version,
        "updated_at": _utc(event.changed_at),
        "url": address,
        "calendar_url": absolute(reverse("events:ics", args=[event.slug])),
        "title": str(event.title),
        "summary": str(event.summary),
        "status": event.status,
        "starts_at": event.starts_at.astimezone(event.zone).isoformat(),
        "ends_at": event.ends_at.astimezone(event.zone).isoformat(),
        "time_zone": event.time_zone,
        "previous_starts_at": previous and previous.astimezone(event.zone).isoformat(),
        "format": event.format,
        "venue": event.venue,
        "city": event.city,
        "languages": event.languages,
        "hub": _hub(event.hub),
        "co_hosts": [_hub(hub) for hub in event.co_hosts.all() if hub.has_public_page()],
        "themes": [str(theme) for theme in event.themes.all()],
        "sectors": sorted(sector.code for sector in event.sectors.all()),
        "capacity": event.capacity,
        "registration": _registration(event),
    }


def _hub(hub) -> dict:
    url = absolute(hub.get_absolute_url()) if hub.has_public_page() else None
    return {"name": str(hub.name), "url": url}


def _registration(event: Event) -> dict:
    opens_at = event.registration_opens_at
    return {
        "availability": event.availability,
        "opens_at": opens_at and _utc(opens_at),
        "closes_at": _utc(event.asks_until),
    }


def _public():
    events = Event.objects.visible_to(AnonymousUser()).select_related("hub").with_places()
    return events.prefetch_related("co_hosts", "themes", "sectors")


def _head() -> dict:
    address = absolute(reverse("events:schema"))
    return {"schema": address, "schema_version": VERSION, "language": get_language()}


def _number(request: HttpRequest) -> int:
    """The page asked for; what is no number is the first, as in the list."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def _page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return absolute(f"{request.path}?{query.urlencode()}")


def _utc(moment) -> str:
    return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat()


def _answer(
    request: HttpRequest, data: dict, *, content_type: str = JSON_TYPE, status: int = 200
) -> HttpResponse:
    """For pages of other sites, too: there is nothing here that a stranger may not read."""
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    if status == 200:
        response = answer(request, content, content_type, None)
    else:
        response = HttpResponse(content, content_type=content_type, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response["X-Robots-Tag"] = "noindex"
    return response
