"""From an invitation to a page in two languages, and back: by pages and letters alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from hubs.models import Feature
from tests.hubs.factories import HubFactory
from tests.hubs.feature_factories import FeatureFactory, IntervieweeFactory
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


def link_in(letter) -> str:
    text = letter.get_body(("plain",)).get_content()
    return re.search(r"http://127\.0\.0\.1:8000(\S*/features/answer/\S+)", text)[1]


@pytest.fixture
def desk(settings):
    """The manager's browser, and how it acts on a feature."""
    settings.STAFF_MFA_REQUIRED = False
    hub = HubFactory(slug="leeds")
    client = Client()
    client.force_login(staff("hub_manager", hub, email="manager@example.org"))

    def act(feature, verb, **data):
        address = reverse(f"admin:hubs_feature_{verb}", args=[feature.pk])
        return client.post(address, data, follow=True)

    return act


def subjects(letters, to) -> list[str]:
    return [letter["Subject"] for letter in letters if letter["To"] == to]


def test_a_partner_answers_approves_and_takes_back(client, desk, deliver):
    feature = FeatureFactory(title="A city at work", hub=HubFactory(slug="leeds"))
    person = IntervieweeFactory(feature=feature, name="Ingrid Eksempel", email="i@example.org")
    desk(feature, "invite")
    link = link_in(deliver()[-1])

    # without an account and without scripts
    page = client.get(link).content.decode()
    names = re.findall(r'name="(a\d+)"', page)
    client.post(link, {"version": 0, names[0]: "We mend bones.", names[1]: ""})
    assert "1 of 2 answered" in client.get(link).content.decode()
    client.post(link, {"version": 1, names[0]: "We mend bones.", names[1]: "Care", "do": "send"})
    client.post(link, {"do": "agree", "named": "on"})
    assert "We have your answers" in client.get(link).content.decode()

    # the editor translates and asks for approval
    for answer, norwegian in zip(
        feature.answers.order_by("position"), ["Vi reparerer bein.", "Omsorg"], strict=True
    ):
        answer.text = LazyI18nString({"en": str(answer.text), "nb": norwegian})
        answer.save()
    feature.title = LazyI18nString({"en": "A city at work", "nb": "En by i arbeid"})
    feature.save(update_fields=["title"])
    desk(feature, "propose")
    page = client.get(link_in(deliver()[-1])).content.decode()
    assert "Vi reparerer bein." in page and "We mend bones." in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    client.post(link, {"do": "approve", "seen": seen})
    desk(feature, "publish")
    assert "We mend bones." in client.get(feature.get_absolute_url()).content.decode()
    norwegian = client.get(f"/nb{feature.get_absolute_url()}").content.decode()
    assert "Vi reparerer bein." in norwegian and "Ingrid Eksempel" in norwegian

    # and changes their mind
    client.post(link, {"do": "withdraw", "sure": "on"})
    assert client.get(feature.get_absolute_url()).status_code == 404
    assert client.get(link).status_code == 410
    letters = deliver()
    assert subjects(letters, "manager@example.org") == [
        "Ingrid Eksempel has answered: A city at work",
        "Approved: A city at work",
        "Withdrawn by Ingrid Eksempel: A city at work",
    ]
    # "Published" was no longer true when it would have left
    assert len(subjects(letters, person.email)) == 2
    assert Feature.objects.get().status == Feature.Status.WITHDRAWN


def test_an_invitation_to_what_was_withdrawn_is_never_delivered(desk, deliver):
    feature = FeatureFactory(hub=HubFactory(slug="leeds"))
    IntervieweeFactory(feature=feature)
    desk(feature, "invite")
    desk(feature, "withdraw", note="A mistake")
    assert deliver() == []
