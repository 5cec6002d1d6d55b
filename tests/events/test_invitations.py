"""The hub invites a named person, within its places or beyond them."""

import datetime as dt

import pytest

from events import rules, services
from events.models import Event, Registration
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, applying, full, waiting
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


@pytest.fixture
def officer(event):
    return staff("event_officer", event.hub)


@pytest.fixture
def invite(event, officer):
    return lambda person=None, **more: services.invite(
        event, by=officer, person=person or UserFactory(), **{"now": NOW, **more}
    )


def body(message, person, name):
    return " ".join(message(person, name).get_body(("plain",)).get_content().split())


def test_an_invited_person_has_a_place_held_until_they_answer(event, invite, officer, message):
    one = invite()
    assert (one.status, one.origin, one.beyond) == ("offered", "invited", False)
    assert one.offer_expires_at > NOW
    assert rules.free_places(event, now=NOW) == 1
    text = body(message, one.person, "place_invited")
    assert "The hub invites you" in text
    assert f"/registrations/{one.token}/take/" in text
    assert f"/registrations/{one.token}/cancel/" in text
    step = Step.objects.about(one).get()
    assert (step.now, step.by, step.note) == ("offered", officer, "Invited")


def test_whoever_takes_the_invitation_has_the_place(event, invite, letters):
    one = invite()
    services.take_offer(one, by=one.person, now=NOW)
    assert one.status == "confirmed"
    assert letters(one.person) == ["place_invited", "place_taken"]


def test_where_every_place_is_taken_the_invitation_is_refused_or_goes_beyond(event, invite):
    full(event)
    with pytest.raises(Refused, match="beyond the places"):
        invite()
    one = invite(beyond=True)
    services.take_offer(one, by=one.person, now=NOW)
    one.refresh_from_db()
    assert (one.status, one.beyond) == ("confirmed", True)
    assert event.registrations.in_place().count() == 3
    assert rules.free_places(event, now=NOW) == 0


def test_a_seat_beyond_the_places_is_no_free_place_when_it_is_given_up(event, invite, message):
    full(event)
    queued = waiting(event)
    one = invite(beyond=True)
    services.cancel(one, by=one.person, now=NOW)
    queued.refresh_from_db()
    assert (one.status, queued.status) == ("cancelled", "waiting")
    assert "cannot come" in body(message, one.person, "registration_cancelled")
    other = invite(beyond=True)
    services.take_offer(other, by=other.person, now=NOW)
    services.cancel(other, by=other.person, now=NOW)
    queued.refresh_from_db()
    assert queued.status == "waiting"


def test_a_lapsed_invitation_beyond_the_places_vanishes(event, invite):
    full(event)
    queued = waiting(event)
    one = invite(beyond=True)
    services.pass_on_lapsed_offers(now=one.offer_expires_at)
    one.refresh_from_db()
    queued.refresh_from_db()
    assert (one.status, queued.status) == ("lapsed", "waiting")
    with pytest.raises(Refused, match="ended"):
        services.take_offer(one, by=one.person, now=one.created_at)


def test_a_lapsed_invitation_within_the_places_goes_to_the_next(event, invite):
    RegistrationFactory(event=event)
    one = invite()
    queued = waiting(event)
    services.pass_on_lapsed_offers(now=one.offer_expires_at)
    queued.refresh_from_db()
    assert queued.status == "offered"


@pytest.mark.parametrize("make", [waiting, applying])
def test_who_waits_or_has_applied_is_moved_and_not_doubled(event, invite, make):
    full(event)
    known = make(event)
    one = invite(known.person, beyond=True)
    assert one.pk == known.pk
    known.refresh_from_db()
    assert (known.status, known.origin, known.beyond) == ("offered", "invited", True)
    assert event.registrations.live().filter(person=known.person).count() == 1


def test_who_has_a_place_or_is_offered_one_is_not_invited(event, invite):
    seated = RegistrationFactory(event=event)
    with pytest.raises(Refused, match="has a place at this event already"):
        invite(seated.person)
    one = invite()
    with pytest.raises(Refused, match="holding a place for .* already"):
        invite(one.person)


def test_an_offer_that_was_not_answered_can_be_made_again(event, invite, letters):
    one = invite()
    later = one.offer_expires_at + dt.timedelta(hours=1)
    again = invite(one.person, now=later)
    assert again.status == "offered"
    assert letters(one.person) == ["place_invited", "offer_lapsed", "place_invited"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "announced"),
        ({"status": "cancelled"}, "announced"),
        ({"registration_closes_at": NOW - dt.timedelta(hours=1)}, "Registration closed"),
        ({"start_date": dt.date(2027, 1, 4)}, "has started"),
    ],
)
def test_nobody_is_invited_when_nobody_could_answer(event, invite, fields, words):
    Event.objects.update(**fields)
    if "start_date" in fields:
        Event.objects.update(end_date=fields["start_date"])
    with pytest.raises(Refused, match=words):
        invite()


def test_an_invitation_is_answered_in_the_room_or_online(officer):
    hybrid = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    RegistrationFactory(event=hybrid)
    one = services.invite(hybrid, by=officer, person=UserFactory(), mode="online", now=NOW)
    assert one.mode == "online"
    with pytest.raises(Refused):
        services.invite(hybrid, by=officer, person=UserFactory(), mode="in_person", now=NOW)


def test_an_invited_person_does_not_need_a_profile_to_be_asked(event, invite):
    one = invite(UserFactory(profile=None))
    assert one.sector is None
    assert Registration.objects.get(pk=one.pk).status == "offered"
