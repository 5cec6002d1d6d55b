"""An event that is going on: people at the door, people online, two without a place."""

import datetime as dt
import uuid

from events import services
from events.models import Event
from events.models.codes import door_code
from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.events import ANNOUNCED_BEFORE, TEXTS, dated
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Theme


def build(places, people, managers, day: dt.date) -> int:
    """How many people the event has; nothing is done where it is there already."""
    row = load("door")
    slug = dated(row["slug"], day)
    if found := Event.objects.filter(slug=slug).first():
        return found.registrations.count()
    event = _announced(slug, row, places["wales"], managers, day)
    room, online, waiting = _crowd(people, row)
    for number, (person, mode) in enumerate([*room, *online, *waiting]):
        with at(moment(day - dt.timedelta(days=20), 9, number)) as now:
            services.register(event, by=person, mode=mode, now=now)
    _yesterday(event, row, people["door"], day)
    return event.registrations.count()


def _announced(slug: str, row: dict, hub, managers, day: dt.date) -> Event:
    event = Event(
        hub=hub,
        slug=slug,
        format=Event.Format.HYBRID,
        start_date=day - dt.timedelta(days=1),
        start_time=dt.time.fromisoformat(row["starts"]),
        end_date=day + dt.timedelta(days=1),
        end_time=dt.time.fromisoformat(row["ends"]),
        time_zone=hub.time_zone,
        join_url=f"https://meet.example.org/{slug}",
        **{name: row[name] for name in ["venue", "city", "capacity", "online_capacity"]},
        languages=row["languages"],
        **{name: text(row.get(name)) for name in TEXTS},
    )
    services.create_event(event, by=None)
    event.refresh_from_db()
    event.themes.set(Theme.objects.filter(slug__in=row["themes"]))
    with at(moment(day - dt.timedelta(days=ANNOUNCED_BEFORE), 11)) as now:
        services.publish(event, by=managers(hub), now=now)
    return event


def _crowd(people: dict, row: dict) -> tuple[list, list, list]:
    """Who sits in the room, who joins online, and who has no place in the room."""
    special = [people["applicant"], people["member"]]
    others = [one for one in people.values() if not one.is_staff and one not in special]
    others = [one for one in others if one != people["door"]]
    first, then = row["room"] - 1, row["room"] + row["online"] - 2
    room = [*others[:first], people["applicant"]]
    online = [people["member"], *others[first:then]]
    queue = others[then : then + row["waiting"]]
    return (
        [(one, "in_person") for one in room],
        [(one, "online") for one in online],
        [(one, "in_person") for one in queue],
    )


def _yesterday(event: Event, row: dict, by, day: dt.date) -> None:
    """Some came on the first day; one of them showed the code twice."""
    came = list(event.registrations.filter(mode="in_person").confirmed().order_by("pk"))
    for number, one in enumerate([*came[: row["came"]], came[0]]):
        now = moment(day - dt.timedelta(days=1), 8, 20 + number)
        reading = services.Reading(uuid.uuid4(), door_code(one))
        with at(now):
            services.read(event, reading, by=by, device="demo", now=now)
