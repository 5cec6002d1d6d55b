"""Writing to a hub without seeing its address, or being seen by machines."""

import pytest
from django.test import Client

from hubportal.outbox.models import Letter
from hubs.models import Hub
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

URL = "/hubs/wales/contact/"
TYPED = {"name": "Mari", "email": "mari@example.net", "message": "When do you meet?", "website": ""}


@pytest.fixture
def wales():
    return HubFactory(slug="wales", reply_to="team@example.org", languages=["cy", "en"])


def write(client, **changes):
    return client.post(URL, TYPED | changes)


def the_letter(deliver):
    (message,) = deliver()
    return message


def test_a_visitor_writes_and_the_hub_answers_the_visitor(client, wales, deliver):
    response = write(client)
    assert response.status_code == 302
    assert response.headers["Location"] == "/hubs/wales/contact/sent/"
    assert "on its way" in client.get(response.headers["Location"]).content.decode()
    message = the_letter(deliver)
    assert message["To"] == "team@example.org"
    assert message["Reply-To"] == "mari@example.net"
    text = message.get_body(["plain"]).get_content()
    assert "When do you meet?" in text
    assert "mari@example.net" in text
    assert Letter.objects.get().about == wales


def test_the_letter_is_in_the_first_language_of_the_hub(client, wales):
    write(client)
    assert Letter.objects.get().language == "cy"


@pytest.mark.parametrize("path", ["/hubs/wales/", URL, URL + "sent/"])
def test_no_page_shows_the_address(client, wales, path):
    assert "team@example.org" not in client.get(path).content.decode()


def test_two_messages_of_one_visitor_are_two_letters(client, wales):
    write(client)
    write(client, message="And where?")
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "status"), [("hub_manager", 200), ("event_officer", 404), ("elsewhere", 404)]
)
def test_a_visitors_words_are_read_by_those_who_run_the_hub(client, wales, settings, role, status):
    """Whoever looks after its events serves the hub as well, and is not who was written to."""
    settings.STAFF_MFA_REQUIRED = False
    write(client)
    person = staff("hub_manager", HubFactory()) if role == "elsewhere" else staff(role, wales)
    assert Letter.objects.managed_by(person).exists() == (status == 200)
    client.force_login(person)
    page = client.get(f"/admin/outbox/letter/{Letter.objects.get().pk}/change/")
    assert page.status_code == status


def test_the_page_alone_sets_a_cookie_for_its_form(client, wales, settings):
    assert not client.get("/hubs/wales/").cookies
    assert settings.CSRF_COOKIE_NAME in client.get(URL).cookies


def test_a_form_from_elsewhere_is_refused(wales):
    assert Client(enforce_csrf_checks=True).post(URL, TYPED).status_code == 403
    assert not Letter.objects.exists()


def test_signed_in_people_find_their_name_and_address_typed(client, wales):
    client.force_login(UserFactory(name="Arwel Example", email="arwel@example.org"))
    page = client.get(URL).content.decode()
    assert 'value="Arwel Example"' in page
    assert 'value="arwel@example.org"' in page


@pytest.mark.parametrize(
    ("field", "typed", "found"),
    [
        ("name", "Mari\r\nBcc: all@example.org", "Mari Bcc: all@example.org"),
        ("name", "Mari\u2028X-Header: 1", "Mari X-Header: 1"),
    ],
)
def test_nothing_typed_becomes_a_header(client, wales, deliver, field, typed, found):
    write(client, **{field: typed})
    message = the_letter(deliver)
    assert found in message["Subject"]
    assert message["Bcc"] is None
    assert message["X-Header"] is None
    assert message["X-Received-For"] == "team@example.org"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "mari@example.net\r\nBcc: all@example.org"),
        ("email", "mari"),
        ("email", "a@example.org, b@example.org"),
        ("name", ""),
        ("message", "   "),
        ("message", "x" * 4001),
    ],
)
def test_what_cannot_be_answered_is_asked_again_and_nothing_is_lost(client, wales, field, typed):
    page = write(client, **{field: typed})
    assert page.status_code == 200
    assert page.context["form"].errors.get(field)
    assert not Letter.objects.exists()
    if field != "message":
        assert TYPED["message"] in page.content.decode()


def test_words_with_markup_stay_words(client, wales, deliver):
    write(client, message="<script>alert(1)</script>")
    html = the_letter(deliver).get_body(["html"]).get_content()
    assert "<script>" not in html


def test_a_machine_that_fills_in_everything_is_thanked_and_not_heard(client, wales):
    assert write(client, website="https://spam.example").status_code == 302
    assert not Letter.objects.exists()


def test_one_address_writes_ten_times_an_hour(client, wales):
    answers = [write(client).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Letter.objects.count() == 10


@pytest.mark.parametrize("state", [{"reply_to": ""}, {"status": Hub.Status.CLOSED}])
def test_a_hub_that_reads_no_letters_leads_to_the_programme_team(client, wales, state):
    Hub.objects.filter(pk=wales.pk).update(**state)
    page = client.get(URL).content.decode()
    assert "/contact/" in page[page.index("<h1>") :]
    assert "<textarea" not in page
    assert write(client).status_code == 200
    assert not Letter.objects.exists()


def test_a_planned_hub_cannot_be_written_to(client, wales):
    Hub.objects.filter(pk=wales.pk).update(status=Hub.Status.PLANNED)
    assert client.get(URL).status_code == 404
    assert write(client).status_code == 404
