"""What we write is read by a calendar library that has nothing to do with the one we write with."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject

from events import services
from events.emails import calendars
from hubportal.outbox.models import Letter
from tests.events.factories import NOW, EventFactory, RegistrationFactory
from tests.events.test_feeds import coming
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
LONDON, OSLO = ZoneInfo("Europe/London"), ZoneInfo("Europe/Oslo")
HOUR = dt.timedelta(hours=1)


def read(content: bytes):
    """Every event of a file, by a strict reader; it must end where it begins."""
    found = list(vobject.readComponents(content.decode(), validate=True))
    assert len(found) == 1
    return found[0]


def invitations(person) -> list:
    """Both copies of the calendar part of each letter to somebody, oldest first."""
    found = []
    for letter in Letter.objects.filter(person=person).order_by("pk"):
        parts = [p for p in letter.message().walk() if p.get_content_type() == "text/calendar"]
        bodies = {part.get_payload(decode=True) for part in parts}
        assert len(parts) == 2
        assert len(bodies) == 1
        method = parts[0].get_param("method")
        calendar = read(bodies.pop())
        assert calendar.method.value == method
        assert {part.get_param("charset") for part in parts} == {"utf-8"}
        found.append(calendar)
    return found


def test_a_feed_is_read_with_all_its_events_in_both_zones(client):
    for number in range(12):
        coming(title=f"Cardiff {number}, “a, b; c” ŵ")
        coming(title=f"Bergen {number}", time_zone="Europe/Oslo")
    calendar = read(client.get("/events/feed.ics").content)
    assert len(calendar.vevent_list) == 24
    assert {zone.tzid.value for zone in calendar.vtimezone_list} == {
        "Europe/London",
        "Europe/Oslo",
    }
    starts = {event.summary.value[:6]: event.dtstart.value for event in calendar.vevent_list}
    assert starts["Cardif"].hour == starts["Bergen"].hour == 10
    assert starts["Cardif"] - starts["Bergen"] == HOUR
    assert len({event.uid.value for event in calendar.vevent_list}) == 24
    assert "Cardiff 3, “a, b; c” ŵ" in {event.summary.value for event in calendar.vevent_list}


def test_an_invitation_its_update_and_its_cancellation_are_one_entry_that_grows():
    event, person = EventFactory(time_zone="Europe/Oslo"), UserFactory(name='Åse, Ŵyn; "Q"')
    registration = services.register(event, by=person, now=NOW)
    event.refresh_from_db()
    event.start_time, event.end_time = dt.time(12), dt.time(17)
    services.change_event(event, by=None, now=NOW + HOUR)
    services.tell_changes(now=NOW + 2 * HOUR)
    services.cancel_event(event, by=None, note="Snow", now=NOW + 3 * HOUR)
    letters = invitations(person)
    assert [letter.method.value for letter in letters] == ["REQUEST", "REQUEST", "CANCEL"]
    entries = [letter.vevent for letter in letters]
    assert [int(entry.sequence.value) for entry in entries] == [0, 1, 2]
    assert [entry.status.value for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [entry.dtstart.value.hour for entry in entries] == [10, 12, 12]
    for name in ("uid", "organizer", "attendee"):
        assert len({getattr(entry, name).value for entry in entries}) == 1
    assert entries[0].uid.value == f"registration-{registration.pk}@127.0.0.1"
    for entry in entries:
        assert len(entry.attendee_list) == 1
        assert entry.attendee.value == f"mailto:{person.email}"
        assert entry.dtstart.value.utcoffset() == HOUR


def test_a_place_given_up_or_taken_away_or_postponed_is_taken_out():
    def gone(verb):
        event, person = EventFactory(), UserFactory()
        verb(services.register(event, by=person, now=NOW))
        first, *_between, last = invitations(person)
        assert last.method.value == "CANCEL"
        assert last.vevent.status.value == "CANCELLED"
        assert int(last.vevent.sequence.value) > int(first.vevent.sequence.value)
        for name in ("uid", "organizer", "attendee"):
            assert getattr(last.vevent, name).value == getattr(first.vevent, name).value

    gone(lambda place: services.cancel(place, by=place.person, now=NOW))
    gone(lambda place: services.remove(place, by=place.person, reason="Too late", now=NOW))
    gone(lambda place: services.postpone(place.event, by=None, note="Snow", now=NOW))


def test_a_cancelled_event_is_read_as_such_in_the_feed(client):
    event = coming()
    services.cancel_event(event, by=None, note="Ill")
    [entry] = read(client.get("/events/feed.ics").content).vevent_list
    assert (entry.status.value, entry.sequence.value) == ("CANCELLED", "2")


def test_no_line_is_longer_than_75_bytes_and_every_line_ends_as_it_should(client):
    coming(title="Ŵ" * 190, summary="Å" * 290)
    content = client.get("/events/feed.ics").content
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    [entry] = read(content).vevent_list
    assert entry.summary.value == "Ŵ" * 190


# The nights on which clocks are changed, in both zones at the same moment ---------------------

CHANGES = [
    # day, hours that the night between eight in the evening and eight in the morning has
    (dt.date(2026, 10, 25), 13),
    (dt.date(2027, 3, 28), 11),
]


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Oslo"])
@pytest.mark.parametrize(("day", "hours"), CHANGES)
def test_an_event_across_the_change_has_its_wall_times_and_its_true_length(
    client, day, hours, zone
):
    event = EventFactory(
        start_date=day - dt.timedelta(days=1),
        start_time=dt.time(20),
        end_date=day,
        end_time=dt.time(8),
        time_zone=zone,
    )
    event.refresh_from_db()
    assert event.ends_at - event.starts_at == hours * HOUR
    calendar = read(client.get(f"/events/{event.slug}.ics").content)
    start, end = calendar.vevent.dtstart.value, calendar.vevent.dtend.value
    assert (start.hour, end.hour) == (20, 8)
    assert end.utcoffset() - start.utcoffset() == (12 - hours) * HOUR
    assert (start, end) == (event.starts_at, event.ends_at)


@pytest.mark.parametrize(("day", "hours"), CHANGES)
@pytest.mark.parametrize("hour", [0, 4, 9, 20])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_oslo_is_an_hour_ahead_of_london_all_the_time(client, day, hours, hour, days):
    moment = {"start_date": day + dt.timedelta(days=days), "start_time": dt.time(hour)}
    events = [
        EventFactory(**moment, end_time=dt.time(23), time_zone=zone)
        for zone in ("Europe/London", "Europe/Oslo")
    ]
    starts = []
    for event in events:
        event.refresh_from_db()
        entry = read(client.get(f"/events/{event.slug}.ics").content).vevent
        assert entry.dtstart.value == event.starts_at
        starts.append(entry.dtstart.value)
    assert starts[0] - starts[1] == HOUR


@pytest.mark.parametrize("zone", [LONDON, OSLO])
@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_time_zone_in_the_file_tells_each_change_by_itself(zone, year):
    """A change of the law that moves these nights is seen here."""
    calendar = calendars.new_calendar("PUBLISH")
    calendar.add_component(calendars.clock_changes(zone.key))
    told = read(calendar.to_ical()).vtimezone.gettzinfo()
    moment = dt.datetime(year, 3, 1, tzinfo=dt.UTC)
    while moment < dt.datetime(year, 11, 10, tzinfo=dt.UTC):
        wall = moment.astimezone(zone).replace(tzinfo=None)
        if wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=zone, fold=1).utcoffset():
            assert wall.replace(tzinfo=told).utcoffset() == wall.replace(tzinfo=zone).utcoffset()
        moment += HOUR if moment.month in (3, 10) else 24 * HOUR


def test_the_invitation_of_an_event_on_that_day_carries_the_right_moment():
    for day, _hours in CHANGES:
        event = EventFactory(start_date=day, start_time=dt.time(9), time_zone="Europe/Oslo")
        person = UserFactory()
        services.register(event, by=person, now=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
        [calendar] = invitations(person)
        assert calendar.vevent.dtstart.value == dt.datetime.combine(day, dt.time(9), tzinfo=OSLO)


@pytest.mark.parametrize("zone", [LONDON, OSLO])
@pytest.mark.parametrize(("day", "hours"), CHANGES)
def test_the_reminder_of_that_day_leaves_at_nine_on_the_wall_once(zone, day, hours):
    """A missed tick and a doubled one change nothing."""
    event = EventFactory(start_date=day, start_time=dt.time(14), time_zone=zone.key)
    event.reminders.create(days_before=1)
    event.reminders.create(days_before=0, at=dt.time(9))
    early = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    RegistrationFactory(event=event, created_at=early)
    eve = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(9), tzinfo=zone)
    morning = dt.datetime.combine(day, dt.time(9), tzinfo=zone)
    assert morning.astimezone(dt.UTC) - eve.astimezone(dt.UTC) == (hours + 12) * HOUR
    second = dt.timedelta(seconds=1)
    assert services.send_due_reminders(now=eve - second) == 0
    assert [services.send_due_reminders(now=eve) for _beat in range(2)] == [1, 0]
    assert services.send_due_reminders(now=morning - second) == 0
    late = morning + 3 * HOUR
    assert [services.send_due_reminders(now=late) for _beat in range(2)] == [1, 0]
