"""On the nights when clocks are changed, a time that is shown never or twice is nowhere taken."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Event
from tests.events.factories import EventFactory
from tests.events.test_staff import LIST, errors, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.mark.parametrize(
    "field", ["registration_opens_at", "registration_closes_at", "shares_until"]
)
@pytest.mark.parametrize(
    ("day", "time", "words"),
    [("2027-03-28", "02:30", "no 02:30"), ("2026-10-25", "02:30", "two 02:30")],
)
def test_a_moment_of_the_window_is_one_that_the_clock_of_the_event_shows_once(
    client, officer, wales, field, day, time, words
):
    """Whoever types it is in London, where the clock shows that time once."""
    data = typed(wales, time_zone="Europe/Oslo", start_date="2027-12-01", end_date="2027-12-01")
    data |= {f"{field}_0": day, f"{field}_1": time}
    assert words in " ".join(errors(client.post(f"{LIST}add/", data))[field])
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("zone", "start", "end", "words"),
    [
        ("Europe/London", dt.time(1, 30), dt.time(9), "no 01:30"),
        ("Europe/Oslo", dt.time(2, 30), dt.time(9), "no 02:30"),
    ],
)
def test_a_copy_is_not_put_on_a_night_that_lacks_its_hour(
    client, officer, wales, zone, start, end, words
):
    event = EventFactory(hub=wales, time_zone=zone, start_time=start, end_time=end)
    address = reverse("admin:events_event_clone", args=[event.pk])
    assert words in client.post(address, {"start_date": "2027-03-28"}).content.decode()
    assert Event.objects.count() == 1
