"""The demonstration programme: facts where sources give them, invented people, a living past."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction

from hubportal.pages.demonstration import (
    afterwards,
    agreements,
    applications,
    asking,
    changes,
    choosing,
    door,
    events,
    exchanges,
    features,
    governance,
    hubs,
    letters,
    messages,
    opportunities,
    people,
    pictures,
    profiles,
    programme,
    programmes,
    queues,
    recognitions,
    registrations,
    resources,
    schemes,
    stories,
)
from hubportal.pages.demonstration.texts import checksum
from hubs.models import Hub
from members.models import User

SEASON = dt.timedelta(days=28)
MARK = "Demonstration programme"


@dataclass
class Marker:
    """When the illustrative dates were counted from, and what the data were then."""

    day: dt.date
    checksum: str


def marker() -> Marker | None:
    """The last entry that a build left in the staff's log; none in a database without one."""
    entries = LogEntry.objects.filter(content_type=None, object_repr=MARK).order_by("-pk")
    found = entries.values_list("object_id", flat=True).first()
    if not found:
        return None
    day, digest = found.split()
    return Marker(dt.date.fromisoformat(day), digest)


def is_current(today: dt.date) -> bool:
    last = marker()
    return bool(last and last.checksum == checksum() and today - last.day < SEASON)


@transaction.atomic
def build(today: dt.date, say: Callable[[str], None]) -> None:
    """Adds what is missing and changes nothing that is there.

    After four weeks, illustrative events and calls come anew, so that some always lie ahead.
    """
    last = marker()
    day = last.day if last and today - last.day < SEASON else today
    first_letter = letters.newest()
    hubs.build_vocabularies()
    programmes.build_programmes()
    places = hubs.build_hubs(day)
    organisations = hubs.build_organisations(places)
    programmes.build_around(places, organisations)
    say(f"{len(places)} hubs, {len(organisations)} organisations")
    drawn = pictures.build_pictures(places)
    say(f"{len(drawn)} pictures")
    persons = people.build_people(places, organisations)
    profiles.build(organisations, persons, day)
    say(f"{len(persons)} people")
    managers = Managers(persons)
    planned = events.build_past(places, managers) + events.build_coming(places, managers, day)
    registrations.register_people(planned, persons, managers, day)
    registrations.spare_reminders(persons, people.ACCOUNTS)
    say(f"{len(planned)} events")
    by_slug = {plan.row["slug"]: plan.event for plan in planned}
    in_full(by_slug, places, persons, managers, day, say)
    calls = schemes.build_calls(schemes.build_schemes(), places, by_slug, managers, day)
    applications.build_applications(calls, persons, managers, day)
    say(f"{len(calls)} calls with applications")
    say(f"{afterwards.build(by_slug, managers)} people who would like to meet the others")
    show(places, organisations, drawn, managers, day, say)
    offered = opportunities.build_opportunities(places, by_slug, persons, managers, day)
    say(f"{offered} opportunities")
    letters.keep_here(after=first_letter)
    leave_mark(persons["programme"], day)


def in_full(by_slug, places, persons, managers, day: dt.date, say) -> None:
    """What belongs to events beside their places, each kind by itself."""
    say(f"{door.build(places, persons, managers, day)} people at an event that goes on")
    say(f"{choosing.build(places, persons, managers, day)} people at events whose hub chooses")
    say(f"{queues.build(places, persons, managers, day)} people wait, each for a reason")
    say(f"{changes.build(by_slug, managers, day)} events that changed")
    say(f"{programme.build(by_slug, places, managers, day)} parts of programmes")
    say(f"{asking.build(by_slug)} questions to people who register")
    say(f"{messages.build(by_slug, managers, day)} messages to the people of events")


def show(places, organisations, drawn, managers, day: dt.date, say) -> None:
    """What the hubs publish, each kind by itself."""
    signed = agreements.build_agreements(places, managers, day)
    held = recognitions.build_recognitions(places, day)
    say(f"{signed} agreements, {held} recognitions")
    bodies = governance.build_bodies(places, organisations, day)
    met = exchanges.build_exchanges(places, organisations, managers, day)
    say(f"{len(bodies)} governance bodies, {len(met)} meetings between hubs")
    told = stories.build_stories(places, drawn, managers, day)
    kept = resources.build_resources(places, managers, day)
    words = resources.build_glossary()
    say(f"{told} stories, {kept} resources, {words} words in the glossary")
    asked = features.build_features(places, organisations, drawn, managers, day)
    say(f"{len(asked)} Partner Perspectives")


class Managers:
    """Who acts for a hub: its own manager where the demonstration has one."""

    def __init__(self, persons: dict[str, User]):
        self.persons = persons

    def __call__(self, hub: Hub | None) -> User:
        return self.persons.get(hub.slug if hub else "", self.persons["programme"])


def leave_mark(person: User, day: dt.date) -> None:
    LogEntry.objects.create(
        user=person,
        object_id=f"{day.isoformat()} {checksum()}",
        object_repr=MARK,
        action_flag=ADDITION,
    )
