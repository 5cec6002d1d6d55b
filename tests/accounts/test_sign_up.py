import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from members import forms, services
from members.models import Profile, User
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def answers(address="nia@example.org", **others):
    sector = SectorFactory(code="PPI")
    return {"name": "Nia Example", "email": address, "sector": sector.pk} | others


def test_sign_up_asks_three_things_and_no_more(client):
    page = client.get("/accounts/signup/")
    assert list(page.context["form"].fields) == ["name", "email", "sector"]


def test_a_sector_that_is_retired_is_not_offered(client):
    SectorFactory(code="OLD", retired=True)
    offered = client.get("/accounts/signup/").context["form"].fields["sector"].queryset
    assert not offered.filter(code="OLD").exists()


def test_nobody_is_signed_in_before_the_code(client):
    client.post("/accounts/signup/", answers())
    person = User.objects.get(email="nia@example.org")
    assert not client.session.get("_auth_user_id")
    assert not person.has_usable_password()
    assert not EmailAddress.objects.get(user=person).verified


def test_the_code_signs_in_and_proves_the_address(client, newest_code, type_code):
    page = client.post("/accounts/signup/", answers("Nia@Example.ORG"), follow=True)
    done = type_code(client, page, newest_code("nia@example.org"))
    assert done.redirect_chain[-1][0] == "/me/"
    person = User.objects.get(email="nia@example.org")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert EmailAddress.objects.get(user=person).verified


def test_the_first_letter_welcomes_and_the_next_one_signs_in(
    client, newest_letter, newest_code, type_code
):
    page = client.post("/accounts/signup/", answers(), follow=True)
    assert "join" in newest_letter("nia@example.org")["Subject"]
    type_code(client, page, newest_code("nia@example.org"))
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": "nia@example.org"})
    assert "sign in" in newest_letter("nia@example.org")["Subject"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nia   Example ", "Nia Example"),
        ("Nia\r\nBcc: all@example.org", "Nia Bcc: all@example org"),
        ("Win https://evil.example/x now", "Win now"),
        ("www.evil.example Nia", "Nia"),
        ("evil.example", "evil example"),
        ("Nia\u202eelpmaxE", "Nia elpmaxE"),
        ("J. R. Ewing", "J. R. Ewing"),
        ("Siân Ó Briain-Åse", "Siân Ó Briain-Åse"),
    ],
)
def test_a_name_cannot_smuggle_headers_or_links(client, typed, kept):
    client.post("/accounts/signup/", answers(name=typed))
    assert User.objects.get().name == kept


def test_a_name_with_angle_brackets_is_refused_in_words(client):
    page = client.post("/accounts/signup/", answers(name="<b>Nia</b>"))
    assert page.context["form"].errors["name"] == ["Leave out the signs < and >."]
    assert not User.objects.exists()


def test_a_name_of_nothing_but_a_link_is_refused_and_the_rest_is_kept(client):
    page = client.post("/accounts/signup/", answers(name="https://evil.example"))
    assert page.status_code == 200
    assert "name" in page.context["form"].errors
    assert 'value="nia@example.org"' in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"email": "nia"}, {"sector": ""}, {"sector": "999999"}, {"name": "x" * 151}]
)
def test_a_bad_answer_is_told_and_nothing_is_kept(client, broken):
    page = client.post("/accounts/signup/", answers(**broken))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ud800".encode("utf-8", "replace").decode()])
def test_control_signs_never_break_the_page(client, sign):
    assert client.post("/accounts/signup/", answers(name=f"N{sign}ia")).status_code in {200, 302}


def test_a_second_click_that_overtakes_the_first_finds_the_same_person(monkeypatch, rf):
    first = UserFactory(email="nia@example.org")
    form = forms.SignupForm()
    form.cleaned_data = {"name": "Nia", "sector": SectorFactory(code="PPI")}
    assert form._join("nia@example.org") == first


def test_joining_writes_person_address_and_profile_or_nothing():
    sector = SectorFactory(code="ACAD")
    person = services.join(email="A@B.example", name="A", sector=sector, language="nb")
    assert (person.email, person.time_zone, person.profile.sector) == (
        "a@b.example",
        "Europe/Oslo",
        sector,
    )
    assert Profile.objects.count() == EmailAddress.objects.count() == 1
    assert connection.in_atomic_block


def test_too_many_codes_for_one_address_are_refused_politely(client):
    for _ in range(3):
        client.post("/accounts/signup/", answers())
    page = client.post("/accounts/signup/", answers())
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_letters_come_in_the_persons_own_language(client, newest_letter):
    UserFactory(email="nia@example.org", language="cy", last_login="2026-01-01T00:00Z")
    client.post("/nb/accounts/login/code/", {"email": "nia@example.org"})
    assert newest_letter("nia@example.org")["Subject"].startswith("Eich cod")


def test_people_join_while_redis_is_away(client, settings, newest_code, type_code):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    page = client.post("/accounts/signup/", answers(), follow=True)
    type_code(client, page, newest_code("nia@example.org"))
    assert client.session["_auth_user_id"]


class NoPost(BaseEmailBackend):
    def send_messages(self, messages):
        raise RuntimeError("no letters today")


def test_a_letter_that_cannot_be_written_leaves_no_half_made_person(client, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_sign_up.NoPost"
    with pytest.raises(RuntimeError):
        client.post("/accounts/signup/", answers())
    assert not User.objects.exists()
