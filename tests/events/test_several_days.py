"""Events of several days: which days lists, letters and the door name."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import emails
from events.models import Event
from events.models.codes import door_code
from events.views.readings import day_at
from hubs.templatetags.hub import full_date
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.test_door import one, page_of, parts, send
from tests.events.test_pages import text_of
from tests.hubs.factories import HubFactory, ThemeFactory
from tests.members.factories import staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def three_days(**fields) -> Event:
    first = dt.date(timezone.localdate().year + 1, 5, 12)
    return EventFactory(**{"start_date": first, "end_date": first + 2 * DAY, **fields})


def said(first: dt.date) -> str:
    return f"12–14 May {first.year}"


# Lists ----------------------------------------------------------------------------------------


def test_lists_of_events_name_all_the_days_an_event_lasts(client):
    event = three_days()
    theme = ThemeFactory()
    event.themes.add(theme)
    for path in ["/events/", "/", event.hub.get_absolute_url(), f"/themes/{theme.slug}/"]:
        text = text_of(client.get(path))
        assert f"{said(event.start_date)}, from 10:00 UK time" in text, path
        assert "10:00–16:00" not in text, path


def test_an_event_of_one_day_is_listed_with_its_hours(client):
    event = three_days(end_date=dt.date(timezone.localdate().year + 1, 5, 12))
    assert "10:00–16:00 UK time" in text_of(client.get("/events/"))
    assert full_date(event.start_date) in text_of(client.get(event.hub.get_absolute_url()))


@pytest.mark.parametrize(
    ("language", "words"),
    [("cy", "12–14 Mai {year}"), ("nb", "12.–14. mai {year}")],
)
def test_the_days_are_said_in_the_readers_language(client, language, words):
    event = three_days()
    year = event.start_date.year
    assert words.format(year=year) in text_of(client.get(f"/{language}/events/"))


def test_my_page_and_my_place_name_all_the_days(client):
    event = three_days()
    mine = RegistrationFactory(event=event)
    client.force_login(mine.person)
    for path in ["/me/", mine.get_absolute_url()]:
        assert said(event.start_date) in text_of(client.get(path)), path


def test_those_at_the_door_read_all_the_days_on_their_page():
    today = timezone.localdate()
    event = EventFactory(start_date=today - DAY, end_date=today + DAY)
    client = Client()
    client.force_login(staff("door", event.hub))
    assert "from 10:00 UK time" in text_of(client.get("/me/"))


def test_the_table_of_a_month_says_the_hour_on_the_first_day_alone(client):
    event = three_days()
    text = text_of(client.get(f"/events/?view=month&month={event.start_date:%Y-%m}"))
    assert text.count(event.title) == 3
    assert text.count("· 10:00") == 1


def test_letters_about_a_cancelled_or_postponed_event_name_all_its_days(message):
    event = EventFactory(start_date=dt.date(2027, 5, 30), end_date=dt.date(2027, 6, 1))
    mine = RegistrationFactory(event=event)
    emails.event_cancelled(mine, note="So.", had_place=True)
    emails.event_postponed(mine, note="So.")
    for name in ("event_cancelled", "event_postponed"):
        for text in parts(message(mine.person, name)):
            assert "30 May – 1 June 2027" in text


# Several hubs ---------------------------------------------------------------------------------


def test_a_card_names_the_hubs_that_hold_an_event_with_another(client):
    event = three_days(hub=HubFactory(slug="wales", short_name="Wales"))
    event.co_hosts.add(
        HubFactory(slug="norway", short_name="Norway"),
        HubFactory(slug="scotland", short_name="Scotland"),
    )
    pages = ["/events/", "/", event.hub.get_absolute_url(), "/hubs/norway/"]
    for path in pages:
        text = text_of(client.get(path))
        assert "with Scotland, Norway" in text or "with Norway, Scotland" in text, path
    assert "gyda" in text_of(client.get("/cy/events/"))


def test_a_card_of_one_hub_names_no_other(client):
    three_days()
    assert " with " not in text_of(client.get("/events/")).split("Sandpit")[1][:80]


def test_the_list_costs_the_same_with_hubs_beside(client, django_assert_num_queries):
    event = three_days()
    client.get("/events/")
    with CaptureQueriesContext(connection) as alone:
        client.get("/events/")
        number = len(alone)
    event.co_hosts.add(HubFactory(slug="norway"), HubFactory(slug="scotland"))
    with django_assert_num_queries(number):
        client.get("/events/")


# The door -------------------------------------------------------------------------------------


@pytest.fixture
def event():
    """Began yesterday, ends tomorrow."""
    today = timezone.localdate()
    return EventFactory(start_date=today - DAY, end_date=today + DAY)


@pytest.fixture
def door(event):
    client = Client()
    client.force_login(staff("door", event.hub))
    return client


def test_the_door_is_headed_by_the_day_it_is(door, event):
    text = text_of(door.get(page_of(event)))
    today = timezone.localdate()
    assert full_date(today) in text
    assert full_date(event.start_date) not in text.split(event.title)[1]


def test_before_the_event_the_door_is_at_its_first_day_and_afterwards_at_its_last():
    event = EventFactory(start_date=dt.date(2027, 2, 1), end_date=dt.date(2027, 2, 3))
    nights = [dt.datetime(2027, *day, 23, 30, tzinfo=dt.UTC) for day in [(1, 30), (2, 2), (2, 7)]]
    assert [day_at(event, now=now).day for now in nights] == [1, 2, 3]
    event.time_zone = "Europe/Oslo"
    assert day_at(event, now=nights[1]).day == 3


def test_an_arrival_of_another_day_says_which(door, event):
    now = timezone.now()
    RegistrationFactory(event=event, status="attended", arrived_at=now - DAY, person__name="Early")
    RegistrationFactory(event=event, status="attended", arrived_at=now, person__name="Late")
    text = text_of(door.get(page_of(event)))
    yesterday = full_date(timezone.localdate(now - DAY), "MONTH_DAY_FORMAT")
    assert f"Came at {timezone.localtime(now - DAY):%H:%M} {yesterday}" in text
    today = full_date(timezone.localdate(now), "MONTH_DAY_FORMAT")
    assert f"Came at {timezone.localtime(now):%H:%M}" in text
    assert f"Came at {timezone.localtime(now):%H:%M} {today}" not in text


def test_a_code_read_again_says_on_which_day_it_was_read_before(door, event):
    came = timezone.now() - DAY
    somebody = RegistrationFactory(event=event, status="attended", arrived_at=came)
    yesterday = full_date(timezone.localdate(came), "MONTH_DAY_FORMAT")
    before = door.get(page_of(event)).content.decode()
    assert f'data-came="Came on {yesterday} already"' in before
    page = door.post(page_of(event), {"arrive": somebody.pk}, follow=True)
    assert f"Came on {yesterday} already" in text_of(page)
    [said] = page.context["messages"]
    assert said.level_tag == "success"


def test_a_code_read_twice_on_one_day_is_no_second_welcome(door, event):
    somebody = RegistrationFactory(event=event, status="attended", arrived_at=timezone.now())
    page = door.post(page_of(event), {"arrive": somebody.pk}, follow=True)
    [said] = page.context["messages"]
    assert said.level_tag == "warning"
    assert "Checked in before at" in str(said)


def readings(door, event, somebody, *moments) -> list[dict]:
    """What the door answers to this code, read at these moments by the clock of the device."""
    code = door_code(somebody)
    asked = [one(code, at=at.isoformat()) for at in moments]
    return [send(door, event, [reading]).json()["answers"][0] for reading in asked]


def test_on_a_later_day_a_code_is_welcome_once_and_then_warned_of(door, event):
    somebody = RegistrationFactory(event=event)
    now = timezone.now()
    came, *today = readings(door, event, somebody, now - DAY, now, now, now)
    assert came["outcome"] == "first"
    yesterday = full_date(timezone.localdate(now - DAY), "MONTH_DAY_FORMAT")
    assert [(said["outcome"], said["kind"]) for said in today] == [
        ("again", "good"), ("again", "warn"), ("again", "warn"),
    ]  # fmt: skip
    assert today[0]["title"] == f"Came on {yesterday} already"
    clock = f"{timezone.localtime(now):%H:%M}"
    for said in today[1:]:
        assert said["title"].startswith(f"Checked in before at {clock} by ")


def test_a_reading_counts_for_its_own_day_whenever_it_reaches_us(door, event):
    somebody = RegistrationFactory(event=event)
    before = timezone.now() - DAY
    _first, late = readings(door, event, somebody, before, before)
    assert late["kind"] == "warn"
    assert late["title"].startswith("Checked in before at ")


def test_of_two_readings_of_a_later_day_the_one_heard_second_is_warned_of(door, event):
    somebody = RegistrationFactory(event=event)
    now = timezone.now()
    second = dt.timedelta(seconds=1)
    *_rest, kept = readings(door, event, somebody, now - DAY, now, now - second)
    assert kept["kind"] == "warn"


def test_the_same_reading_sent_again_is_answered_the_same_on_a_later_day(door, event):
    somebody = RegistrationFactory(event=event)
    now = timezone.now()
    readings(door, event, somebody, now - DAY)
    reading = one(door_code(somebody), at=now.isoformat())
    answers = []
    for _time in range(2):
        answers += send(door, event, [reading]).json()["answers"]
        readings(door, event, somebody, now)
    assert answers[0] == answers[1]
    assert answers[0]["kind"] == "good"


def test_a_code_taken_back_and_read_anew_on_a_later_day_is_no_double(door, event):
    somebody = RegistrationFactory(event=event)
    now = timezone.now()
    readings(door, event, somebody, now - DAY, now)
    door.post(page_of(event), {"undo": somebody.pk})
    anew, twice = readings(door, event, somebody, timezone.now(), timezone.now())
    assert (anew["kind"], twice["kind"]) == ("good", "warn")


def test_a_page_loaded_anew_knows_who_was_read_today(door, event):
    somebody = RegistrationFactory(event=event)
    now = timezone.now()
    readings(door, event, somebody, now - DAY)
    assert 'data-came="Came on ' in door.get(page_of(event)).content.decode()
    readings(door, event, somebody, now)
    page = door.get(page_of(event)).content.decode()
    assert 'data-came=""' in page
    assert f"Came at {timezone.localtime(now):%H:%M}" in page


def test_who_came_unexpected_is_reached_from_the_top_of_the_page(door, event):
    page = door.get(page_of(event)).content.decode()
    link, target = page.index('href="#walk-in"'), page.index('id="walk-in" tabindex="-1"')
    assert link < page.index('id="code"') < target < page.index('name="walk_in"')
    assert "<details" not in page[target:]


def test_a_shut_door_leads_nowhere(event):
    event.status = "cancelled"
    event.save()
    client = Client()
    client.force_login(staff("door", event.hub))
    assert 'href="#walk-in"' not in client.get(page_of(event)).content.decode()
