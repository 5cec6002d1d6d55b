"""Somebody saves a form while somebody else withdraws, opens or takes back: both count."""

import threading

import pytest
from django.db import connections, transaction
from django.test import Client

from hubs import services
from hubs.models import Hub, Seat, Story
from tests.hubs.factories import BodyFactory, HubFactory, SeatFactory, StoryFactory
from tests.hubs.test_admin import change, typed
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_factor")]


def saved_during(thing, act, **typed_in) -> int:
    """Sends the form in the middle of `act`, which commits a moment later; answers the status."""
    client = Client()
    client.force_login(staff("programme"))
    sent = typed(client.get(change(thing)), **typed_in)
    answers = []

    def save():
        try:
            answers.append(client.post(change(thing), sent).status_code)
        finally:
            connections.close_all()

    saving = threading.Thread(target=save)
    with transaction.atomic():
        act()
        saving.start()
        saving.join(timeout=0.5)
    saving.join()
    return answers[0]


def test_a_story_that_is_withdrawn_while_somebody_saves_it_stays_withdrawn():
    story = StoryFactory(hub=HubFactory())

    def withdraw():
        services.withdraw(Story.objects.get(), by=None, note="Not true")

    assert saved_during(story, withdraw, title_0="Better") == 302
    story.refresh_from_db()
    assert (story.status, str(story.title)) == ("withdrawn", "Better")


def test_a_hub_that_opens_while_somebody_saves_it_stays_open():
    hub = HubFactory(status=Hub.Status.PLANNED)

    def open_it():
        services.move_hub(Hub.objects.get(pk=hub.pk), to="pilot", by=None, note="Ready")

    assert saved_during(hub, open_it, founded="2024-01-01") == 302
    hub.refresh_from_db()
    assert (hub.status, str(hub.founded)) == ("pilot", "2024-01-01")


def test_consent_that_is_taken_back_while_somebody_saves_the_seat_is_gone():
    seat = SeatFactory(body=BodyFactory(hub=HubFactory()))

    def take_back():
        services.take_back_consent(Seat.objects.get(), by=None)

    assert seat.is_named()
    assert saved_during(seat, take_back, affiliation="Elsewhere") == 302
    seat.refresh_from_db()
    assert not seat.is_named()
