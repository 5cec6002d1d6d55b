"""How long an offered place waits for its answer. Counted in hours in which people are awake."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from events.models import Event

WAKES, SLEEPS = dt.time(8), dt.time(22)
# Near the event the answer is wanted sooner, so that three more people can still be asked.
SHARE = 4
SHORTEST = dt.timedelta(hours=1)


def offer_limit(event: Event) -> dt.datetime:
    """No offer holds past this moment, and none is made after it."""
    return event.registration_ends_at


def gives_seats(event: Event, *, now) -> bool:
    """Whether a seat that comes free still goes to somebody in the queue."""
    return event.status == Event.Status.PUBLISHED and now < offer_limit(event)


def offer_until(event: Event, zone: ZoneInfo, *, now, limit=None) -> dt.datetime:
    """When an offer made now to somebody who lives in `zone` ends, at the latest at `limit`."""
    limit = limit or offer_limit(event)
    left = waking_time(now, limit, zone)
    hours = min(dt.timedelta(hours=event.offer_hours), max(left / SHARE, SHORTEST))
    return min(_after(now, hours, zone, limit), limit)


def waking_time(start, end, zone: ZoneInfo) -> dt.timedelta:
    """How much of the time between two moments people in `zone` are awake."""
    return sum((last - first for first, last in _days(start, end, zone)), dt.timedelta())


def _after(start, hours: dt.timedelta, zone: ZoneInfo, limit) -> dt.datetime:
    for first, last in _days(start, limit, zone):
        if hours <= last - first:
            return first + hours
        hours -= last - first
    return limit


def _days(start, end, zone: ZoneInfo) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Each waking day between two moments, as far as it lies between them."""
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        wakes = dt.datetime.combine(day, WAKES, tzinfo=zone).astimezone(dt.UTC)
        sleeps = dt.datetime.combine(day, SLEEPS, tzinfo=zone).astimezone(dt.UTC)
        if max(wakes, start) < min(sleeps, end):
            yield max(wakes, start), min(sleeps, end)
        day += dt.timedelta(days=1)
