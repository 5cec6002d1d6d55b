"""A visitor presses Register, answers three questions, types one code and has a place."""

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from members.models import User
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


def test_a_full_event_ends_on_its_waiting_list(client, newest_code, event):
    Event.objects.update(capacity=0)
    target = address_to_register(event)
    page = client.post("/accounts/signup/", answers(next=target), follow=True)
    done = type_code(client, page, newest_code())
    assert "waiting list" in str(*done.context["messages"])
    registration = Registration.objects.get(event=event)
    assert registration.status == Registration.Status.WAITING


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
