"""Promise: a recognition says who holds what from when until when, and who else does."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hubportal.outbox.models import Letter
from hubs import services
from hubs.models import Hub, Recognition
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    RecognitionFactory,
    RecognitionSchemeFactory,
)
from tests.members.factories import staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _one_factor_and_one_day(settings, time_machine):
    settings.STAFF_MFA_REQUIRED = False
    time_machine.move_to(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


@pytest.fixture
def manager(client, wales):
    person = staff("hub_manager", wales)
    client.force_login(person)
    return person


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_a_scheme_shows_who_holds_it_first_and_who_held_it_after(client):
    scheme = RecognitionSchemeFactory()
    RecognitionFactory(hub=HubFactory(slug="stavanger"), level="3 stars", stars=3)
    RecognitionFactory(hub=HubFactory(slug="wales"), expires_on=day(0))
    RecognitionFactory(hub=HubFactory(slug="past"), expires_on=day(-1))

    html = client.get(scheme.get_absolute_url()).content.decode()

    order = [html.index(f"Networking Hub {slug}") for slug in ("wales", "stavanger", "past")]
    assert order == sorted(order)
    assert order[1] < html.index("Who held it before") < order[2]
    assert "★★★★" in html
    listed = client.get("/recognitions/").content.decode()
    assert "2 holders today" in listed
    assert "Networking Hub past" not in listed


def test_a_recognition_says_who_coordinates_it_and_where_the_evidence_is(client):
    coordinator = OrganisationFactory(name="Stavanger Region European Office")
    RecognitionFactory(
        coordinator=coordinator, evidence_url="https://example.org/list", only_year=True,
        awarded_on=dt.date(2019, 1, 1), note="Also helps to find partners.",
    )  # fmt: skip

    html = client.get("/recognitions/reference-sites/").content.decode()

    assert coordinator.get_absolute_url() in html
    assert 'href="https://example.org/list"' in html
    assert "awarded 2019<" in html
    assert "Also helps to find partners." in html


def test_holders_that_nobody_may_see_are_not_counted(client):
    RecognitionFactory(hub=HubFactory(slug="next", status=Hub.Status.PLANNED))
    RecognitionFactory(hub=None, organisation=OrganisationFactory(name="A stub", stub=True))

    html = client.get("/recognitions/").content.decode()

    assert "0 holders today" in html
    assert "A stub" not in html


# What may be typed ---------------------------------------------------------------------------


def form(wales, **changes):
    return {
        "scheme": RecognitionSchemeFactory().pk,
        "hub": wales.pk,
        "level_0": "4 stars",
        "stars": "4",
        "awarded_on": "2025-01-01",
        "expires_on": "",
    } | changes


ADD = "admin:hubs_recognition_add"


def test_staff_enter_a_recognition(client, wales, manager):
    response = client.post(reverse(ADD), form(wales, expires_on="2026-03-02"))

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Recognition.objects.get().hub == wales


def test_one_that_has_expired_is_kept_as_history_by_somebody_who_knows_it(client, wales, manager):
    sent = form(wales, expires_on="2026-03-01")

    refused = client.post(reverse(ADD), sent)
    assert "has expired already" in str(refused.context["adminform"].form.errors["as_history"])
    assert refused.context["adminform"].form["expires_on"].value() == "2026-03-01"
    assert not Recognition.objects.exists()

    client.post(reverse(ADD), sent | {"as_history": "on"})
    recognition = Recognition.objects.get()
    change = reverse("admin:hubs_recognition_change", args=[recognition.pk])
    assert client.post(change, sent | {"stars": "3"}).status_code == 302
    assert Recognition.objects.get().stars == 3
    moved = client.post(change, sent | {"expires_on": "2026-02-01"})
    assert "as_history" in moved.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"expires_on": "2024-12-31", "as_history": "on"}, "__all__", "before it is awarded"),
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url", "https://"),
        ({"evidence_url": "ftp://example.org/a"}, "evidence_url", "https://"),
        ({"hub": ""}, "hub", "required"),
        ({"awarded_on": "soon"}, "awarded_on", "valid date"),
        ({"stars": "-1"}, "stars", "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, wales, manager, changes, field, words):
    response = client.post(reverse(ADD), form(wales, **changes))

    assert words in str(response.context["adminform"].form.errors[field])
    assert not Recognition.objects.exists()


def test_the_programme_team_enters_what_an_organisation_holds(client, wales):
    client.force_login(staff("programme"))
    nobody = client.post(reverse(ADD), form(wales, hub=""))
    assert "Choose the hub or the organisation" in str(nobody.context["adminform"].form.errors)

    client.post(reverse(ADD), form(wales, hub="", organisation=OrganisationFactory().pk))
    assert Recognition.objects.get().hub is None


def test_the_database_itself_refuses_an_end_before_the_award_and_no_holder():
    with pytest.raises(IntegrityError), transaction.atomic():
        RecognitionFactory(awarded_on=day(0), expires_on=day(-1))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecognitionFactory(hub=None)


def test_a_hub_sees_only_its_own_recognitions(client, wales):
    recognition = RecognitionFactory(hub=wales)
    client.force_login(staff("hub_manager", HubFactory(slug="scotland")))

    change = reverse("admin:hubs_recognition_change", args=[recognition.pk])
    assert client.get(change).status_code == 404
    listed = client.get(reverse("admin:hubs_recognition_changelist"))
    assert not listed.context["cl"].queryset.exists()


# Reminders -----------------------------------------------------------------------------------


def test_who_answers_for_it_is_reminded_before_and_after_it_expires(manager, time_machine):
    recognition = RecognitionFactory(expires_on=day(30))
    RecognitionFactory(awarded_on=day(-900), expires_on=day(-400))
    RecognitionFactory(expires_on=None)

    assert services.send_due_reviews() == 1
    assert services.send_due_reviews() == 0
    time_machine.move_to(dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC), tick=False)
    assert services.send_due_reviews() == 1

    first, second = Letter.objects.about(recognition).order_by("pk")
    assert first.subject.startswith("Expires on 1 April 2026: Reference sites")
    assert second.subject.startswith("Expired on 1 April 2026: Reference sites")
    assert first.person == manager
    assert "4 stars" in first.message().get_body(("plain",)).get_content()


def test_a_recognition_that_was_renewed_reminds_of_the_new_day_alone(manager, deliver):
    recognition = RecognitionFactory(expires_on=day(6))
    services.send_due_reviews()
    recognition.expires_on = day(400)
    recognition.save()

    assert deliver() == []
    assert "moved" in Letter.objects.get().last_error


def test_a_hub_that_owes_welsh_shows_no_recognition_in_english_alone(client, wales, manager):
    type(wales).objects.update(welsh_standards=True)

    refused = client.post(reverse(ADD), form(wales))

    assert "Still missing in Welsh: Level" in str(refused.context["adminform"].form.errors)
    assert not Recognition.objects.exists()
    both = form(wales, level_1="4 seren")
    assert client.post(reverse(ADD), both).status_code == 302
