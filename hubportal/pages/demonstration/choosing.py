"""Events whose hub chooses who comes: applications, decisions, a guest, a colleague instead."""

import datetime as dt

from events import services
from events.models import Event, Registration
from hubportal.pages.demonstration.clock import at, moment, working_day
from hubportal.pages.demonstration.events import TEXTS, dated
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Theme

ANNOUNCED = 40  # days ago
APPLIED = 14
DECIDED = 5


def build(places, people, managers, day: dt.date) -> int:
    """How many people applied; where an event is there already, nothing is done."""
    known = [people[name] for name in ("member", "applicant", "door")]
    crowd = [one for one in people.values() if not one.is_staff and one not in known]
    rows = load("choosing")["events"]
    return sum(_build(row, places, people, crowd, managers, day) for row in rows)


def _build(row: dict, places, people, crowd: list, managers, day: dt.date) -> int:
    starts = working_day(day, row["days"])
    slug = dated(row["slug"], starts)
    if found := Event.objects.filter(slug=slug).first():
        return found.registrations.count()
    manager = managers(places[row["hub"]])
    event = _announced(slug, row, places[row["hub"]], starts, manager, day)
    accepted, declined, guest, colleague = _decided(row, crowd)
    _apply(event, [*accepted, *declined], day - dt.timedelta(days=APPLIED))
    _decide(event, accepted, declined, manager, day)
    if row["applied"] > 1:
        _others_come(event, guest, accepted[0], colleague, manager, day)
        _apply(event, [people["member"], *crowd[-row["applied"] + 1 :]], day - dt.timedelta(days=3))
    else:
        _apply(event, crowd[-1:], day - dt.timedelta(days=DECIDED))
    return event.registrations.count()


def _decided(row: dict, crowd: list) -> tuple:
    """Who is accepted, who is declined, the hub's guest, and a colleague who comes instead."""
    yes, no = row["accepted"], row["accepted"] + row["declined"]
    return crowd[:yes], crowd[yes:no], crowd[no], crowd[no + 1]


def _announced(slug: str, row: dict, hub, starts: dt.date, manager, day: dt.date) -> Event:
    event = Event(
        hub=hub,
        slug=slug,
        start_date=starts,
        start_time=dt.time.fromisoformat(row["starts"]),
        end_date=starts,
        end_time=dt.time.fromisoformat(row["ends"]),
        time_zone=hub.time_zone,
        approval=True,
        decide_by=day + dt.timedelta(days=row["decide_days"]),
        join_url="" if row["format"] == "in_person" else f"https://meet.example.org/{slug}",
        online_capacity=row.get("online_capacity"),
        languages=row.get("languages", ["en"]),
        **{name: row[name] for name in ["format", "venue", "city", "capacity"]},
        **{name: text(row.get(name)) for name in TEXTS} | _shared(row["format"]),
    )
    services.create_event(event, by=None)
    event.refresh_from_db()
    event.themes.set(Theme.objects.filter(slug__in=row["themes"]))
    with at(moment(day - dt.timedelta(days=ANNOUNCED), 11)) as now:
        services.publish(event, by=manager, now=now)
    return event


def _shared(form: str) -> dict:
    access = load("coming_events")["texts"][f"access_{form}"]
    return {"body": text(load("choosing")["words"]["body"]), "access": text(access)}


def _apply(event: Event, people: list, day: dt.date) -> None:
    words = load("choosing")["words"]["comes_for"]
    for number, person in enumerate(people):
        with at(moment(day, 9, number)) as now:
            said = {"comes_for": words[number % len(words)]}
            services.register(event, by=person, details=said, now=now)


def _decide(event: Event, accepted: list, declined: list, manager, day: dt.date) -> None:
    words = load("choosing")["words"]
    with at(moment(day - dt.timedelta(days=DECIDED), 14)) as now:
        for person in accepted:
            one = event.registrations.get(person=person)
            services.accept(one, by=manager, note=words["note"], now=now)
        for person in declined:
            one = event.registrations.get(person=person)
            services.decline(one, by=manager, reason=words["reason"], now=now)


def _others_come(event: Event, guest, holder, colleague, manager, day: dt.date) -> None:
    """A guest beyond the places who has said yes, and a colleague who took somebody's place."""
    with at(moment(day - dt.timedelta(days=4), 10)) as now:
        invited = services.invite(event, by=manager, person=guest, beyond=True, now=now)
        services.take_offer(invited, by=guest, now=now)
        place = event.registrations.get(person=holder)
        services.ask_colleague(place, by=holder, email=colleague.email, now=now)
    with at(now + dt.timedelta(hours=3)) as now:
        asked = Registration.objects.get(instead_of=place)
        services.take_offer(asked, by=colleague, now=now)
