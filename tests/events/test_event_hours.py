"""When the hours of an event change, staff read what that does to its programme."""

import datetime as dt

import pytest

from tests.events.factories import SessionFactory
from tests.events.test_staff import coming, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def event(officer, wales):
    """From ten until four, with a session at each end."""
    event = coming(hub=wales, start_time=dt.time(10), end_time=dt.time(16))
    for title, first, last in (("Welcome", 10, 11), ("Farewell", 15, 16)):
        hours = {"start_time": dt.time(first), "end_time": dt.time(last)}
        SessionFactory(event=event, title=title, date=event.start_date, **hours)
    return event


def said(client, event, **changes) -> str:
    response = save(client, event, **changes)
    assert response.status_code == 302
    return client.get(response.url).content.decode()


def test_sessions_left_outside_the_hours_are_named_with_a_link_to_them(client, event):
    page = said(client, event, start_time="11:00", end_time="17:00")
    assert "One session now lies outside the hours of the event: “Welcome”." in page
    assert "All sessions fit if each begins and ends 60 minutes later." in page
    assert f"/admin/events/session/?event__id__exact={event.pk}" in page


def test_a_shift_that_does_not_help_is_not_proposed(client, event):
    page = said(client, event, start_time="11:00", end_time="15:30")
    assert "2 sessions now lie outside the hours of the event: “Welcome”, “Farewell”." in page
    assert "All sessions fit" not in page


def test_a_programme_that_fits_and_hours_that_stay_are_no_matter(client, event):
    assert "outside the hours" not in said(client, event, start_time="09:00")
    event.sessions.update(start_time=dt.time(8))
    assert "outside the hours" not in said(client, event, start_time="09:00", summary_0="Anew")


def test_on_another_day_the_programme_follows_and_only_its_hours_are_told(client, event):
    day = str(event.start_date + dt.timedelta(days=1))
    moved = {"start_date": day, "end_date": day}
    assert "outside the hours" not in said(client, event, **moved)
    assert "“Farewell”" in said(client, event, **moved, start_time="09:00", end_time="15:00")
