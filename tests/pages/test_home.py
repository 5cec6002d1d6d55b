import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from events.models import Event
from funding.models import Call
from hubportal.pages import figures
from hubs.models import Hub
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import CallFactory, HubFactory, finished
from tests.hubs.factories import StoryFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
QUERIES = 8


def soon(days=7, **fields) -> Event:
    return EventFactory(start_date=timezone.localdate() + dt.timedelta(days=days), **fields)


def open_call(**fields) -> Call:
    now = timezone.now()
    return CallFactory(
        opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=9), **fields
    )


def a_page(rows: int) -> None:
    for number in range(rows):
        RegistrationFactory(event=soon(hub=HubFactory(slug=f"hub-{rows}-{number}")))
        StoryFactory()


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_as_much_for_one_row_as_for_three(
    client, rows, django_assert_max_num_queries, django_assert_num_queries
):
    open_call()
    a_page(rows)
    cache.clear()
    with django_assert_num_queries(QUERIES):
        client.get("/")


def test_home_sets_no_cookie_and_may_be_kept_by_caches(client):
    open_call()
    a_page(1)
    response = client.get("/")
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_home_names_the_next_events_and_the_call_with_its_deadline(client):
    event, later = soon(title="Sensors"), [soon(days) for days in (8, 9, 10)]
    call = open_call(title="Seed fund")
    page = client.get("/").content.decode()
    assert event.get_absolute_url() in page
    assert later[-1].get_absolute_url() not in page
    assert call.get_absolute_url() in page
    assert str(timezone.localtime(call.closes_at).year) in page


def test_home_leaves_out_what_nobody_can_register_for(client):
    soon(title="In preparation", status=Event.Status.DRAFT)
    soon(title="Called off", status=Event.Status.CANCELLED)
    soon(title="Too late", registration_closes_at=timezone.now() - dt.timedelta(hours=1))
    assert figures.next_events(now=timezone.now()) == []
    assert client.get("/").status_code == 200


def test_home_leaves_out_from_midnight_at_its_place_what_nobody_can_apply_for():
    event = soon(approval=True, decide_by=timezone.localdate(), time_zone="Europe/Oslo")
    event.refresh_from_db()
    midnight = event.asks_until.astimezone(dt.UTC)
    assert figures.next_events(now=midnight - dt.timedelta(microseconds=1)) == [event]
    assert figures.next_events(now=midnight) == []


def test_hubs_in_planning_are_not_shown_to_strangers(client):
    HubFactory(name="Open to all", status=Hub.Status.LIVE)
    HubFactory(name="Not there yet", status=Hub.Status.PLANNED)
    page = client.get("/").content.decode()
    assert "Open to all" in page
    assert "Not there yet" not in page


def test_home_shows_the_three_newest_stories_that_are_public(client):
    for year in range(2019, 2023):
        StoryFactory(title=f"Story of {year}", dated=dt.date(year, 5, 4))
    StoryFactory(title="Not yet public", status="draft", public_from=None)
    page = client.get("/").content.decode()
    assert page.index("Story of 2022") < page.index("Story of 2020")
    assert "Story of 2019" not in page
    assert "Not yet public" not in page
    assert 'href="/stories/feed.atom"' in page


def test_small_figures_are_left_out():
    UserFactory.create_batch(figures.SMALLEST - 1)
    assert figures.programme(now=timezone.now()) == []


def test_figures_count_only_what_is_there():
    UserFactory.create_batch(figures.SMALLEST)
    UserFactory(profile=None)
    UserFactory(is_active=False)
    UserFactory(address=False)
    (people,) = figures.programme(now=timezone.now())
    assert people["value"] == str(figures.SMALLEST)


def test_money_of_few_awards_stays_unsaid():
    finished()
    assert figures.count(now=timezone.now())["awarded"] == 0


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/contact/"])
@pytest.mark.parametrize("language", ["", "/cy", "/nb"])
def test_statements_are_there_in_every_language_without_a_cookie(client, path, language):
    response = client.get(language + path)
    assert response.status_code == 200
    assert not response.cookies


def test_contact_shows_the_programme_and_no_hubs_address(client, settings):
    settings.CONTACT_EMAIL = "programme@hubs.example.org"
    HubFactory(reply_to="hub-inbox@example.org", status=Hub.Status.LIVE)
    page = client.get("/contact/").content.decode()
    assert "programme@hubs.example.org" in page
    assert "hub-inbox@example.org" not in page


def test_privacy_says_how_long_letters_are_kept(client):
    assert "90 days" in client.get("/privacy/").content.decode()
