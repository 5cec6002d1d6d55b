"""What an event leaves behind, and people who would like to meet before another one."""

import datetime as dt

from django.utils import timezone

from events import rules, services
from events.models import Event, Opinion
from funding import services as funding
from hubportal.pages.demonstration.clock import at
from hubportal.pages.demonstration.texts import LANGUAGES, load, text

TOGETHER = 3
CERTIFIED = 3


def build(events: dict[str, Event], managers) -> int:
    """How many people are on lists; nothing is done where it is done already."""
    row = load("afterwards")
    came, coming = (Event.objects.get(pk=events[row[name]].pk) for name in ("came", "coming"))
    if not came.attendance_settled_at:
        _afterwards(came, row, managers(came.hub))
    if not coming.registrations.listed().exists():
        _list(coming, row, before=dt.timedelta(days=2))
    return sum(event.registrations.listed().count() for event in (came, coming))


def _afterwards(event: Event, row: dict, manager) -> None:
    """The list stays open as long as people can still find a team for the call."""
    Event.objects.filter(pk=event.pk).update(listed_days=35, certificate_note=text(row["note"]))
    event.refresh_from_db()
    _list(event, row, before=dt.timedelta(0))
    with at(event.ends_at + dt.timedelta(hours=20)) as now:
        services.settle_attendance(event, by=manager, now=now)
    attended = event.registrations.attended().select_related("person", "event").order_by("pk")
    with at(event.ends_at + dt.timedelta(hours=22)) as now:
        for registration in attended[:CERTIFIED]:
            services.certify(registration, by=registration.person, now=now)
        for registration, said in zip(attended[CERTIFIED:], row["opinions"], strict=False):
            services.say_opinion(registration, Opinion(**said), now=now)
    funding.tell_of_open_calls()


def _list(event: Event, row: dict, *, before: dt.timedelta) -> None:
    """Some of those with a place show themselves; the first few look for a team."""
    calls = event.calls.exists()
    people = event.registrations.in_place().exclude(status="missed").order_by("pk")
    if event.slug.startswith(row["coming"]):  # there they may try out how it would look
        people = people.exclude(person__email=row["undecided"])
    with at(min(event.starts_at, timezone.now()) - before) as now:
        found = people.select_related("person__profile__organisation", "event")
        for number, registration in enumerate(found[: row["listed"]]):
            said = {"affiliation": rules.affiliation_of(registration.person)}
            said["comes_for"] = _own(row["comes_for"], number, registration.person)
            if calls and number < TOGETHER:
                note = _own(row["team_note"], number, registration.person)
                said |= {"seeks_team": True, "team_note": note}
            services.show_to_others(registration, by=registration.person, now=now, **said)


def _own(texts: list[list[str]], number: int, person) -> str:
    """One of the texts, in the language of who says it."""
    return texts[number % len(texts)][LANGUAGES.index(person.language)]
