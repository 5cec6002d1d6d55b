import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from events import services
from events.models import Event
from tests.events.factories import EventFactory, RegistrationFactory, full, waiting
from tests.hubs.factories import HubFactory, SectorFactory, ThemeFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def coming(**fields) -> Event:
    """An event three weeks from today, whatever today is."""
    day = timezone.localdate() + 21 * DAY
    return EventFactory(**{"start_date": day, **fields})


@pytest.fixture
def member(client):
    person = UserFactory(name="Cerys Aled")
    client.force_login(person)
    return person


def text_of(response) -> str:
    """What the page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# The list -------------------------------------------------------------------------------------


def titles(client, query=""):
    response = client.get(f"/events/?{query}")
    assert response.status_code == 200
    return [str(event.title) for event in response.context["events"]]


def test_the_list_shows_what_is_coming_soonest_first_and_never_a_draft(client):
    later = timezone.localdate() + 40 * DAY
    coming(title="Later", start_date=later)
    coming(title="Soon")
    coming(title="Secret", status="draft")
    coming(title="Over", start_date=dt.date(2024, 5, 6))
    assert titles(client) == ["Soon", "Later"]
    assert titles(client, "when=past") == ["Over"]


def test_the_list_narrows_by_each_filter(client):
    scotland, theme = HubFactory(slug="scotland"), ThemeFactory(slug="data")
    industry, charity = SectorFactory(code="IND"), SectorFactory(code="CHA")
    event = coming(title="Ŵyl ddata", hub=scotland, format="online", languages=["cy", "en"])
    event.themes.add(theme)
    event.sectors.add(industry)
    coming(title="Other").sectors.add(charity)
    month = f"{event.start_date:%Y-%m}"
    only = ["Ŵyl ddata"]
    queries = ["hub=scotland", "theme=data", "format=online", f"sector={industry.pk}"]
    for query in [*queries, "language=cy", "q=wyl+DDATA", f"hub=scotland&month={month}"]:
        assert titles(client, query) == only, query


def test_a_co_hosted_event_is_found_under_each_of_its_hubs(client):
    coming(title="Shared").co_hosts.add(HubFactory(slug="leeds"))
    assert titles(client, "hub=leeds") == titles(client, "hub=wales") == ["Shared"]


@pytest.mark.parametrize(
    "query",
    ["hub=nowhere", "month=soon", "sector=%27", "page=999", "page=x", "q=%00", "when=never", "q=%"],
)
def test_a_filter_that_makes_no_sense_is_ignored(client, query):
    coming(title="100% data")
    assert titles(client, query) == ["100% data"]


NORTH = {"en": "Northern Ireland hub", "cy": "Hwb Gogledd Iwerddon"}
ALBAN = {"en": "Scotland", "cy": "Yr Alban"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Northern+Ireland", ["Maps"]),
        ("iwerddon", ["Maps"]),
        ("Scotland+hub", ["Data"]),
        ("álban", ["Data"]),
        ("alban+data", ["Data"]),
        ("alban+maps", []),
    ],
)
def test_an_event_is_found_by_the_name_of_its_hub(client, words, found):
    coming(title="Maps", hub=HubFactory(slug="ni", name=LazyI18nString(NORTH)))
    scotland = HubFactory(slug="scotland", name="Scotland hub", short_name=LazyI18nString(ALBAN))
    coming(title="Data", hub=scotland)
    coming(title="Other", hub=HubFactory(slug="leeds", name="Leeds", short_name="Leeds"))
    assert titles(client, f"q={words}") == found


def test_a_co_hosted_event_is_found_by_the_name_of_each_of_its_hubs(client):
    coming(title="Shared").co_hosts.add(HubFactory(slug="leeds", name="Leeds"))
    assert titles(client, "q=leeds") == ["Shared"]


def test_a_filter_that_is_not_listed_is_left_out_in_plain_words(client):
    for query in ("hub=nope", "language=nope", "theme=nope"):
        page = text_of(client.get(f"/events/?{query}"))
        assert "This list has no such choice, so we left it out." in page, query
        assert "Select a valid choice" not in page


def test_staff_see_which_event_of_the_list_is_a_draft(client):
    draft = coming(status="draft")
    client.force_login(staff("event_officer", draft.hub))
    response = client.get("/events/")
    assert titles(client) == [draft.title]
    assert ">Draft<" in response.content.decode()


def test_each_chosen_filter_can_be_taken_away_alone(client):
    coming()
    response = client.get("/events/?hub=wales&format=online&q=data")
    chips = {chip["text"]: chip["url"] for chip in response.context["chips"]}
    assert chips["Wales"] == "?q=data&format=online"
    assert chips["“data”"] == "?hub=wales&format=online"
    assert "No events match" in text_of(response)
    assert "feed.ics?q=data&amp;hub=wales&amp;format=online" in response.content.decode()


def test_the_list_says_places_in_words(client):
    def words(**fields):
        event = coming(**fields)
        if fields.get("capacity") == 1:
            full(event)
        return event

    now = timezone.now()
    words(capacity=40)
    words(capacity=3)
    words(capacity=1)
    opens = words(registration_opens_at=now + DAY).registration_opens_at
    words(registration_closes_at=now - DAY)
    words(status="cancelled")
    words(status="postponed")
    page = text_of(client.get("/events/"))
    for said in [
        *["Places available", "3 places left", "Waiting list", "Registration closed"],
        f"Registration opens {timezone.localtime(opens).day}",
        *["Cancelled", "Postponed"],
    ]:
        assert said in page
    assert "7 events" in page


@pytest.mark.parametrize(
    "path", ["/events/", "/cy/events/", "/nb/events/?when=past", "/events/?q=sandpit+wales"]
)
def test_the_list_costs_the_same_for_one_and_for_three(
    client, member, path, django_assert_max_num_queries
):
    def visit():
        with django_assert_max_num_queries(8) as queries:
            client.get(path)
        return len(queries)

    waiting(coming())
    coming(start_date=dt.date(2024, 5, 6))
    client.get(path)
    one = visit()
    for _ in range(2):
        waiting(coming())
        coming(start_date=dt.date(2024, 5, 6))
    assert visit() == one


# One event ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/events/no-such-event/", "/events/no-such-event.ics"])
def test_an_unknown_event_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_draft_is_seen_by_its_own_staff_alone(client):
    draft = coming(status="draft", hub=HubFactory(slug="scotland"))
    paths = [draft.get_absolute_url(), reverse("events:register", args=[draft.slug])]
    own = staff("event_officer", draft.hub)
    other = staff("event_officer", HubFactory(slug="wales"))
    for person in (None, UserFactory(), other):
        client.logout() if person is None else client.force_login(person)
        assert [client.get(path).status_code for path in paths] == [404, 404]
        assert client.post(paths[1]).status_code == 404
    client.force_login(own)
    assert "Only staff can see this page" in text_of(client.get(paths[0]))


def test_a_stranger_is_led_through_signing_up_to_the_registration(client):
    event = coming()
    page = client.get(event.get_absolute_url()).content.decode()
    assert f"/accounts/signup/?next=/events/{event.slug}/register/" in page
    assert f"/accounts/login/?next=/events/{event.slug}/register/" in page


@pytest.mark.parametrize("state", ["open", "full", "cancelled"])
def test_what_a_stranger_sees_sets_no_cookie_and_may_be_kept_by_any_cache(client, state):
    event = coming(capacity=1, status="cancelled" if state == "cancelled" else "published")
    if state == "full":
        full(event)
    token = RegistrationFactory(event=coming()).token
    paths = ["/events/", "/events/?q=x", event.get_absolute_url(), "/events/feed.ics"]
    for path in [*paths, "/events/feed.atom", f"/events/{event.slug}.ics"]:
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies, path
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert "public" in response["Cache-Control"], path
        assert response["ETag"], path
    response = client.get(f"/registrations/{token}/")
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"


def test_a_member_sees_the_own_clock_beside_that_of_the_event(client):
    event = coming(time_zone="Europe/Oslo")
    client.force_login(UserFactory(time_zone="Europe/London"))
    page = text_of(client.get(event.get_absolute_url()))
    assert "10:00 to 16:00 Norwegian time" in page
    assert "09:00 to 15:00 UK time" in page


def test_the_page_shows_the_joining_link_to_nobody_but_a_way_to_those_with_a_place(client, member):
    link = "https://meet.example.org/secret-room"
    event = coming(format="online", join_url=link, capacity=1)
    assert link not in client.get(event.get_absolute_url()).content.decode()
    [holder] = full(event)
    waiting(event, person=member)
    assert link not in client.get(event.get_absolute_url()).content.decode()
    client.force_login(holder.person)
    page = client.get(event.get_absolute_url()).content.decode()
    assert link not in page
    assert f"{event.get_absolute_url()}join/" in page


def test_search_engines_are_told_about_the_event_and_nothing_can_break_out(client):
    event = coming(
        title="</script><script>alert(1)</script>",
        format="hybrid",
        join_url="https://x.example/secret",
    )
    page = client.get(event.get_absolute_url()).content.decode()
    data, _trail = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL
    )
    told = json.loads(data)
    assert told["name"] == "</script><script>alert(1)</script>"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert told["location"][1]["url"] == f"http://127.0.0.1:8000{event.get_absolute_url()}"
    assert "secret" not in page
    assert "<script>alert" not in page


def test_the_page_costs_the_same_whatever_is_on_it(client, member, django_assert_max_num_queries):
    event = coming(capacity=40)

    def visit():
        with django_assert_max_num_queries(10) as queries:
            client.get(event.get_absolute_url())
        return len(queries)

    client.get(event.get_absolute_url())
    empty = visit()
    event.co_hosts.set([HubFactory(), HubFactory()])
    event.themes.set([ThemeFactory(), ThemeFactory()])
    event.sectors.set([SectorFactory(code="A"), SectorFactory(code="B")])
    RegistrationFactory.create_batch(3, event=event)
    assert visit() == empty
    services.register(event, by=member)
    assert visit() <= 10


# Registering and cancelling on the page ---------------------------------------------------------


def register(client, event, data=None, **extra):
    return client.post(f"/events/{event.slug}/register/", data or {}, follow=True, **extra)


def test_a_member_registers_by_posting_nothing_at_all(client, member):
    event = coming()
    response = register(client, event)
    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    page = text_of(response)
    assert "We have sent you a letter with a calendar entry" in page
    assert "You have a place" in page
    assert "Cancel my place" in page


def test_a_double_click_registers_once_and_shows_no_error(client, member):
    event = coming()
    register(client, event)
    assert "registered already" in text_of(register(client, event))
    assert event.registrations.count() == 1


def test_a_member_joins_the_waiting_list_and_asks_to_be_booked_at_once(client, member):
    event = coming(capacity=1)
    full(event)
    assert "Join the waiting list" in text_of(client.get(event.get_absolute_url()))
    page = text_of(register(client, event, {"take_at_once": "on"}))
    assert "You are number 1 in the queue" in page
    assert event.registrations.get(person=member).take_at_once


def test_the_reason_greys_the_button_and_refuses_the_post(client, member):
    event = coming(registration_closes_at=timezone.now() - DAY)
    page = text_of(client.get(event.get_absolute_url()))
    [reason] = re.findall(r"Registration closed on [\w ]+ at \d\d:\d\d\.", page)
    assert "Register " not in page.split("Getting in")[1]
    assert reason in text_of(register(client, event))


def test_somebody_without_a_sector_is_led_to_the_profile_and_back(client):
    event = coming()
    client.force_login(UserFactory(profile__sector=None))
    page = client.get(event.get_absolute_url()).content.decode()
    assert f"/me/profile/?next={event.get_absolute_url()}" in page
    response = client.post(f"/events/{event.slug}/register/")
    assert response["Location"] == f"/me/profile/?next=%2Fevents%2F{event.slug}%2Fregister%2F"
    assert not event.registrations.exists()


@pytest.mark.parametrize("verb", ["register", "cancel"])
def test_a_link_opened_by_hand_changes_nothing(client, member, verb):
    event = coming()
    response = client.get(f"/events/{event.slug}/{verb}/")
    if verb == "cancel":
        assert response["Location"] == event.get_absolute_url()
    assert not event.registrations.exists()


@pytest.mark.parametrize("verb", ["register", "cancel"])
def test_a_session_that_ended_meanwhile_is_asked_to_sign_in(client, verb):
    event = coming()
    response = client.post(f"/events/{event.slug}/{verb}/")
    assert response["Location"] == f"/accounts/login/?next=/events/{event.slug}/{verb}/"


def test_registering_needs_the_token_against_forged_forms(member):
    client, event = Client(enforce_csrf_checks=True), coming(listed_days=0)
    client.force_login(member)
    assert client.post(f"/events/{event.slug}/register/").status_code == 403
    page = client.get(event.get_absolute_url()).content.decode()
    [token] = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.split("<main")[1]))
    response = client.post(f"/events/{event.slug}/register/", {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert event.registrations.get().person == member


def test_the_page_leads_to_where_a_place_is_given_up_and_no_click_on_it_does_that(client, member):
    event = coming()
    register(client, event)
    registration = event.registrations.get()
    page = client.get(event.get_absolute_url()).content.decode()
    place = registration.get_absolute_url()
    assert re.search(rf'<a class="btn quiet wide" href="{place}">\s*Cancel my place</a>', page)
    assert client.get(f"/events/{event.slug}/cancel/")["Location"] == place
    assert event.registrations.get().status == "confirmed"
    assert "Your registration is cancelled" in text_of(client.post(f"{place}cancel/", follow=True))


def test_the_fixed_address_gives_my_place_up_with_the_token_against_forged_forms(member):
    client, event = Client(enforce_csrf_checks=True), coming(capacity=1)
    mine, path = RegistrationFactory(event=event, person=member), f"/events/{event.slug}/cancel/"
    next_one = waiting(event)
    client.force_login(member)
    assert client.post(path).status_code == 403
    mine.refresh_from_db()
    assert mine.status == "confirmed"
    page = client.get("/me/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    done = client.post(path, {"csrfmiddlewaretoken": token}, follow=True)
    assert "Your registration is cancelled" in text_of(done)
    mine.refresh_from_db()
    next_one.refresh_from_db()
    assert (mine.status, next_one.status) == ("cancelled", "offered")
    again = client.post(path, {"csrfmiddlewaretoken": token}, follow=True)
    assert "Your registration is cancelled already." in text_of(again)


def test_my_page_offers_to_cancel_until_the_event_starts(client, member):
    day = timezone.localdate()
    soon, running = coming(), coming(start_date=day - DAY, end_date=day + DAY)
    for event in (soon, running):
        RegistrationFactory(event=event, person=member)
    rows = client.get("/me/").content.decode().split('<li class="ev"')
    of_soon, of_running = (
        next(row for row in rows if event.get_absolute_url() in row) for event in (soon, running)
    )
    assert "Change or cancel" in of_soon and "Add to my calendar" in of_soon
    assert "Change or cancel" not in of_running and "Add to my calendar" not in of_running
    assert "See my place" in of_running and "What I told them" in of_running


def test_cancelling_without_a_place_says_so(client, member):
    event = coming()
    RegistrationFactory(event=event)
    page = text_of(client.post(f"/events/{event.slug}/cancel/", follow=True))
    assert "You have no place at this event" in page
    assert event.registrations.get().status == "confirmed"


# Links from letters ---------------------------------------------------------------------------


def test_a_link_from_a_letter_shows_the_place_and_gives_it_up_without_signing_in(client):
    registration = RegistrationFactory(event=coming())
    link = registration.get_absolute_url()
    page = client.get(link)
    assert "Cancel my place" in text_of(page)
    assert page["X-Robots-Tag"] == "noindex"
    # mail programs open links by themselves
    assert client.get(f"{link}cancel/")["Location"] == link
    registration.refresh_from_db()
    assert registration.status == "confirmed"
    response = client.post(f"{link}cancel/", follow=True)
    assert "Your registration is cancelled" in text_of(response)
    assert not response.cookies
    again = client.post(f"{link}cancel/")
    assert again.status_code == 409
    assert "cancelled already" in text_of(again)


def test_a_link_from_a_letter_takes_the_offered_place(client):
    event = coming(capacity=1)
    [holder] = full(event)
    one = waiting(event)
    link = one.get_absolute_url()
    assert "You are number 1 in the queue" in text_of(client.get(link))
    assert client.post(f"{link}take/").status_code == 409
    services.cancel(holder, by=holder.person)
    page = text_of(client.get(link))
    assert "Take the place" in page
    assert "Give it up" in page
    client.post(f"{link}take/")
    one.refresh_from_db()
    assert one.status == "confirmed"


def given_up(client, registration) -> str:
    return text_of(client.post(f"{registration.get_absolute_url()}cancel/", follow=True))


def test_who_gives_up_a_place_reads_what_has_become_of_it(client):
    event = coming(capacity=2)
    first, second = full(event)
    assert "The place is free again." in given_up(client, first)
    RegistrationFactory(event=event)
    waiting(event)
    assert "Somebody else has the place or is offered it." in given_up(client, second)
    Event.objects.update(registration_closes_at=timezone.now() - DAY)
    page = text_of(client.get(first.get_absolute_url()))
    assert "Thank you for telling us." in page
    assert "register again" not in page


def test_who_leaves_the_waiting_list_had_no_place_to_give(client, message):
    event = coming(capacity=1)
    full(event)
    one = waiting(event)
    page = given_up(client, one)
    assert "You have left the waiting list." in page
    assert (
        "You have left the waiting list"
        in message(one.person, "registration_cancelled").as_string()
    )


def test_nobody_waiting_is_not_counted(client, member):
    event = coming(capacity=1)
    full(event)
    assert "waiting." not in text_of(client.get(event.get_absolute_url()))
    waiting(event)
    assert "1 person is waiting." in text_of(client.get(event.get_absolute_url()))


@pytest.mark.parametrize("token", ["nonsense", "1.forged", "1", ".", "x" * 500])
@pytest.mark.parametrize("verb", ["", "cancel/", "take/", "quiet/"])
def test_a_forged_link_gets_a_friendly_answer_and_does_nothing(client, token, verb):
    registration = RegistrationFactory(event=coming())
    for response in (client.get, client.post) if verb else (client.get,):
        answer = response(f"/registrations/{token}/{verb}")
        assert answer.status_code == 404
        assert "This link does not work" in text_of(answer)
    registration.refresh_from_db()
    assert (registration.status, registration.reminders) == ("confirmed", True)


def test_a_link_to_an_event_that_is_over_is_gone_for_who_had_no_place(client):
    over = coming(start_date=dt.date(2024, 5, 6))
    placed = RegistrationFactory(event=over)
    for registration in (RegistrationFactory(event=over, status="cancelled"), waiting(over)):
        response = client.get(registration.get_absolute_url())
        assert response.status_code == 410
        assert "The event is over" in text_of(response)
    assert client.get(placed.get_absolute_url()).status_code == 200
    assert client.post(reverse("events:cancel_by_link", args=[placed.token])).status_code == 410


def test_reminders_are_stopped_by_one_click_without_cookies(client):
    registration = RegistrationFactory(event=coming())
    link = reverse("events:quiet", args=[registration.token])
    assert "Stop reminders" in text_of(client.get(link))
    registration.refresh_from_db()
    assert registration.reminders
    response = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert "No more reminders" in text_of(response)
    registration.refresh_from_db()
    assert not registration.reminders


# Its staff ------------------------------------------------------------------------------------


def ways(client, event) -> list[str]:
    html = client.get(event.get_absolute_url()).content.decode()
    found = re.search(r"You look after this event:(.*?)</p>", html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[1]) if found else []


def test_staff_of_an_event_find_its_desk_its_door_and_its_form_on_its_page(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    event = coming(format="in_person")
    client.force_login(staff("event_officer", event.hub))
    desk, door = f"/admin/events/event/{event.pk}/change/", f"{event.get_absolute_url()}door/"
    assert ways(client, event) == [desk, door, f"{desk}#event_form"]
    assert all(client.get(way).status_code == 200 for way in ways(client, event))
    client.force_login(staff("programme"))
    assert all(client.get(way).status_code == 200 for way in ways(client, event))
    online = coming(format="online", hub=event.hub)
    assert not any("door" in way for way in ways(client, online))


def test_nobody_else_is_led_to_the_desk(client):
    event = coming()
    assert ways(client, event) == []
    for person in (UserFactory(), staff("event_officer", HubFactory(slug="scotland"))):
        client.force_login(person)
        assert ways(client, event) == []


def test_an_event_that_has_started_has_no_places_to_give(client, member):
    started = timezone.now() - dt.timedelta(hours=1)
    event = EventFactory(
        start_date=started.date(), start_time=started.time(), end_date=started.date() + 2 * DAY,
        time_zone="Europe/London", capacity=9,
    )  # fmt: skip
    page = text_of(client.get(event.get_absolute_url()))
    assert "This event has started." in page
    assert "9 places" not in page
    queued = waiting(event, person=member)
    for address in (event.get_absolute_url(), queued.get_absolute_url()):
        page = text_of(client.get(address))
        assert "no place came free for you" in page
        assert "number 1" not in page
        assert "If a place comes free" not in page
