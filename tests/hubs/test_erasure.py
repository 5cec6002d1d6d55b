"""People who stand in public are forgotten when they ask for it, or when their time is up."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from hubportal.workflow.moves import Refused
from hubs import figures, rules, services
from hubs.models import Feature, Interviewee, PublicRole, Seat
from hubs.models.people import ERASED
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    PictureFactory,
    PublicRoleFactory,
    QuoteFactory,
    SeatFactory,
)
from tests.hubs.feature_factories import answered, approved, proposed, published
from tests.members.factories import staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


def test_a_seat_without_a_name_still_counts():
    seat = SeatFactory(name="Ann Example", consented_on=TODAY, post="Dean", lived_experience=True)
    before = figures.composition([seat])
    services.erase_named_person(seat, by=None)
    seat = Seat.objects.get()
    assert (seat.name, str(seat.post), seat.affiliation) == (ERASED, "", "")
    assert seat.organisation is None
    assert not seat.is_named() and seat.withdrawn_on == timezone.localdate()
    assert seat.shown_name() == "Name not published"
    assert figures.composition([seat]) == before
    with pytest.raises(Refused, match="was erased"):
        services.erase_named_person(seat, by=None)
    with pytest.raises(Refused, match="was erased"):
        services.record_consent(seat, by=None, on=TODAY)


def test_an_erased_interviewee_is_gone_from_the_page_and_the_link_is_dead(client):
    interviewee = published(picture=PictureFactory(), organisation=OrganisationFactory())
    feature, link = interviewee.feature, interviewee.get_absolute_url()
    services.erase_named_person(interviewee, by=None)
    page = client.get(feature.get_absolute_url()).content.decode()
    assert interviewee.name not in page and ERASED + "," not in page and "<figure" not in page
    assert "We care for people." in page
    assert client.get(link).status_code == 404
    erased = Interviewee.objects.get()
    assert (erased.name, erased.email, erased.approved_digest) == (ERASED, "", "")
    assert not Feature.objects.filter(search_text__contains="ingrid").exists()


def test_without_the_name_nothing_newer_is_published():
    interviewee = approved()
    services.erase_named_person(interviewee, by=None)
    feature = Feature.objects.get()
    assert feature.status == Feature.Status.ANSWERED
    with pytest.raises(Refused):
        services.propose(feature, by=None)
    assert rules.not_approved_by(feature, approved=rules.current_digest(feature))


def test_half_a_year_after_withdrawal_addresses_words_and_links_are_forgotten(client):
    interviewee, kept, public = proposed(), proposed(), published()
    services.take_back(interviewee)
    services.withdraw_feature(kept.feature, by=staff("hub_manager", HubFactory(slug="leeds")))
    now = timezone.now()
    early, late = (now + dt.timedelta(days=days) for days in (179, 181))
    assert services.forget_withdrawn_interviews(now=early) == 0
    assert [services.forget_withdrawn_interviews(now=late) for _ in "ab"] == [2, 0]
    for one in (interviewee, kept):
        row = Interviewee.objects.get(pk=one.pk)
        assert row.email == "" and row.token != one.token
        assert not one.feature.answers.exclude(typed="").exists()
    assert not any(str(answer.text) for answer in interviewee.feature.answers.all())
    assert any(str(answer.text) for answer in kept.feature.answers.all())  # the hub's own
    assert Interviewee.objects.get(pk=public.pk).email == public.email


def test_staff_of_the_hub_erase_names_wherever_they_stand(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    hub = HubFactory(slug="leeds")
    client.force_login(staff("hub_manager", hub))
    interviewee = answered(hub=hub)
    role = PublicRoleFactory(hub=hub, name="Ann Example")
    quote = QuoteFactory(story__hub=hub)
    seat = SeatFactory(body__hub=hub)
    for model, subject, person in [
        ("feature", interviewee.feature, interviewee),
        ("hub", hub, role),
        ("story", quote.story, quote),
        ("seat", seat, seat),
    ]:
        address = reverse(f"admin:hubs_{model}_erase", args=[subject.pk])
        assert client.post(address, {"person": person.pk}).status_code == 302
        assert type(person).objects.get().name == ERASED
    assert PublicRole.objects.get().hub == hub


def test_staff_of_another_hub_erase_nobody(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(staff("hub_manager", HubFactory(slug="leeds")))
    role = PublicRoleFactory(hub=HubFactory(slug="wales"), name="Ann Example")
    address = reverse("admin:hubs_hub_erase", args=[role.hub_id])
    assert client.post(address, {"person": role.pk}).status_code in (403, 404)
    assert PublicRole.objects.get().name == "Ann Example"
