import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client, override_settings

from members.models import User
from tests.members.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, person, password=PASSWORD, **extra):
    return client.post(
        "/accounts/login/", {"login": person.email, "password": password}, follow=True, **extra
    )


def signed_in_as(client):
    return client.session.get("_auth_user_id")


# Codes ---------------------------------------------------------------------------------------


def test_a_mailed_code_signs_in_once(client, newest_code, type_code):
    person = UserFactory()
    page = client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    code = newest_code(person.email)
    type_code(client, page, code)
    assert signed_in_as(client) == str(person.pk)
    stranger = Client()
    page = stranger.post("/accounts/login/code/", {"email": person.email}, follow=True)
    type_code(stranger, page, code)
    assert not signed_in_as(stranger)


def test_a_code_lives_ten_minutes(client, newest_code, type_code, time_machine):
    time_machine.move_to("2026-11-21T12:00Z")
    person = UserFactory()
    page = client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    code = newest_code(person.email)
    time_machine.shift(601)
    type_code(client, page, code)
    assert not signed_in_as(client)


def test_a_code_that_has_run_out_is_no_longer_offered(client, time_machine):
    time_machine.move_to("2026-11-21T12:00Z")
    client.post("/accounts/login/code/", {"email": UserFactory().email})
    assert "It still works" in client.get("/accounts/login/").content.decode()
    time_machine.shift(601)
    assert "It still works" not in client.get("/accounts/login/").content.decode()


def test_starting_again_ends_the_code_that_waits(client):
    client.post("/accounts/login/code/", {"email": UserFactory().email})
    client.post("/accounts/logout/")
    assert "It still works" not in client.get("/accounts/login/").content.decode()


def test_three_wrong_codes_end_it(client, newest_code, type_code):
    person = UserFactory()
    page = client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    code = newest_code(person.email)
    for _ in range(3):
        type_code(client, page, "WRONG1")
    type_code(client, page, code)
    assert not signed_in_as(client)


def test_an_account_that_is_closed_cannot_sign_in_with_a_code(client, newest_code, type_code):
    person = UserFactory(is_active=False)
    answers = {"name": "X", "email": person.email, "sector": person.profile.sector_id}
    page = client.post("/accounts/signup/", answers, follow=True)
    done = type_code(client, page, newest_code(person.email))
    assert done.redirect_chain[-1][0] == "/accounts/inactive/"
    assert not signed_in_as(client)


# Passwords -----------------------------------------------------------------------------------


def test_a_password_signs_in_and_leads_to_my_page_in_my_language(client):
    person = UserFactory(language="nb")
    assert sign_in(client, person).redirect_chain[-1][0] == "/nb/me/"


def test_a_page_that_was_asked_for_stays_in_its_language(client):
    person = UserFactory(language="nb")
    asked = {"login": person.email, "password": PASSWORD, "next": "/cy/hubs/"}
    assert client.post("/accounts/login/", asked)["Location"] == "/cy/hubs/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_off_the_site(client, target):
    person = UserFactory()
    asked = {"login": person.email, "password": PASSWORD, "next": target}
    assert client.post("/accounts/login/", asked)["Location"] == "/me/"


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_passwords_are_kept_with_argon2(settings):
    assert identify_hasher(make_password("x")).algorithm == "argon2"


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("elevenchars", False),
        ("password1234", False),
        ("123456789012", False),
        ("correct horse battery", True),
        ("x" * 64 + " long ones may be pasted", True),
    ],
)
def test_a_first_password_is_long_and_not_common(client, password, accepted):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    just_proved_who_it_is(client, person)
    client.post("/accounts/password/set/", {"password1": password, "password2": password})
    person.refresh_from_db()
    assert person.check_password(password) is accepted


def just_proved_who_it_is(client, person):
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_an_old_session_sets_no_first_password_without_a_new_code(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    word = "a long and new password"
    answer = client.post("/accounts/password/set/", {"password1": word, "password2": word})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_changing_a_password_needs_the_old_one_and_is_told_by_letter(client, newest_letter):
    person = UserFactory()
    sign_in(client, person)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post("/accounts/password/change/", {"oldpassword": "wrong", **new})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    person.refresh_from_db()
    assert person.check_password("another long password")
    assert newest_letter(person.email)


def test_a_forgotten_password_is_set_anew_with_a_code(client, newest_code, type_code):
    person = UserFactory()
    page = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    page = type_code(client, page, newest_code(person.email))
    address = page.redirect_chain[-1][0]
    client.post(
        address, {"password1": "another long password", "password2": "another long password"}
    )
    person.refresh_from_db()
    assert person.check_password("another long password")


# The second factor ---------------------------------------------------------------------------


def totp_now(secret) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_an_authenticator_app_is_enrolled_and_asked_for(client):
    person = UserFactory()
    sign_in(client, person)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "/reauthenticate/" in page.redirect_chain[-1][0]
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    page = client.post("/accounts/2fa/totp/activate/", {"code": totp_now(secret)}, follow=True)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert Authenticator.objects.filter(user=person, type="recovery_codes").exists()
    other = Client()
    assert sign_in(other, person).redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert not signed_in_as(other)


def test_an_app_and_a_recovery_code_each_let_in_and_a_recovery_code_only_once(client):
    person = UserFactory()
    TOTP.activate(person, secret := "JBSWY3DPEHPK3PXP")
    [code, *_rest] = RecoveryCodes.activate(person).get_unused_codes()
    for browser, given, let_in in [
        (Client(), totp_now(secret), True),
        (Client(), code, True),
        (Client(), code, False),
        (Client(), "000000", False),
    ]:
        sign_in(browser, person)
        browser.post("/accounts/2fa/authenticate/", {"code": given})
        assert bool(signed_in_as(browser)) is let_in


def test_a_mailed_code_does_not_replace_the_second_factor(client, newest_code, type_code):
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    page = client.post(
        "/accounts/signup/",
        {"name": "X", "email": person.email, "sector": person.profile.sector_id},
        follow=True,
    )
    done = type_code(client, page, newest_code(person.email))
    assert done.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert not signed_in_as(client)


ACCOUNT_PAGES = [
    *["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"],
    *["/accounts/2fa/totp/activate/", "/accounts/email/", "/accounts/password/change/"],
    *["/accounts/sessions/", "/accounts/logout/", "/accounts/reauthenticate/"],
]


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_account_pages_work_without_a_word_of_inline_script_or_style(client, path):
    sign_in(client, UserFactory())
    page = client.get(path, follow=True)
    html = page.content.decode()
    assert page.status_code == 200
    assert " style=" not in html
    assert "<script>" not in html
    assert " onclick=" not in html
    assert "'unsafe" not in page["Content-Security-Policy"]


# Sessions and the address --------------------------------------------------------------------


def test_the_list_of_sessions_ends_another_one(client):
    person = UserFactory()
    other = Client(headers={"user-agent": "The lost telephone"})
    sign_in(other, person)
    other.get("/me/")
    sign_in(client, person)
    page = client.get("/accounts/sessions/")
    assert "The lost telephone" in page.content.decode()
    client.post("/accounts/sessions/")
    assert UserSession.objects.filter(user=person).count() == 1
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_changing_the_address_asks_again_and_verifies(client, newest_code, type_code):
    person = UserFactory(email="old@example.org")
    sign_in(client, person)
    new = {"action_add": "", "email": "new@example.org"}
    page = client.post("/accounts/email/", new, follow=True)
    assert "/reauthenticate/" in page.redirect_chain[-1][0]
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    person.refresh_from_db()
    assert person.email == "old@example.org"
    type_code(client, page, newest_code("new@example.org"))
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_without_a_password_a_fresh_code_is_asked_for(client, newest_code, type_code, time_machine):
    time_machine.move_to("2026-11-21T12:00Z")
    person = UserFactory(email="old@example.org", last_login="2026-01-01T00:00Z")
    person.set_unusable_password()
    person.save()
    page = client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    type_code(client, page, newest_code(person.email))
    time_machine.shift(901)
    new = {"action_add": "", "email": "new@example.org"}
    page = client.post("/accounts/email/", new, follow=True)
    again = page.redirect_chain[-1][0]
    assert again == "/accounts/reauthenticate/code/?next=%2Faccounts%2Femail%2F"
    assert "we send a code to old@example.org" in page.content.decode()
    assert signed_in_as(client)
    page = client.post(again, follow=True)
    page = type_code(client, page, newest_code(person.email))
    type_code(client, page, newest_code("new@example.org"))
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_a_wrong_code_changes_nothing_and_three_end_it(client, newest_code, type_code):
    person = UserFactory(email="old@example.org")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    new = {"action_add": "", "email": "new@example.org"}
    again = client.post("/accounts/email/", new)["Location"]
    page = client.post(again, follow=True)
    code = newest_code(person.email)
    for _ in range(3):
        last = type_code(client, page, "WRONG1")
    assert "wrong too often" in last.content.decode()
    client.post(again, {"code": code})
    assert not person.emailaddress_set.filter(email="new@example.org").exists()


def test_the_letter_to_the_address_that_is_gone_is_in_the_persons_language(
    client, newest_letter, newest_code, type_code
):
    person = UserFactory(email="old@example.org", language="nb")
    sign_in(client, person)
    new = {"action_add": "", "email": "new@example.org"}
    page = client.post("/accounts/email/", new, follow=True)
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    type_code(client, page, newest_code("new@example.org"))
    letter = newest_letter("old@example.org")
    assert "adresse" in letter["Subject"]
    for kind in ["plain", "html"]:
        assert "/nb/contact/" in letter.get_body((kind,)).get_content()


def test_an_address_of_somebody_else_is_not_given_away_when_changing(client):
    UserFactory(email="taken@example.org")
    person = UserFactory()
    sign_in(client, person)
    new = {"action_add": "", "email": "taken@example.org"}
    page = client.post("/accounts/email/", new, follow=True)
    person.refresh_from_db()
    assert person.email != "taken@example.org"
    assert "already registered" not in page.content.decode()


def test_signing_out_needs_a_click_that_no_link_can_make(client):
    sign_in(client, UserFactory())
    client.get("/accounts/logout/")
    assert signed_in_as(client)
    client.post("/accounts/logout/")
    assert not signed_in_as(client)


# What the pages say --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["signup", "login", "login/code", "password/reset", "email"])
def test_an_address_has_one_name_on_all_pages(client, path):
    if path == "email":
        sign_in(client, UserFactory())
    form = client.get(f"/accounts/{path}/").context["form"]
    assert form.fields["login" if path == "login" else "email"].label == "Email address"


def test_the_demonstration_gives_its_password_away_and_nobody_else_does(client, settings):
    settings.DEMO = False
    assert "<code>demonstration</code>" not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True
    html = client.get("/accounts/login/").content.decode()
    assert "<code>demonstration</code>" in html
    assert '<details class="fold" open>' in html


def test_linking_is_not_offered_where_no_other_service_is_set_up(client):
    sign_in(client, UserFactory())
    assert "/accounts/3rdparty/" not in client.get("/accounts/email/").content.decode()
    html = client.get("/accounts/3rdparty/").content.decode()
    assert "Link another" not in html
    assert "is not set up here" in html


def test_a_page_for_passkeys_has_the_reason_ready_that_digits_are_no_name(client):
    person = UserFactory()
    client.force_login(person)
    just_proved_who_it_is(client, person)
    session = client.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()
    html = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert "data-no-name hidden>Passkeys need a name such as localhost" in html


# Limits --------------------------------------------------------------------------------------


def test_guessing_one_persons_password_is_stopped(client):
    person = UserFactory()
    for _ in range(5):
        sign_in(client, person, "wrong")
    page = sign_in(client, person)
    assert not signed_in_as(client)
    assert page.context["form"].non_field_errors()


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_limits_count_the_client_and_not_the_proxy_before_us():
    people = UserFactory.create_batch(8)

    def refused(forwarded):
        page = None
        for turn in range(32):
            page = Client().post(
                "/accounts/login/",
                {"login": people[turn % 8].email + str(turn), "password": "wrong"},
                headers={"x-forwarded-for": forwarded(turn)},
            )
        return "Too many" in page.content.decode() or page.status_code == 429

    assert not refused(lambda turn: f"10.0.0.{turn}")
    assert refused(lambda turn: f"6.6.6.{turn}, 192.0.2.7"), (
        "what the client says of itself is not trusted"
    )


def test_no_user_name_is_known_by_case(client):
    person = UserFactory(email="nia@example.org")
    client.post("/accounts/login/", {"login": "NIA@example.org", "password": PASSWORD})
    assert signed_in_as(client) == str(person.pk)
    assert User.objects.count() == 1
