"""Sign-up, sign-in and reset answer a stranger alike, whether an address is known or not."""

import re

import pytest

from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@example.org", "stranger@example.org"


def seen(page, address):
    """Everything a stranger gets, to the byte, but the token and what they typed."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page.content.decode())
    headers = {
        k: v
        for k, v in page.headers.items()
        if k not in {"Content-Length", "ETag", "Expires", "X-Request-ID"}
    }
    return page.redirect_chain, page.status_code, headers, html.replace(address, "ADDRESS")


def sector():
    return SectorFactory(code="NHS").pk


WAYS = {
    "sign up": lambda a: ("/accounts/signup/", {"name": "A", "email": a, "sector": sector()}),
    "code": lambda a: ("/accounts/login/code/", {"email": a}),
    "password": lambda a: ("/accounts/login/", {"login": a, "password": "not the password"}),
    "reset": lambda a: ("/accounts/password/reset/", {"email": a}),
}


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_a_known_address_is_answered_like_an_unknown_one(client, client_of_nobody, way, verified):
    UserFactory(email=KNOWN, address=verified)
    path, known = WAYS[way](KNOWN)
    _path, unknown = WAYS[way](UNKNOWN)
    one = client.post(path, known, follow=True)
    other = client_of_nobody.post(path, unknown, follow=True)
    assert seen(one, KNOWN) == seen(other, UNKNOWN)


@pytest.mark.parametrize("way", ["sign up", "code", "reset"])
def test_a_wrong_code_is_answered_alike(client, client_of_nobody, type_code, way):
    UserFactory(email=KNOWN)
    path, known = WAYS[way](KNOWN)
    _path, unknown = WAYS[way](UNKNOWN)
    one = client.post(path, known, follow=True)
    other = client_of_nobody.post(path, unknown, follow=True)
    for _ in range(3):
        here = type_code(client, one, "WRONG1")
        there = type_code(client_of_nobody, other, "WRONG1")
        assert seen(here, KNOWN) == seen(there, UNKNOWN)


@pytest.mark.parametrize("way", ["sign up", "code"])
def test_coming_back_to_the_first_page_is_answered_alike(client, client_of_nobody, way):
    UserFactory(email=KNOWN)
    path, known = WAYS[way](KNOWN)
    _path, unknown = WAYS[way](UNKNOWN)
    client.post(path, known)
    client_of_nobody.post(path, unknown)
    for address in ["/accounts/signup/", "/accounts/login/"]:
        one = client.get(address, follow=True)
        other = client_of_nobody.get(address, follow=True)
        assert seen(one, KNOWN) == seen(other, UNKNOWN)


@pytest.mark.parametrize("way", ["sign up", "code", "reset"])
def test_asking_for_a_new_code_is_answered_alike(client, client_of_nobody, type_code, way):
    UserFactory(email=KNOWN)
    path, known = WAYS[way](KNOWN)
    _path, unknown = WAYS[way](UNKNOWN)
    one = client.post(path, known, follow=True)
    other = client_of_nobody.post(path, unknown, follow=True)
    here, there = one.redirect_chain[-1][0], other.redirect_chain[-1][0]
    one = client.post(here, {"action": "resend"}, follow=True)
    other = client_of_nobody.post(there, {"action": "resend"}, follow=True)
    assert seen(one, KNOWN) == seen(other, UNKNOWN)
