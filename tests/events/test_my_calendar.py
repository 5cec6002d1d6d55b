"""A person's own calendar has an address that is made on request and can be ended."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import CalendarKey, Event
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.test_feeds import coming, entries
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE, RENEW = "/me/calendar/", "/me/calendar/renew/"


def address(key) -> str:
    return reverse("events:calendar", args=[key.key])


def test_looking_at_the_page_makes_no_address_and_the_button_does(client):
    person = UserFactory()
    client.force_login(person)
    assert "Make my calendar address" in client.get(PAGE).content.decode()
    assert not CalendarKey.objects.exists()
    assert client.post(RENEW).headers["Location"] == PAGE
    key = CalendarKey.objects.get()
    page = client.get(PAGE).content.decode()
    assert f"http://127.0.0.1:8000{address(key)}" in page
    assert f"webcal://127.0.0.1:8000{address(key)}" in page
    assert client.get(address(key)).status_code == 200


def test_an_ended_address_says_so_and_the_new_one_works(client):
    person = UserFactory()
    client.force_login(person)
    client.post(RENEW)
    old = CalendarKey.objects.get()
    client.post(RENEW, {"ended": old.key})
    new = CalendarKey.objects.get(ended_at=None)
    client.logout()
    gone = client.get(address(old))
    assert gone.status_code == 410
    assert "This calendar address was ended" in gone.content.decode()
    assert "private" in gone["Cache-Control"]
    assert client.get(address(new)).status_code == 200
    assert person.name not in gone.content.decode()


def test_renewing_twice_ends_nothing_but_what_was_named(client):
    client.force_login(UserFactory())
    client.post(RENEW)
    client.post(RENEW)
    old = CalendarKey.objects.get()
    for _click in range(2):
        client.post(RENEW, {"ended": old.key})
    assert CalendarKey.objects.filter(ended_at=None).count() == 1
    assert CalendarKey.objects.count() == 2


def test_nobody_ends_the_address_of_another(client):
    theirs = services.renew_calendar(UserFactory())
    client.force_login(UserFactory())
    client.post(RENEW, {"ended": theirs.key})
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_a_person_has_one_address_at_a_time():
    key = services.renew_calendar(UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarKey.objects.create(person=key.person)


def test_a_key_is_long_and_says_nothing_about_its_person():
    keys = {services.renew_calendar(UserFactory()).key for _person in range(3)}
    assert len(keys) == 3
    assert all(len(key) == 24 for key in keys)


def test_what_has_not_changed_is_not_sent_again_and_giving_up_a_place_is_a_change(client):
    old = timezone.now() - dt.timedelta(days=1)
    registration = RegistrationFactory(event=coming(), created_at=old)
    path = address(services.renew_calendar(registration.person))
    Event.objects.update(changed_at=old)
    CalendarKey.objects.update(created_at=old)
    first = client.get(path)
    known = [{"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}]
    for headers in known:
        assert (client.get(path, headers=headers).status_code) == 304
    services.cancel(registration, by=registration.person)
    for headers in known:
        again = client.get(path, headers=headers)
        assert again.status_code == 200
        assert entries(again) == []


def test_a_postponed_event_is_in_no_calendar_until_it_has_a_date(client):
    registration = RegistrationFactory(event=coming())
    path = address(services.renew_calendar(registration.person))
    services.postpone(registration.event, by=None, note="Snow")
    assert entries(client.get(path)) == []


def test_who_takes_part_online_finds_the_page_where_others_find_the_place(client):
    event = coming(format="hybrid", join_url="https://x.example/secret")
    online = RegistrationFactory(event=event, mode="online")
    there = RegistrationFactory(event=event, mode="in_person")
    page = f"http://127.0.0.1:8000/events/{event.slug}/"
    for registration, place in [(online, page), (there, "Sbarc, Cardiff")]:
        response = client.get(address(services.renew_calendar(registration.person)))
        [entry] = entries(response)
        assert entry["LOCATION"] == place
        assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("times", "whole", "first", "after"),
    [
        # three days, until an afternoon
        ((0, dt.time(10), 2, dt.time(15)), True, 0, 3),
        # until midnight: the day that begins then is none of it
        ((0, dt.time(10), 2, dt.time(0)), True, 0, 2),
        ((0, dt.time(18), 1, dt.time(1)), False, None, None),
        ((0, dt.time(10), 0, dt.time(16)), False, None, None),
    ],
)
def test_events_of_several_days_can_be_whole_days(client, times, whole, first, after):
    day = timezone.localdate() + dt.timedelta(days=21)
    start, at, end, until = times
    EventFactory(
        start_date=day + dt.timedelta(days=start),
        start_time=at,
        end_date=day + dt.timedelta(days=end),
        end_time=until,
    )
    [usual] = entries(client.get("/events/feed.ics"))
    assert isinstance(usual["DTSTART"].dt, dt.datetime)
    [entry] = entries(client.get("/events/feed.ics?all-day=1"))
    assert isinstance(entry["DTSTART"].dt, dt.datetime) is not whole
    if whole:
        assert entry["DTSTART"].dt == day + dt.timedelta(days=first)
        assert entry["DTEND"].dt == day + dt.timedelta(days=after)
