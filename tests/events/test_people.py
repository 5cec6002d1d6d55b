"""Those who take part and agreed to it see each other, and nobody else sees them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Registration, Reminder
from hubportal.pages import figures
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import CallFactory
from tests.hubs.factories import HubFactory, SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def event():
    return EventFactory(start_date=timezone.localdate() + 10 * DAY, listed_days=14, capacity=20)


def comes(event, name, *, listed=True, sector=None, **fields) -> Registration:
    return RegistrationFactory(
        event=event, person=UserFactory(name=name), listed=listed, sector=sector, **fields
    )


def people(event, query="") -> str:
    return reverse("events:people", args=[event.slug]) + query


def seen_by(client, person, event, query="") -> str:
    client.force_login(person)
    return client.get(people(event, query)).content.decode()


def test_who_is_listed_sees_who_is_listed(client, event):
    me = comes(event, "Mari Jones")
    comes(event, "Nora Berg", affiliation="Nurse, Helse Vest", comes_for="Sensors at home")
    comes(event, "Secret Somebody", listed=False)
    comes(event, "Waiting Somebody", status="waiting")
    comes(event, "Gone Somebody", status="cancelled")
    comes(EventFactory(start_date=event.start_date), "Other Event")
    page = seen_by(client, me.person, event)
    for words in ("Mari Jones", "Nora Berg", "Nurse, Helse Vest", "Sensors at home", "2 people"):
        assert words in page
    for words in ("Secret", "Waiting Somebody", "Gone", "Other Event", "@example"):
        assert words not in page


def test_no_address_and_no_way_to_somebodys_own_page_is_on_the_list(client, event):
    me, other = comes(event, "Mari Jones"), comes(event, "Nora Berg")
    page = seen_by(client, me.person, event)
    assert other.person.email not in page
    assert str(other.person.profile.public_id) not in page
    assert other.token not in page
    assert "mailto:" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("status", ["waiting", "applied", "cancelled", "removed", "declined"])
def test_who_has_no_place_sees_nobody(client, event, status):
    comes(event, "Nora Berg")
    me = comes(event, "Mari Jones", status=status)
    client.force_login(me.person)
    answer = client.get(people(event), follow=True)
    assert answer.redirect_chain == [(event.get_absolute_url(), 302)]
    assert (
        "Only people with a place who show themselves too, and the staff" in answer.content.decode()
    )
    assert "Nora Berg" not in answer.content.decode()


def test_a_visitor_is_asked_to_sign_in_and_a_stranger_is_told_who_sees_the_list(client, event):
    comes(event, "Nora Berg")
    assert client.get(people(event))["Location"].startswith("/accounts/login/")
    stranger = UserFactory()
    assert Registration.objects.listed_for(stranger, event, now=timezone.now()).count() == 0
    client.force_login(stranger)
    page = client.get(people(event), follow=True).content.decode()
    assert "You have no place at this event. Only people with a place who show themselves" in page
    assert "Nora Berg" not in page


def test_staff_of_the_hub_see_the_list_and_other_staff_do_not(client, event):
    comes(event, "Nora Berg")
    comes(event, "Secret Somebody", listed=False)
    page = seen_by(client, staff("event_officer", event.hub), event)
    assert "Nora Berg" in page
    assert "Secret Somebody" not in page
    client.force_login(staff("hub_manager", HubFactory(slug="scotland")))
    assert client.get(people(event)).status_code == 302


@pytest.mark.parametrize("who", ["listed", "not yet", "staff"])
def test_everybody_reads_that_the_staff_see_the_list_too(client, event, who):
    reader = staff("event_officer", event.hub) if who == "staff" else None
    reader = reader or comes(event, "Mari Jones", listed=who == "listed").person
    page = " ".join(seen_by(client, reader, event).split())
    assert "The staff of the hub see them too. Nobody else does" in page
    if who == "not yet":
        assert "The others, and the staff of the hub, read your name" in page


def test_the_preview_withholds_the_names_of_the_others(client, event):
    nhs, firm, academia = (SectorFactory(code=code) for code in ("NHS", "BIO", "ACAD"))
    for number in range(5):
        comes(event, f"Nurse {number}", sector=nhs, comes_for="Wound care")
    for number in range(3):
        comes(event, f"Lonely Founder {number}", sector=firm)
    for number in range(2):
        comes(event, f"Lonely Professor {number}", sector=academia)
    comes(event, "Secret Somebody", listed=False, sector=firm)
    me = comes(event, "Mari Jones", listed=False)
    for query in ("", "?q=Founder", "?q=Wound", "?sector=NHS", "?team=1", "?page=2"):
        page = seen_by(client, me.person, event, query).partition("<main")[2]
        page = page.partition("</main>")[0]
        assert "This is how it would look" in page
        for name in ("Nurse 1", "Founder", "Professor", "Secret", "Wound care"):
            assert name not in page
    assert "Mari Jones" in page
    assert "5 people" in page
    assert page.count("A few people of each of these sectors") == 1
    few = page.partition("A few people of each")[2].partition("</li>")[0]
    assert str(firm) in few and str(academia) in few and str(nhs) not in few


def test_the_preview_does_not_tell_one_sector_by_the_others(client, event):
    for number in range(7):
        comes(event, f"Nurse {number}", sector=SectorFactory(code="NHS"))
    comes(event, "Lonely Founder", sector=SectorFactory(code="BIO"))
    me = comes(event, "Mari Jones", listed=False)
    page = seen_by(client, me.person, event, "").partition("<main")[2]
    assert "7 people" not in page
    assert page.count("A few people") == 1


def test_who_looks_for_a_team_sees_those_who_do_as_long_as_the_call_is_open(client):
    event = EventFactory(start_date=timezone.localdate() - 30 * DAY, listed_days=14, capacity=20)
    me = comes(event, "Mari Jones", seeks_team=True)
    comes(event, "Nora Berg", seeks_team=True)
    comes(event, "Quiet Listed")
    comes(event, "Hidden Seeker", listed=False, seeks_team=True)
    other = comes(event, "Other Listed")
    assert "This list is closed" in seen_by(client, me.person, event)
    call = CallFactory(event=event)
    page = seen_by(client, me.person, event)
    assert "still see each other here, until" in page
    assert "The staff of the hub see them too." in page
    assert "Nora Berg" in page
    for name in ("Quiet Listed", "Hidden Seeker"):
        assert name not in page
    assert "Nora Berg" not in seen_by(client, other.person, event)
    assert not Registration.objects.listed_for(me.person, event, now=call.closes_at).exists()


def test_ones_own_pages_lead_to_the_list_as_long_as_a_call_is_open(
    client, django_assert_num_queries
):
    event = EventFactory(start_date=timezone.localdate() - 30 * DAY, listed_days=14, capacity=20)
    me = comes(event, "Mari Jones")
    client.force_login(me.person)
    pages = [reverse("me"), event.get_absolute_url()]
    links = {people(event), reverse("events:listed", args=[me.token])}
    for page in [*pages, me.get_absolute_url()]:
        assert not any(link in client.get(page).content.decode() for link in links)
    CallFactory(event=event)
    for page in [*pages, me.get_absolute_url()]:
        assert any(link in client.get(page).content.decode() for link in links)
    with django_assert_num_queries(2):
        figures.registrations(me.person, now=timezone.now())


def test_only_who_can_say_it_below_is_asked_to_say_that_they_look_for_a_team(client):
    event = EventFactory(start_date=timezone.localdate() - 30 * DAY, listed_days=14, capacity=20)
    CallFactory(event=event)
    officer = staff("event_officer", event.hub)
    for person, asked in [
        (comes(event, "Not yet on it", listed=False).person, True),
        (comes(event, "Looks for none").person, True),
        (comes(event, "Looks for a team", seeks_team=True).person, False),
        (officer, False),
    ]:
        page = seen_by(client, person, event)
        assert "still see each other here" in page
        assert ("Say below" in page) == asked
        assert 'name="seeks_team"' in page or not asked


def test_the_form_says_how_long_who_looks_for_a_team_is_seen(client, event):
    client.force_login(UserFactory())
    page = client.get(reverse("events:register", args=[event.slug])).content.decode()
    assert "until 14 days after the event. If you say that you look for a team" in page


def test_once_the_list_is_closed_only_who_looks_for_a_team_gets_on_it(event):
    event = EventFactory(start_date=timezone.localdate() - 30 * DAY, listed_days=14, capacity=20)
    me = comes(event, "Mari Jones", listed=False)
    with pytest.raises(Refused, match="is closed"):
        services.show_to_others(me, by=me.person, seeks_team=True)
    call = CallFactory(event=event)
    with pytest.raises(Refused, match="Say that you do"):
        services.show_to_others(me, by=me.person)
    services.show_to_others(me, by=me.person, seeks_team=True)
    me.refresh_from_db()
    assert (me.listed, me.seeks_team) == (True, True)
    with pytest.raises(Refused, match="is closed"):
        services.show_to_others(me, by=me.person, seeks_team=True, now=call.closes_at)


def test_the_preview_is_the_list_as_it_will_be(event):
    comes(event, "Nora Berg")
    comes(event, "Secret Somebody", listed=False)
    me = comes(event, "Mari Jones", listed=False)
    now = timezone.now()
    rows = Registration.objects
    preview = set(rows.listed_for(me.person, event, now=now, agreeing=True))
    assert not rows.listed_for(me.person, event, now=now).exists()
    services.show_to_others(me, by=me.person)
    assert set(rows.listed_for(me.person, event, now=now)) == preview == {*rows.listed()}


def test_consent_is_given_and_taken_back_at_once_and_twice_is_once(client, event):
    other, me = comes(event, "Nora Berg"), comes(event, "Mari Jones", listed=False)
    link = reverse("events:listed", args=[me.token])
    client.force_login(me.person)
    for _twice in range(2):
        answer = client.post(link, {"affiliation": "Powys", "comes_for": "Allies"})
        assert answer["Location"] == people(event)
    me.refresh_from_db()
    assert (me.listed, me.affiliation, me.comes_for) == (True, "Powys", "Allies")
    assert "Nora Berg" in seen_by(client, me.person, event)
    assert "Mari Jones" in seen_by(client, other.person, event)
    for _twice in range(2):
        assert client.post(link, {"hide": "1"}).status_code == 302
    me.refresh_from_db()
    assert not me.listed
    assert "Nora Berg" not in seen_by(client, me.person, event)
    assert "Mari Jones" not in seen_by(client, other.person, event)


def test_the_link_from_a_letter_shows_and_hides_without_signing_in(client, event):
    me = comes(event, "Mari Jones", listed=False)
    link = reverse("events:listed", args=[me.token])
    assert "do not see you" in client.get(link).content.decode()
    me.refresh_from_db()
    assert not me.listed
    assert client.post(link, {"comes_for": "Allies"})["Location"] == link
    assert "The others see you" in client.get(link).content.decode()
    assert client.get(link)["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("status", ["waiting", "cancelled", "removed"])
def test_who_has_no_place_cannot_be_listed_but_hides_at_any_time(client, event, status):
    me = comes(event, "Mari Jones", listed=False, status=status)
    link = reverse("events:listed", args=[me.token])
    answer = client.post(link, {"comes_for": "Allies"})
    assert answer.status_code == 409
    assert "Only people with a place" in answer.content.decode()
    me.refresh_from_db()
    assert (me.listed, me.comes_for) == (False, "")
    assert client.post(link, {"hide": "1"}).status_code == 302


def test_the_list_closes_some_days_after_the_event(client, event):
    me, other = comes(event, "Mari Jones"), comes(event, "Nora Berg")
    rows, end = Registration.objects, event.ends_at
    shown = rows.listed_for(me.person, event, now=end + 13 * DAY)
    assert set(shown) == {me, other}
    assert not rows.listed_for(me.person, event, now=end + 14 * DAY).exists()
    with pytest.raises(Refused, match="closed"):
        services.show_to_others(me, by=me.person, now=end + 14 * DAY)
    services.hide_from_others(me, by=me.person)
    old = EventFactory(start_date=timezone.localdate() - 20 * DAY, listed_days=14, capacity=20)
    mine = comes(old, "Mari Jones")
    comes(old, "Nora Berg")
    page = seen_by(client, mine.person, old)
    assert "This list is closed" in page
    assert "Nora Berg" not in page


def test_the_list_narrows_by_sector_and_words_whatever_their_accents(client, event):
    me = comes(event, "Mari Jones", sector=SectorFactory(code="NHS"))
    comes(event, "Nora Bjørnsdottir", affiliation="Helse Førde", sector=SectorFactory(code="BIO"))
    for query, found in [
        ("?q=forde", True),
        ("?q=bjørns", True),
        ("?sector=BIO", True),
        ("?sector=NHS", False),
        ("?q=nobody", False),
        ("?sector=nonsense", True),
        ("?page=99", True),
    ]:
        assert ("Nora Bj" in seen_by(client, me.person, event, query)) is found, query


def test_searching_finds_nobody_who_did_not_agree(client, event):
    me = comes(event, "Mari Jones")
    comes(event, "Secret Somebody", listed=False, comes_for="Gold")
    for query in ("?q=Secret", "?q=Gold"):
        page = seen_by(client, me.person, event, query)
        assert "0 people" in page
        assert "Secret Somebody" not in page


def test_somebody_whose_account_is_closed_is_on_no_list(client, event):
    me, gone = comes(event, "Mari Jones"), comes(event, "Nora Berg")
    gone.person.is_active = False
    gone.person.save()
    assert "Nora Berg" not in seen_by(client, me.person, event)


def test_who_has_no_name_is_not_listed_by_their_address(client, event):
    me, unnamed = comes(event, "Mari Jones"), comes(event, "")
    assert unnamed.person.email not in seen_by(client, me.person, event)


def test_a_draft_event_has_no_list_for_strangers(client, event):
    hidden = EventFactory(status="draft")
    client.force_login(UserFactory())
    assert client.get(people(hidden)).status_code == 404


# The team finder --------------------------------------------------------------------------------


def test_people_look_for_a_team_where_a_call_belongs_to_the_event(client, event):
    CallFactory(event=event)
    other, me = comes(event, "Nora Berg"), comes(event, "Mari Jones", listed=False)
    link = reverse("events:listed", args=[me.token])
    client.post(link, {"seeks_team": "on", "team_note": "A trial of sensors"})
    page = seen_by(client, other.person, event, "?team=1")
    assert "Mari Jones" in page
    assert "A trial of sensors" in page
    assert "1 person" in page
    client.post(link, {"team_note": "Not any more"})
    me.refresh_from_db()
    assert (me.seeks_team, me.team_note) == (False, "")
    assert "Nobody fits" in seen_by(client, other.person, event, "?team=1")


def test_there_is_no_team_to_look_for_without_a_call(client, event):
    me = comes(event, "Mari Jones", listed=False)
    client.post(reverse("events:listed", args=[me.token]), {"seeks_team": "on"})
    me.refresh_from_db()
    assert (me.listed, me.seeks_team) == (True, False)
    assert "apply with" not in seen_by(client, me.person, event)


def test_who_hides_looks_for_no_team_any_more(event):
    me = comes(event, "Mari Jones", seeks_team=True, team_note="A trial")
    services.hide_from_others(me, by=me.person)
    me.refresh_from_db()
    assert not me.seeks_team


def test_the_event_page_leads_those_with_a_place_to_the_list(client, event):
    me = comes(event, "Mari Jones", listed=False)
    assert people(event) not in client.get(event.get_absolute_url()).content.decode()
    client.force_login(me.person)
    assert people(event) in client.get(event.get_absolute_url()).content.decode()


# The reminder -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "words"),
    [(0, None), (1, "Others who come want to meet you"), (6, "6 people from 2 sectors want to")],
)
def test_the_reminder_says_how_many_others_one_can_meet(event, message, others, words):
    sectors = [SectorFactory(code="NHS"), SectorFactory(code="BIO")]
    for number in range(others):
        comes(event, f"Person {number}", sector=sectors[number % 2], reminders=False)
    comes(event, "Secret Somebody", listed=False, reminders=False)
    me = comes(event, "Mari Jones", sector=SectorFactory(code="ACAD"), created_at=timezone.now())
    Registration.objects.update(confirmed_at=timezone.now() - 40 * DAY)
    Reminder.objects.create(event=event, days_before=30)
    services.send_due_reminders()
    for part in ("plain", "html"):
        text = message(me.person, "reminder").get_body((part,)).get_content()
        assert (words or "want to meet you") in text if words else "want to meet" not in text
        assert (people(event) in text) is bool(words)


# Machines ---------------------------------------------------------------------------------------


def test_no_feed_and_no_machine_readable_page_names_anybody(client, event):
    me = comes(event, "Mari Jones", comes_for="Allies")
    for signed_in in (False, True):
        if signed_in:
            client.force_login(me.person)
        for name, args in [
            ("feed_json", []),
            ("event_json", [event.slug]),
            ("feed_ics", []),
            ("feed_atom", []),
            ("ics", [event.slug]),
        ]:
            said = client.get(reverse(f"events:{name}", args=args)).content.decode()
            assert "Mari Jones" not in said
            assert "Allies" not in said
