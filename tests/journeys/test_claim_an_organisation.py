"""From a page that nobody looks after to one that its own people keep, read from top to bottom."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hubs.models import Organisation
from members.models import Claim
from tests.hubs.factories import HubFactory, OrganisationFactory, ThemeFactory, TieFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_factor")]
PAGE = "/organisations/example-devices/"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def link_in(letter) -> str:
    """The path that a letter leads to, as its reader's browser asks for it."""
    text = letter.get_body(("plain",)).get_content()
    return re.search(r"^https?://[^/]+(/\S+)\s*$", text, re.MULTILINE).group(1)


def edited(theme) -> dict:
    empty = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    rows = {f"{part}-{name}": value for part in ("strengths", "facts", "offers")
            for name, value in empty.items()}  # fmt: skip
    return rows | {
        "summary_0": "We build devices for care at home.",
        "summary_1": "Rydym yn adeiladu dyfeisiau ar gyfer gofal gartref.",
        "strengths-0-theme": theme.pk,
        "facts-0-label_0": "Staff",
        "facts-0-value_0": "40",
        "facts-0-year": "2025",
        "offers-0-kind": "pledge",
        "offers-0-text_0": "This year we open our workshop to five ideas.",
    }


def test_an_organisation_comes_to_keep_its_own_page(deliver, smtp):
    wales = HubFactory(slug="wales")
    TieFactory(
        hub=wales,
        organisation=OrganisationFactory(
            slug="example-devices", name="Example Devices", domains=["devices.org"]
        ),
    )
    wyn = staff("hub_manager", wales, email="wyn@hub.org")
    gareth = UserFactory(email="gareth@devices.org", name="Gareth Sample")
    nia = UserFactory(email="nia@devices.org", name="Nia Sample", language="cy")

    # Gareth finds the page of his firm, which nobody looks after, and asks for it.
    his = signed_in(gareth)
    assert "Not claimed yet" in read(his, PAGE)
    his.post(f"{PAGE}claim/", {"address": gareth.email, "message": "I lead our partnerships."})
    assert "You asked on" in read(his, f"{PAGE}claim/")
    assert his.get(f"{PAGE}edit/").status_code == 404

    # The manager of its hub reads a letter, follows its link and accepts.
    deliver()
    desk = signed_in(wyn)
    address = link_in(smtp.to("wyn@hub.org")[0])
    assert "I lead our partnerships." in read(desk, address)
    accept = reverse("admin:members_claim_accept", args=[Claim.objects.get().pk])
    assert accept in read(desk, address)
    desk.post(accept, {"note": "Asked their office."})

    # Gareth follows his letter to the page and says what they are good at and what they offer.
    deliver()
    address = link_in(smtp.to("gareth@devices.org")[0])
    assert address == f"{PAGE}edit/"
    read(his, address)
    assert his.post(address, edited(ThemeFactory(name="Care at home")))["Location"] == PAGE
    page = read(Client(), PAGE)
    for said in ["Care at home", "(2025)", "open our workshop", "Looked after by its own people"]:
        assert said in page, said
    assert "Gareth" not in page
    assert "gofal gartref" in read(Client(), f"/cy{PAGE}")
    assert "Changed" in read(desk, _history())

    # He asks Nia, who hears of it in Welsh, and leaves; she keeps the page and then leaves too.
    his.post(f"{PAGE}editors/", {"address": "nia@devices.org"})
    deliver()
    address = link_in(smtp.to("nia@devices.org")[0])
    assert address == f"/cy{PAGE}editors/"
    his.post(f"{PAGE}editors/leave/")
    assert his.get(f"{PAGE}edit/").status_code == 404
    hers = signed_in(nia)
    assert f"/cy{PAGE}edit/" in read(hers, "/cy/me/")
    hers.post(f"{PAGE}editors/leave/")

    # Nobody is left: the page stays, can be claimed anew, and the hub knows.
    deliver()
    assert "has stopped looking after it" in str(smtp.to("wyn@hub.org")[-1])
    page = read(Client(), PAGE)
    assert "Not claimed yet" in page
    assert "open our workshop" in page


def _history() -> str:
    organisation = Organisation.objects.get(slug="example-devices")
    return reverse("admin:hubs_organisation_history", args=[organisation.pk])
