import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events import services
from events.models import Event
from tests.events.factories import EventFactory, EventSeriesFactory, RegistrationFactory, waiting
from tests.hubs.factories import HubFactory, SectorFactory, ThemeFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def coming(**fields) -> Event:
    return EventFactory(**{"start_date": timezone.localdate() + 21 * DAY, **fields})


def entries(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    return calendar.walk("VEVENT")


def mine(client, person):
    return client.get(reverse("events:calendar", args=[services.renew_calendar(person).key]))


def test_the_feed_honours_the_filters_of_the_list(client):
    coming(title="Here")
    coming(title="There", hub=HubFactory(slug="scotland"))
    coming(title="Secret", status="draft")
    assert {str(e["SUMMARY"]) for e in entries(client.get("/events/feed.ics"))} == {"Here", "There"}
    [only] = entries(client.get("/events/feed.ics?hub=scotland"))
    assert only["SUMMARY"] == "There"
    assert b"There" in client.get("/events/feed.atom?hub=scotland").content
    assert b"Here" not in client.get("/events/feed.atom?hub=scotland").content


def test_the_list_is_subscribed_to_and_not_taken_once(client):
    coming()
    text = client.get("/events/?format=in_person&only=free&only=funded").content.decode()
    assert 'href="webcal://127.0.0.1:8000/events/feed.ics?format=in_person&amp;only=funded"' in text
    assert "feed.ics?format=in_person&amp;only=funded</code>" in text
    assert "feed.atom?format=in_person&amp;only=funded" in text
    assert "feed.json?format=in_person&amp;only=free&amp;only=funded" in text
    assert 'href="/events/feed.ics' not in text.split("<footer")[0]


def test_every_page_leads_to_a_subscription_beside_the_address_of_its_calendar(client):
    series = coming(series=EventSeriesFactory()).series
    pages = [
        ("/", "/events/feed.ics"),
        ("/cy/events/?q=x&hub=wales", "/cy/events/feed.ics"),
        (series.get_absolute_url(), f"/events/feed.ics?series={series.slug}"),
    ]
    for page, calendar in pages:
        text = client.get(page).content.decode()
        assert f'href="{calendar}"' in text
        assert f'href="webcal://127.0.0.1:8000{calendar}"' in text


@pytest.mark.parametrize("path", ["feed.json", "feed.ics", "feed.atom"])
@pytest.mark.parametrize(
    "query",
    [
        *["hub=nowhere", "since=junk", "month=2026-13", "month=1026-11", "month=2026-1"],
        *["series=none", "only=cheap", "q=%00"],
    ],
)
def test_a_feed_refuses_a_filter_that_makes_no_sense_and_names_it(client, path, query):
    coming(title="Everything")
    response = client.get(f"/events/{path}?{query}")
    text = response.content.decode()
    assert response.status_code == 400
    assert f"“{query.partition('=')[0]}”" in text
    assert "Everything" not in text
    if path == "feed.json":
        assert list(response.json()) == ["error"]
        assert response["Access-Control-Allow-Origin"] == "*"
    else:
        assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["feed.ics", "feed.atom", "feed.json"])
@pytest.mark.parametrize("years", [-2, 3])
def test_a_subscription_to_a_month_outlives_the_months_that_the_list_offers(client, path, years):
    day = timezone.localdate() + years * 365 * DAY
    EventFactory(title="In that month", start_date=day)
    EventFactory(title="In another", start_date=day - 62 * DAY)
    response = client.get(f"/events/{path}?month={day:%Y-%m}")
    assert response.status_code == 200
    assert b"In that month" in response.content
    assert b"In another" not in response.content


@pytest.mark.parametrize("month", ["2001-03", "2099-12"])
def test_a_month_without_events_is_an_empty_calendar(client, month):
    coming(title="Listed")
    assert entries(client.get(f"/events/feed.ics?month={month}")) == []
    assert client.get(f"/events/feed.json?month={month}").json()["events"] == []
    assert client.get(f"/events/feed.atom?month={month}").status_code == 200


def test_a_subscription_to_a_theme_or_a_sector_outlives_it(client):
    theme, sector = ThemeFactory(retired=True), SectorFactory(retired=True)
    old = coming(title="Old")
    old.themes.add(theme)
    old.sectors.add(sector)
    for chosen in (f"theme={theme.slug}", f"sector={sector.pk}"):
        [only] = entries(client.get(f"/events/feed.ics?{chosen}"))
        assert only["SUMMARY"] == "Old"
    for nothing in ("theme=never", "theme=%00", "sector=99999999999999999999", "sector=%00"):
        assert client.get(f"/events/feed.ics?{nothing}").status_code == 400, nothing


@pytest.mark.parametrize("days", [-800, -40, 40, 800])
def test_the_list_of_any_month_shows_what_there_is_and_which_month_it_is(client, days):
    day = timezone.localdate() + days * DAY
    EventFactory(title="In that month", start_date=day)
    coming(title="In another", start_date=day - 62 * DAY)
    for query in ("", "&view=month"):
        response = client.get(f"/events/?month={day:%Y-%m}{query}")
        text = response.content.decode()
        assert "Not understood" not in text
        assert ("In that month" in text, "In another" in text) == (True, False)
        assert f'<option value="{day:%Y-%m}" selected>{day:%B %Y}</option>' in text
        _any, *months = [
            value for value, _name in response.context["filter"].fields["month"].choices
        ]
        assert sorted(months) in (months, months[::-1])


def test_a_month_that_is_over_is_one_of_the_past_in_the_boxes_and_chips_too(client):
    day = timezone.localdate() - 40 * DAY
    EventFactory(title="In that month", start_date=day)
    response = client.get(f"/events/?month={day:%Y-%m}&hub=wales")
    assert "<h1>Past events</h1>" in response.content.decode()
    assert response.context["filter"]["when"].value() == "past"
    chips = {chip["text"]: chip["url"] for chip in response.context["chips"]}
    assert chips == {
        f"{day:%B %Y}": "?when=past&hub=wales",
        "Wales": f"?when=past&month={day:%Y-%m}",
    }


@pytest.mark.parametrize("when", ["", "past", "2026-12", "never"])
def test_of_coming_and_past_events_those_that_are_shown_are_marked(client, when):
    response = client.get(f"/events/?when={when}")
    [shown] = re.findall(r'name="when" value="(\w*)"[^>]* checked', response.content.decode())
    assert shown == ("past" if response.context["filter"].past else "")


def test_the_table_opens_in_the_month_from_which_days_are_asked_for(client):
    since = timezone.localdate() + 75 * DAY
    coming(title="On that day", start_date=since)
    response = client.get(f"/events/?view=month&since={since:%Y-%m-%d}")
    assert response.context["first"] == since.replace(day=1)
    assert "On that day" in response.content.decode()
    for since in ("0001-01-01", "9999-12-31", "soon"):
        response = client.get(f"/events/?view=month&since={since}")
        assert response.context["first"] == timezone.localdate().replace(day=1)
    response = client.get("/events/?view=month&month=2031-02&since=2031-01-05")
    assert response.context["first"] == dt.date(2031, 2, 1)


def test_the_table_shows_all_of_its_month_and_says_nothing_of_past_or_coming(client):
    response = client.get("/events/?view=month&when=past&hub=wales&month=2031-02")
    text = response.content.decode().partition("<main")[2]
    assert 'name="when"' not in text and "when=" not in text
    assert "Past events" not in text
    assert 'name="when"' in client.get("/events/").content.decode()


def test_from_a_month_far_away_one_can_go_towards_those_on_offer_alone(client):
    for month, back, away in [("2001-03", "2001-04", "2001-02"), ("2099-05", "2099-04", "2099-06")]:
        text = client.get(f"/events/?view=month&month={month}").content.decode()
        assert f"month={back}" in text
        assert f"month={away}" not in text


def test_dates_the_wrong_way_round_are_said_to_be(client):
    coming(title="Listed")
    query = "since=2026-12-24&until=2026-12-01"
    for path in ("feed.json", "feed.ics", "feed.atom"):
        response = client.get(f"/events/{path}?{query}")
        assert response.status_code == 400
        assert "wrong way round" in response.content.decode()
    response = client.get(f"/events/?{query}")
    assert response.status_code == 200
    assert "The dates are the wrong way round" in response.content.decode()


def test_the_list_says_what_it_left_out(client):
    coming(title="Listed")
    text = client.get("/events/?hub=nowhere&month=2026-13").content.decode()
    assert "Not understood, so we left it out: Month, Hub." in text
    assert "This list has no such choice" in text
    assert "Listed" in text
    text = client.get("/events/?view=month&hub=nowhere").content.decode()
    assert "Not understood, so we left it out: Hub." in text
    assert "Not understood" not in client.get("/events/").content.decode()


def test_one_event_is_one_file_with_its_wall_time_and_zone(client):
    event = coming(time_zone="Europe/Oslo", format="online", join_url="https://x.example/secret")
    response = client.get(f"/events/{event.slug}.ics")
    [entry] = entries(response)
    assert entry["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert entry["DTSTART"].dt.replace(tzinfo=None) == dt.datetime.combine(
        event.start_date, event.start_time
    )
    assert entry["UID"] == f"event-{event.pk}@127.0.0.1"
    assert "ATTENDEE" not in entry
    assert b"secret" not in response.content
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


@pytest.mark.parametrize("path", ["/events/feed.ics", "/events/feed.atom", "/events/{slug}.ics"])
def test_what_has_not_changed_is_not_sent_again(client, path):
    event = coming()
    path = path.format(slug=event.slug)
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Last-Modified"]
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    event.venue = "Pontio"
    later = timezone.now() + dt.timedelta(seconds=2)
    services.change_event(event, by=None)
    Event.objects.filter(pk=event.pk).update(changed_at=later)
    for headers in ({"if-none-match": first["ETag"]}, since):
        assert client.get(path, headers=headers).status_code == 200


def test_a_cancelled_event_stays_marked_for_sixty_days(client):
    event = coming()
    services.cancel_event(event, by=None, note="Ill")
    [entry] = entries(client.get("/events/feed.ics"))
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 2)
    Event.objects.filter(pk=event.pk).update(changed_at=timezone.now() - 61 * DAY)
    assert entries(client.get("/events/feed.ics")) == []


def test_my_calendar_holds_my_places_alone_under_the_uid_of_my_letters(client):
    person = UserFactory()
    registration = RegistrationFactory(event=coming(), person=person)
    waiting(coming(), person=person)
    RegistrationFactory(event=coming())
    RegistrationFactory(event=coming(), person=person, status="cancelled")
    response = mine(client, person)
    [entry] = entries(response)
    assert entry["UID"] == f"registration-{registration.pk}@127.0.0.1"
    assert "private" in response["Cache-Control"]
    assert person.email.encode() not in response.content


def test_my_page_links_to_my_calendar(client):
    registration = RegistrationFactory(event=coming())
    client.force_login(registration.person)
    assert 'href="/me/calendar/"' in client.get("/me/").content.decode()


def test_my_calendar_says_when_an_event_was_called_off(client):
    registration = RegistrationFactory(event=coming())
    services.cancel_event(registration.event, by=None, note="Ill")
    [entry] = entries(mine(client, registration.person))
    assert entry["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("token", ["1.forged", "1", "nonsense"])
def test_a_forged_calendar_address_is_not_found(client, token):
    assert client.get(f"/me/calendar/{token}.ics").status_code == 404


def test_the_link_of_a_place_does_not_open_a_calendar(client):
    registration = RegistrationFactory(event=coming())
    assert client.get(f"/me/calendar/{registration.token}.ics").status_code == 404


def test_a_title_cannot_break_out_of_a_feed(client):
    coming(title="A\r\nBEGIN:VALARM\nX-EVIL:1", summary="<b>&\x0b]]>")
    content = client.get("/events/feed.ics").content
    assert not [line for line in content.split(b"\r\n") if line.startswith((b"X-EV", b"BEGIN:VAL"))]
    assert b"<b>" not in client.get("/events/feed.atom").content


def test_feeds_cost_the_same_for_one_and_for_three(client, django_assert_max_num_queries):
    for path in ("/events/feed.ics", "/events/feed.atom", "/events/feed.json"):
        coming()
        with django_assert_max_num_queries(7) as one:
            client.get(path)
        coming()
        coming()
        with django_assert_max_num_queries(7) as three:
            client.get(path)
        assert len(one) == len(three)


def test_the_calendar_of_a_person_who_was_switched_off_is_empty(client):
    registration = RegistrationFactory(event=coming())
    registration.person.is_active = False
    registration.person.save()
    assert entries(mine(client, registration.person)) == []
