"""Events with a queue: places held for sectors, a room and places online, somebody who would go."""

import datetime as dt

from events import services
from events.models import Event, Share
from hubportal.pages.demonstration.clock import at, moment, working_day
from hubportal.pages.demonstration.events import TEXTS, dated
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Theme

ANNOUNCED = 30  # days ago
REGISTERED = 8


def build(places, people, managers, day: dt.date) -> int:
    """How many people wait; where an event is there already, nothing is done."""
    crowd = [one for one in people.values() if not one.is_staff]
    return sum(_build(row, places, crowd, managers, day) for row in load("queues")["events"])


def _build(row: dict, places, crowd: list, managers, day: dt.date) -> int:
    starts = working_day(day, row["days"])
    slug = dated(row["slug"], starts)
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        event = _announced(slug, row, places[row["hub"]], starts, managers, day)
        since = day - dt.timedelta(days=REGISTERED)
        came = _register(event, crowd[: row["people"]], "in_person", since)
        first = row["people"]
        online = crowd[first : first + row.get("online_people", 0)]
        _register(event, online, "online", since + dt.timedelta(days=1))
        if online:
            with at(moment(day - dt.timedelta(days=2), 10)) as now:
                services.switch(came[0], by=came[0].person, to="online", now=now)
    return event.registrations.waiting().count()


def _announced(slug: str, row: dict, hub, starts: dt.date, managers, day: dt.date) -> Event:
    words = load("coming_events")["texts"]
    row = row | {"body": words["body"], "access": words[f"access_{row['format']}"]}
    event = Event(
        hub=hub,
        slug=slug,
        start_date=starts,
        start_time=dt.time.fromisoformat(row["starts"]),
        end_date=starts,
        end_time=dt.time.fromisoformat(row["ends"]),
        time_zone=hub.time_zone,
        online_capacity=row.get("online_capacity"),
        join_url="" if row["format"] == "in_person" else f"https://meet.example.org/{slug}",
        **{name: row[name] for name in ["format", "venue", "city", "capacity"]},
        **{name: text(row.get(name)) for name in TEXTS},
    )
    if "shares_days" in row:
        event.shares_until = moment(day + dt.timedelta(days=row["shares_days"]), 12)
    services.create_event(event, by=None)
    event.refresh_from_db()
    event.themes.set(Theme.objects.filter(slug__in=row["themes"]))
    Share.objects.bulk_create(Share(event=event, **share) for share in row.get("shares", []))
    with at(moment(day - dt.timedelta(days=ANNOUNCED), 11)) as now:
        services.publish(event, by=managers(hub), now=now)
    return event


def _register(event: Event, people: list, mode: str, day: dt.date) -> list:
    came = []
    for number, person in enumerate(people):
        with at(moment(day, 9, number)) as now:
            came.append(services.register(event, by=person, mode=mode, now=now))
    return came
