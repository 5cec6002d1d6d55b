"""Register, meet a full event, wait, be offered a place and take it: by pages and letters alone."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from icalendar import Calendar

from events import services
from tests.events.factories import EventFactory, RegistrationFactory, full, waiting
from tests.hubs.factories import HubFactory, SectorFactory, ThemeFactory
from tests.members.factories import PASSWORD, UserFactory


def coming(**fields):
    day = timezone.localdate() + dt.timedelta(days=21)
    return EventFactory(**{"start_date": day, "slug": "sandpit", "title": "Sandpit", **fields})


def links(letter) -> list[str]:
    """The addresses in a letter, as paths of this site."""
    text = letter.get_body(("plain",)).get_content()
    return re.findall(r"http://127\.0\.0\.1:8000(/\S+)", text)


def sign_in(client, person):
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


@pytest.mark.django_db
def test_from_the_list_to_a_place_and_a_calendar_entry(client, deliver):
    event, person = coming(), UserFactory(email="nia@example.org")
    page = client.get("/events/?hub=wales")
    assert event.get_absolute_url() in page.content.decode()
    sign_in(client, person)
    client.post(f"/events/{event.slug}/register/")
    [letter] = [each for each in deliver() if each["To"] == person.email]
    assert letter["Subject"] == "You have a place: Sandpit"
    [part, _file] = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    [entry] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert entry["DTSTART"].dt == event.starts_at


@pytest.mark.django_db
def test_from_a_full_event_to_somebody_elses_place(client, deliver):
    event = coming(capacity=1)
    [holder] = full(event)
    services.quieten(holder, by=holder.person)
    nia = UserFactory(email="nia@example.org")
    sign_in(client, nia)
    client.post(f"/events/{event.slug}/register/")
    deliver()
    client.logout()

    # the holder gives up the place by the link of a letter, without signing in
    client.post(f"{holder.get_absolute_url()}cancel/")
    offer = next(each for each in deliver() if each["Subject"].startswith("A place is free"))
    assert offer["To"] == nia.email
    [take] = [path for path in links(offer) if path.endswith("/take/")]
    shown = client.get(take, follow=True)
    assert "Take the place" in shown.content.decode()
    done = client.post(take, follow=True)
    assert "You have a place" in done.content.decode()
    assert event.registrations.get(person=nia).status == "confirmed"
    assert [each["Subject"] for each in deliver() if each["To"] == nia.email] == [
        "You are on the waiting list: Sandpit",
        "A place is free for you: Sandpit",
        "You have a place: Sandpit",
    ]


@pytest.mark.django_db
def test_a_letter_that_is_no_longer_true_is_never_delivered(client, deliver):
    event, person = coming(), UserFactory(email="nia@example.org")
    registration = services.register(event, by=person)
    services.cancel(registration, by=person)
    assert [each["Subject"] for each in deliver()] == ["Cancelled: your place at Sandpit"]


# In a real browser ------------------------------------------------------------------------------


@pytest.fixture
def programme(transactional_db):
    event = coming(capacity=40, interpretation="Welsh to English", format="hybrid")
    event.themes.add(ThemeFactory(name="Ageing well"))
    event.sectors.add(SectorFactory())
    event.co_hosts.add(HubFactory(slug="scotland", accent="scotland"))
    coming(slug="plain", title="Plain", listed_days=0)
    crowded = coming(
        slug="crowded", title="Crowded", capacity=1, time_zone="Europe/Oslo", listed_days=0
    )
    full(crowded)
    waiting(crowded, queued_at=timezone.now())
    services.cancel_event(coming(slug="ill", title="Called off"), by=None, note="Ill")
    return event


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (390, True)])
def test_what_visitors_see_is_accessible(page_at, axe, programme, width, dark):
    place = RegistrationFactory(event=programme).get_absolute_url()
    paths = ["/events/", "/events/?q=nothing+like+this", "/events/sandpit/", "/events/crowded/"]
    for path in [*paths, "/events/ill/", place, "/registrations/forged/"]:
        page = page_at(width, path, dark=dark)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} scrolls sideways"
        page.close()


def test_a_member_registers_with_one_click_and_cancels_with_two(
    client, settings, page_at, axe, programme, live_server
):
    person = UserFactory()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    page = page_at(1280, "/events/")
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/events/plain/")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="You have a place").wait_for()
    axe(page)
    page.get_by_role("link", name="Cancel my place").click()
    page.get_by_role("button", name="Cancel my place").click()
    page.get_by_role("heading", name="Your registration is cancelled").wait_for()
    assert person.registrations.get().status == "cancelled"
    page.goto(f"{live_server.url}/events/crowded/")
    page.get_by_label("Book a place for me at once").check()
    page.get_by_role("button", name="Join the waiting list").click()
    page.get_by_text("You are number 2 in the queue").wait_for()
    axe(page)


def test_choosing_a_filter_changes_the_list_without_a_button(page_at, programme):
    page = page_at(1280, "/events/")
    page.get_by_label("In person and online").check()
    page.wait_for_url("**/events/?*format=hybrid*")
    page.get_by_role("link", name="Sandpit").wait_for()
    assert page.get_by_role("link", name="Crowded").count() == 0
