"""An event once more on another day, by the button on its staff page."""

import datetime as dt

import pytest
from django.contrib import admin

from events.admin.gathered import LISTS
from events.models import Event, Reminder, Share
from hubportal.outbox.models import Letter
from tests.events.factories import QuestionFactory, RegistrationFactory, SessionFactory
from tests.events.test_staff import LIST, coming
from tests.hubs.factories import HubFactory, OpportunityFactory, SectorFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def event(officer):
    """Announced, with something of each kind that a copy takes along, and two people."""
    event = coming(languages=["en", "cy"], capacity=9)
    event.co_hosts.add(HubFactory(slug="norway"))
    event.themes.add(ThemeFactory(slug="housing"))
    event.sectors.add(SectorFactory())
    event.opportunities.add(OpportunityFactory())
    Reminder.objects.create(event=event, days_before=3, at=dt.time(8))
    Share.objects.create(event=event, roll_up="academia", at_least=4)
    QuestionFactory(event=event, wording="What do you bring?")
    SessionFactory(event=event, title="Opening")
    RegistrationFactory.create_batch(2, event=event)
    return event


def test_the_copy_has_what_the_event_has_and_nothing_of_people(client, event):
    letters = Letter.objects.count()
    day = event.start_date + dt.timedelta(days=28)
    response = client.post(f"{LIST}{event.pk}/clone/", {"start_date": str(day)})

    assert response.status_code == 302
    copy = Event.objects.get(start_date=day)
    assert (copy.status, copy.languages, copy.capacity) == ("draft", ["en", "cy"], 9)
    for name in ("co_hosts", "themes", "sectors"):
        assert list(getattr(copy, name).all()) == list(getattr(event, name).all()) != [], name
    kept = [
        [(row.days_before, row.at) for row in copy.reminders.all()],
        [(row.roll_up, row.at_least) for row in copy.shares.all()],
        [str(row.wording) for row in copy.questions.all()],
        [(str(row.title), row.date) for row in copy.sessions.all()],
    ]
    assert kept == [
        [(3, dt.time(8))], [("academia", 4)], ["What do you bring?"], [("Opening", day)]
    ]  # fmt: skip
    assert not copy.registrations.exists()
    assert Letter.objects.count() == letters


@pytest.mark.parametrize("name", LISTS)
def test_what_the_page_reads_by_key_alone_is_a_row_like_any_other(rf, officer, event, name):
    request = rf.get("/")
    request.user = officer
    gathered = admin.site.get_model_admin(Event).get_object(request, event.pk)
    for row in getattr(gathered, name).all():
        assert row._state.db == "default"
        assert str(row) == str(type(row).objects.get(pk=row.pk)) != ""
