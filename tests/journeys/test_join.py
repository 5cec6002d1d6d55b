"""A visitor presses Register, answers three questions, types one code and has a place.

Where the event asks something, or would give another place than one, they see its form first.
"""

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Question, Registration
from members.models import Profile, User
from tests.events.factories import QuestionFactory
from tests.hubs.factories import HubFactory, SectorFactory
from tests.members.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    day = timezone.localdate() + dt.timedelta(days=30)
    return Event.objects.create(
        hub=HubFactory(slug="wales"),
        slug="precision",
        title="Precision medicine in Cardiff",
        summary="A day in Cardiff.",
        format=Event.Format.IN_PERSON,
        status=Event.Status.PUBLISHED,
        start_date=day,
        start_time=dt.time(9, 30),
        end_date=day,
        end_time=dt.time(16),
        capacity=50,
        listed_days=0,  # so that it asks nothing
    )


@pytest.fixture
def newest_code(deliver):
    """The code in the newest letter to an address, as a mail server received it."""

    def found(address="nia@example.org") -> str:
        letter = [each for each in deliver() if each["To"] == address][-1]
        body = letter.get_body(("plain",)).get_content()
        return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", body, re.MULTILINE)[1]

    return found


def answers(address="nia@example.org", **others):
    sector = SectorFactory(code="PPI")
    return {"name": "Nia Example", "email": address, "sector": sector.pk} | others


def address_to_register(event, prefix=""):
    return prefix + reverse("events:register", args=[event.slug])


def type_code(client, page, code):
    """Sends the code form of a page back as a browser would."""
    html = page.content.decode()
    forms = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL)
    [(address, form)] = [each for each in forms if 'name="code"' in each[1]]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return client.post(address, hidden | {"code": code}, follow=True)


def has_a_place(person, event) -> bool:
    return person.registrations.get(event=event).status == Registration.Status.CONFIRMED


@pytest.mark.parametrize("place", ["signup", "login", "login/code"])
@pytest.mark.parametrize("way", ["signup", "login/code"])
def test_back_and_forward_leave_the_code_good(client, newest_code, event, place, way):
    target = address_to_register(event)
    UserFactory(email="nia@example.org")
    sent = client.post(f"/accounts/{way}/", answers(next=target))
    back = client.get(f"/accounts/{place}/", {"next": target})
    assert "Precision medicine in Cardiff" in back.content.decode()
    forward = client.get(sent["Location"])
    assert "Precision medicine in Cardiff" in forward.content.decode()
    type_code(client, forward, newest_code())
    assert has_a_place(User.objects.get(email="nia@example.org"), event)


@pytest.mark.parametrize("place", ["signup", "login"])
def test_whoever_strays_from_the_code_is_led_back_with_the_intent(
    client, newest_code, event, place
):
    client.post("/accounts/signup/", answers(next=address_to_register(event)))
    html = client.get(f"/accounts/{place}/").content.decode()
    [back] = re.findall(r'href="([^"]*/confirm/[^"]*)"', html)
    again = client.get(back)
    assert "Precision medicine in Cardiff" in again.content.decode()
    type_code(client, again, newest_code())
    assert has_a_place(User.objects.get(email="nia@example.org"), event)


def test_a_second_address_at_sign_up_takes_the_place_of_the_first(client, newest_code, event):
    target = address_to_register(event)
    client.post("/accounts/signup/", answers("mistyped@example.org", next=target))
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    type_code(client, page, newest_code())
    assert has_a_place(User.objects.get(email="nia@example.org"), event)


@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_two_screens_and_one_code_end_in_a_place(client, newest_code, event, prefix):
    target = address_to_register(event, prefix)
    first = client.get(f"{prefix}/accounts/signup/", {"next": target})
    assert "Precision medicine in Cardiff" in first.content.decode()
    assert set(first.context["form"].fields) == {"name", "email", "sector"}
    second = client.post(f"{prefix}/accounts/signup/", answers(next=target), follow=True)
    assert "Precision medicine in Cardiff" in second.content.decode()
    done = type_code(client, second, newest_code())
    assert done.redirect_chain[-1][0] == prefix + event.get_absolute_url()
    assert len(list(done.context["messages"])) == 1
    person = User.objects.get(email="nia@example.org")
    assert has_a_place(person, event)
    assert (person.name, person.profile.sector.code) == ("Nia Example", "PPI")
    assert person.language == (prefix.strip("/") or "en")
    assert person.time_zone == ("Europe/Oslo" if prefix == "/nb" else "Europe/London")


def test_a_known_address_at_sign_up_ends_in_a_place_too(client, newest_code, event):
    person = UserFactory(email="nia@example.org", name="Nia")
    target = address_to_register(event)
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    done = type_code(client, page, newest_code())
    assert done.redirect_chain[-1][0] == event.get_absolute_url()
    assert has_a_place(person, event)
    person.refresh_from_db()
    assert person.name == "Nia", "what a stranger typed changes nobody's name"


def test_signing_in_with_a_code_ends_in_a_place(client, newest_code, event):
    person = UserFactory(email="nia@example.org")
    target = address_to_register(event)
    page = client.get("/accounts/login/", {"next": target})
    assert "Precision medicine in Cardiff" in page.content.decode()
    asked = {"email": person.email, "next": target}
    page = client.post("/accounts/login/code/", asked, follow=True)
    assert "Precision medicine in Cardiff" in page.content.decode()
    type_code(client, page, newest_code())
    assert has_a_place(person, event)


def test_an_unknown_address_at_sign_in_is_led_to_join_with_the_intent_kept(client, deliver, event):
    target = address_to_register(event)
    client.post("/accounts/login/code/", {"email": "nia@example.org", "next": target})
    [letter] = deliver()
    for kind in ["plain", "html"]:
        body = letter.get_body((kind,)).get_content()
        assert "/accounts/signup/?next=%2Fevents%2Fprecision%2Fregister%2F" in body


def test_signing_in_with_a_password_ends_in_a_place(client, event):
    person = UserFactory(email="nia@example.org", language="cy")
    target = address_to_register(event)
    asked = {"login": person.email, "password": PASSWORD, "next": target}
    done = client.post("/accounts/login/", asked, follow=True)
    assert done.redirect_chain[-1][0] == event.get_absolute_url()
    assert has_a_place(person, event)


def test_a_person_who_has_a_place_is_told_so(client, event):
    person = UserFactory(email="nia@example.org")
    asked = {"login": person.email, "password": PASSWORD, "next": address_to_register(event)}
    client.post("/accounts/login/", asked)
    client.post("/accounts/logout/")
    done = client.post("/accounts/login/", asked, follow=True)
    assert person.registrations.count() == 1
    assert "already" in str(*done.context["messages"])


def test_a_wrong_code_keeps_the_intent_and_may_be_tried_again(client, newest_code, event):
    target = address_to_register(event)
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    wrong = type_code(client, page, "WRONGX")
    assert wrong.status_code == 200
    assert "Precision medicine in Cardiff" in wrong.content.decode()
    type_code(client, wrong, newest_code())
    assert has_a_place(User.objects.get(email="nia@example.org"), event)


def test_a_second_click_on_either_screen_changes_nothing(client, newest_code, event):
    target = address_to_register(event)
    client.post("/accounts/signup/", answers(next=target))
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    code = newest_code()
    type_code(client, page, code)
    again = type_code(client, page, code)
    assert again.status_code == 200
    person = User.objects.get(email="nia@example.org")
    assert has_a_place(person, event)
    assert person.emailaddress_set.count() == 1


def test_somebody_without_a_sector_is_asked_for_it_first(client, event):
    person = UserFactory(profile=None)
    target = address_to_register(event)
    asked = {"login": person.email, "password": PASSWORD, "next": target}
    done = client.post("/accounts/login/", asked, follow=True)
    assert done.redirect_chain[-1][0].startswith("/me/profile/?next=")
    assert not person.registrations.exists()


# What is not decided for them -------------------------------------------------------------------

MORE = {
    "diets": {"catering": True},
    "the room or online": {"format": "hybrid"},
    "the room is full": {"format": "hybrid", "capacity": 0, "online_capacity": 20},
    "the hub chooses": {"approval": True},
    "the waiting list": {"capacity": 0},
}


def by_signing_up(client, target, newest_code):
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    return type_code(client, page, newest_code())


def by_code(client, target, newest_code):
    person = UserFactory(email="nia@example.org")
    asked = {"email": person.email, "next": target}
    return type_code(
        client, client.post("/accounts/login/code/", asked, follow=True), newest_code()
    )


def by_password(client, target, newest_code):
    person = UserFactory(email="nia@example.org")
    asked = {"login": person.email, "password": PASSWORD, "next": target}
    return client.post("/accounts/login/", asked, follow=True)


WAYS = [by_signing_up, by_code, by_password]


@pytest.mark.parametrize("sign_in", WAYS)
def test_whoever_is_asked_something_sees_the_form_first(client, newest_code, event, sign_in):
    Event.objects.update(listed_days=14)
    done = sign_in(client, address_to_register(event), newest_code)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("fields", MORE.values(), ids=MORE)
def test_nothing_is_decided_for_somebody_who_signs_in(client, event, fields):
    Event.objects.update(**fields)
    done = by_password(client, address_to_register(event), None)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    assert not done.context["form"].is_bound
    assert not Registration.objects.exists()
    assert not list(done.context["messages"])
    sent = client.post(address_to_register(event), {"mode": "online"}, follow=True)
    assert sent.redirect_chain[-1][0] == event.get_absolute_url()
    mine = Registration.objects.get(person__email="nia@example.org")
    assert mine.mode == ("online" if "format" in fields else "in_person")


def test_a_question_of_the_event_is_answered_before_anybody_has_a_place(client, newest_code, event):
    QuestionFactory(event=event, required=True)
    done = by_signing_up(client, address_to_register(event), newest_code)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    refused = client.post(address_to_register(event))
    assert "Answer this question." in refused.content.decode()
    assert not Registration.objects.exists()


def test_a_place_held_for_others_is_not_changed_into_waiting_without_a_word(client, event):
    Event.objects.update(capacity=1)
    event.shares.create(roll_up="industry", at_least=1)
    done = by_password(client, address_to_register(event), None)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    assert not Registration.objects.exists()


def test_nobody_overtakes_the_queue_by_signing_in(client, event):
    person = UserFactory()
    waits = {"status": "waiting", "queued_at": timezone.now()}
    event.registrations.create(person=person, **waits)
    done = by_password(client, address_to_register(event), None)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    assert event.registrations.get().person == person


# A session that ended while somebody typed -------------------------------------------------------


@pytest.mark.parametrize("sign_in", WAYS)
def test_a_form_sent_after_the_session_ended_comes_again_with_all_but_needs(
    client, newest_code, event, sign_in
):
    Event.objects.update(format="hybrid", listed_days=14, catering=True)
    question = Question.objects.get(pk=QuestionFactory(event=event, required=True).pk)
    client.force_login(UserFactory())
    client.get(address_to_register(event))
    Session.objects.all().delete()
    box = f"question_{question.pk}"
    digest = {f"digest_{question.pk}": question.digest}
    typed = {"mode": "online", "comes_for": "Nurses", "listed": "on", box: "A map", **digest}
    out = client.post(address_to_register(event), typed | {"diet_note": "No nuts"})
    [target] = parse_qs(urlsplit(out["Location"]).query)["next"]
    done = sign_in(client, target, newest_code)
    form = done.context["form"]
    assert (form["mode"].value(), form["comes_for"].value()) == ("online", "Nurses")
    assert (form["listed"].value(), form[box].value()) == (True, "A map")
    assert not form["diet_note"].value() and not form.errors
    assert "We kept what you typed, except your needs." in done.content.decode()
    assert not Registration.objects.exists()
    client.post(address_to_register(event), typed)
    mine = Registration.objects.get()
    assert (mine.mode, mine.comes_for, mine.answers.get().text) == ("online", "Nurses", "A map")


def test_a_wish_on_a_form_that_asks_nothing_else_comes_again_too(client, event):
    client.post(address_to_register(event), {"take_at_once": "on"})
    done = by_password(client, address_to_register(event), None)
    assert done.context["form"]["take_at_once"].value()
    assert not Registration.objects.exists()


def test_whoever_signs_in_much_later_on_the_same_computer_reads_nothing_of_it(
    client, event, time_machine
):
    Event.objects.update(listed_days=14)
    now = timezone.now()
    client.post(address_to_register(event), {"comes_for": "Nurses"})
    time_machine.move_to(now + dt.timedelta(minutes=31))
    done = by_password(client, address_to_register(event), None)
    assert not done.context["form"]["comes_for"].value()
    assert "Nurses" not in done.content.decode()


def test_who_tells_their_sector_in_between_finds_what_they_typed(client, event):
    Event.objects.update(listed_days=14)
    client.post(address_to_register(event), {"comes_for": "Nurses"})
    person = UserFactory(profile=None)
    asked = {"login": person.email, "password": PASSWORD, "next": address_to_register(event)}
    profile = client.post("/accounts/login/", asked, follow=True)
    told = answers(person.email, language="en", time_zone="Europe/London")
    done = client.post("/me/profile/", told | {"next": profile.context["next"]}, follow=True)
    assert done.redirect_chain[-1][0] == address_to_register(event)
    assert done.context["form"]["comes_for"].value() == "Nurses"
    assert not Registration.objects.exists()


def test_what_was_typed_is_forgotten_where_nobody_can_register_any_more(client, event):
    client.post(address_to_register(event), {"comes_for": "Nurses"})
    Event.objects.update(status=Event.Status.CANCELLED)
    done = by_password(client, address_to_register(event), None)
    assert "cancelled" in str(*done.context["messages"])
    assert "Nurses" not in str(dict(client.session))


def test_the_place_says_what_they_do_as_that_of_a_member_would(client, event):
    person = UserFactory(email="nia@example.org")
    Profile.objects.filter(user=person).update(post="Nurse")
    asked = {"login": person.email, "password": PASSWORD, "next": address_to_register(event)}
    client.post("/accounts/login/", asked)
    assert Registration.objects.get().affiliation == "Nurse"


def test_an_event_that_closed_meanwhile_says_so_and_the_sign_in_holds(client, newest_code, event):
    target = address_to_register(event)
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    Event.objects.update(status=Event.Status.CANCELLED)
    done = type_code(client, page, newest_code())
    assert "cancelled" in str(*done.context["messages"])
    assert client.session["_auth_user_id"]
    assert not Registration.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_person():
    sent = answers()
    start = threading.Barrier(4)

    def click(_number):
        start.wait()
        try:
            return Client().post("/accounts/signup/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        statuses = list(clicks.map(click, range(4)))
    # the fourth letter in a minute to one address is one too many, and is told so
    assert set(statuses) <= {200, 302}
    assert 302 in statuses
    person = User.objects.get(email="nia@example.org")
    assert person.emailaddress_set.count() == 1


def test_an_event_that_cannot_be_seen_is_no_intent(client, event):
    Event.objects.update(status=Event.Status.DRAFT)
    page = client.get("/accounts/signup/", {"next": address_to_register(event)})
    assert "Precision medicine" not in page.content.decode()
