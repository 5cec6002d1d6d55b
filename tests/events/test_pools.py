"""An event in person and online: two pools of places, and going from one to the other."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import rules, services
from events.models import Event
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def hybrid():
    """One place in the room and one online."""
    return EventFactory(format="hybrid", capacity=1, online_capacity=1)


def register(event, mode, now=NOW, **wishes):
    return services.register(event, by=UserFactory(), mode=mode, now=now, **wishes)


def now_is(registration):
    registration.refresh_from_db()
    return registration.status, registration.mode, registration.wanted


def test_each_pool_has_its_own_places_and_its_own_queue(hybrid):
    came = [register(hybrid, mode) for mode in ("in_person", "online", "in_person", "online")]
    assert [one.status for one in came] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [rules.position(one) for one in came[2:]] == [1, 1]


def test_an_event_in_one_place_has_one_pool_whatever_is_asked_for():
    event = EventFactory(format="online", capacity=1)
    one = register(event, "in_person")
    assert (one.mode, one.status) == ("online", "confirmed")
    assert register(event, "").status == "waiting"


def test_places_online_without_a_number_are_as_many_as_come():
    event = EventFactory(format="hybrid", capacity=1)
    assert {register(event, "online").status for _ in range(5)} == {"confirmed"}
    assert rules.fits(event, mode="online", now=NOW)


def test_whoever_waits_goes_to_the_other_queue_with_the_time_waited(hybrid):
    register(hybrid, "in_person")
    register(hybrid, "online")
    early = register(hybrid, "in_person", now=NOW)
    late = register(hybrid, "online", now=NOW + HOUR)
    services.switch(early, by=early.person, to="online", now=NOW + 2 * HOUR)
    assert now_is(early) == ("waiting", "online", "")
    assert (rules.position(early), rules.position(late)) == (1, 2)


def test_whoever_waits_and_goes_where_a_place_is_free_has_it_at_once(hybrid, letters):
    register(hybrid, "in_person")
    one = register(hybrid, "in_person")
    services.switch(one, by=one.person, to="online", now=NOW)
    assert now_is(one) == ("confirmed", "online", "")
    assert letters(one.person) == ["waiting_list_joined", "place_taken"]


def test_whoever_is_owed_a_place_here_is_offered_it_before_they_go_elsewhere(hybrid):
    """The clock has not come by yet, so going elsewhere is what gives them the offer."""
    register(hybrid, "online")
    late = RegistrationFactory(
        event=hybrid, status="offered", queued_at=NOW, offer_expires_at=NOW + HOUR
    )
    one = register(hybrid, "in_person")
    assert one.status == "waiting"
    with pytest.raises(Refused, match="Take the place that we hold for you"):
        services.switch(one, by=one.person, to="online", now=NOW + 2 * HOUR)
    assert now_is(one) == ("waiting", "in_person", "")
    services.pass_on_lapsed_offers(now=NOW + 2 * HOUR)
    assert (now_is(one)[0], now_is(late)[0]) == ("offered", "lapsed")


def test_whoever_waits_can_have_the_free_place_and_keep_waiting(hybrid, letters):
    holder, one = register(hybrid, "in_person"), register(hybrid, "in_person")
    services.switch(one, by=one.person, to="online", keep=True, now=NOW)
    assert now_is(one) == ("confirmed", "online", "in_person")
    assert rules.position(one) == 1
    services.cancel(holder, by=holder.person, now=NOW + HOUR)
    assert now_is(one) == ("confirmed", "in_person", "")
    assert letters(one.person) == ["waiting_list_joined", "place_taken", "place_switched"]


@pytest.mark.parametrize("wish", [{"at_once": True}, {"keep": True}])
def test_who_was_told_of_a_free_place_that_is_gone_stays_in_their_queue(hybrid, wish):
    register(hybrid, "in_person")
    one = register(hybrid, "in_person")
    register(hybrid, "online")
    with pytest.raises(Refused, match="just taken the last place"):
        services.switch(one, by=one.person, to="online", **wish, now=NOW)
    assert now_is(one) == ("waiting", "in_person", "")


@pytest.mark.parametrize(
    ("how", "state", "says"),
    [
        ("keep", ("confirmed", "online", "in_person"), "and you wait for one in the room"),
        ("now", ("confirmed", "online", ""), "You do not wait for the room"),
    ],
)
def test_the_page_says_that_a_place_online_is_free_and_then_what_happened(
    client, hybrid, how, state, says
):
    register(hybrid, "in_person")
    one = register(hybrid, "in_person")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Take part online now and keep waiting for the room" in page
    assert "Wait for a place online instead" not in page

    address = reverse("events:switch", args=[one.token])
    page = client.post(address, {"to": "online", "how": how}, follow=True).content.decode()
    assert now_is(one) == state
    assert says in page
    assert says not in client.get(one.get_absolute_url()).content.decode()


def test_the_page_of_who_waits_for_two_full_pools_offers_the_other_queue(client, hybrid):
    for mode in ("in_person", "online"):
        register(hybrid, mode)
    one = register(hybrid, "in_person")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Wait for a place online instead" in page
    assert "Take part online now" not in page

    address = reverse("events:switch", args=[one.token])
    page = client.post(address, {"to": "online"}, follow=True).content.decode()
    assert "You now wait for a place online, and not for the room." in page


def test_nobody_keeps_waiting_for_the_room_when_registration_is_closed(client, hybrid):
    register(hybrid, "in_person")
    one = register(hybrid, "in_person")
    hybrid.registration_closes_at = timezone.now()
    hybrid.save()
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Take part online now" in page
    assert "keep waiting" not in page


def test_whoever_has_a_place_goes_where_one_is_free_and_theirs_is_offered(hybrid, letters):
    one, other = register(hybrid, "in_person"), register(hybrid, "in_person")
    services.switch(one, by=one.person, to="online", now=NOW)
    assert now_is(one) == ("confirmed", "online", "")
    assert now_is(other)[0] == "offered"
    assert letters(one.person) == ["registration_confirmed", "place_switched"]


def test_whoever_has_a_place_keeps_it_until_one_in_the_other_pool_comes_free(hybrid, letters):
    """First come since they registered: before somebody who asked for that pool, but later."""
    one = register(hybrid, "online")
    holder = register(hybrid, "in_person")
    later = register(hybrid, "in_person", now=NOW + HOUR)
    services.switch(one, by=one.person, to="in_person", now=NOW + 2 * HOUR)
    assert now_is(one) == ("confirmed", "online", "in_person")
    assert (rules.position(one), rules.position(later)) == (1, 2)
    services.cancel(holder, by=holder.person, now=NOW + 3 * HOUR)
    assert now_is(one) == ("confirmed", "in_person", "")
    assert now_is(later)[0] == "waiting"
    assert letters(one.person)[-1] == "place_switched"
    assert one.sequence == 1


def test_two_who_want_each_others_place_have_it_as_soon_as_one_seat_moves(hybrid):
    hybrid.capacity = 2
    hybrid.save()
    room, online = register(hybrid, "in_person"), register(hybrid, "online")
    register(hybrid, "in_person")
    services.switch(online, by=online.person, to="in_person", now=NOW)
    services.switch(room, by=room.person, to="online", now=NOW)
    assert now_is(room) == ("confirmed", "in_person", "online")
    services.resize(hybrid, by=None, capacity=3, now=NOW)
    assert now_is(online) == ("confirmed", "in_person", "")
    assert now_is(room) == ("confirmed", "online", "")


def test_the_wish_can_be_taken_back(hybrid):
    one = register(hybrid, "online")
    register(hybrid, "in_person")
    services.switch(one, by=one.person, to="in_person", now=NOW)
    services.switch(one, by=one.person, to="online", now=NOW)
    assert now_is(one) == ("confirmed", "online", "")


def test_whoever_gives_up_their_place_gives_up_the_wish_for_another(hybrid):
    one = register(hybrid, "online")
    register(hybrid, "in_person")
    services.switch(one, by=one.person, to="in_person", now=NOW)
    services.cancel(one, by=one.person, now=NOW)
    assert now_is(one) == ("cancelled", "online", "")


def test_calling_off_an_event_ends_wishes_too(hybrid):
    one = register(hybrid, "online")
    register(hybrid, "in_person")
    services.switch(one, by=one.person, to="in_person", now=NOW)
    services.cancel_event(hybrid, by=None, note="Snow", now=NOW)
    assert now_is(one) == ("removed", "online", "")


@pytest.mark.parametrize(
    ("status", "to", "words"),
    [
        ("confirmed", "in_person", "You take part like that already"),
        ("waiting", "in_person", "You wait for that already"),
        ("applied", "in_person", "You have applied for that already"),
        ("offered", "online", "Take the place"),
        ("cancelled", "online", "no place at this event any more"),
        ("confirmed", "elsewhere", "did not understand how you wish to take part"),
    ],
)
def test_what_cannot_be_switched_is_said(hybrid, status, to, words):
    fields = {"offer_expires_at": NOW + HOUR, "queued_at": NOW} if status == "offered" else {}
    one = RegistrationFactory(event=hybrid, status=status, **fields)
    with pytest.raises(Refused, match=words):
        services.switch(one, by=one.person, to=to, now=NOW)


def test_of_one_way_alone_there_is_no_other():
    one = RegistrationFactory(event=EventFactory())
    with pytest.raises(Refused, match="only one way"):
        services.switch(one, by=one.person, to="online", now=NOW)


def test_nobody_switches_once_the_event_has_started(hybrid):
    one = register(hybrid, "in_person")
    with pytest.raises(Refused, match="too late"):
        services.switch(one, by=one.person, to="online", now=hybrid.starts_at)


def test_a_format_with_people_in_both_pools_stays(hybrid):
    register(hybrid, "in_person")
    register(hybrid, "online")
    hybrid.format, hybrid.online_capacity = "in_person", None
    with pytest.raises(Refused, match="in the room and online, so it stays both"):
        services.change_event(hybrid, by=None, now=NOW)


def test_an_event_that_moves_online_takes_its_people_along():
    event = EventFactory(capacity=2)
    one = register(event, "")
    event.format, event.venue = "online", ""
    services.change_event(event, by=None, now=NOW)
    assert now_is(one)[1] == "online"


def test_places_online_cannot_be_fewer_than_are_taken(hybrid):
    hybrid.online_capacity = 3
    hybrid.save()
    for _ in range(2):
        register(hybrid, "online")
    hybrid.online_capacity = 1
    with pytest.raises(Refused, match="2 places are taken or on offer"):
        services.change_event(hybrid, by=None, now=NOW)


@pytest.mark.parametrize(
    ("room", "online", "says"),
    [(0, 0, "few"), (1, 0, "online"), (1, 1, "full")],
)
def test_the_list_says_when_the_room_is_full_and_places_are_online(hybrid, room, online, says):
    hybrid.online_capacity = 1
    hybrid.save()
    RegistrationFactory.create_batch(room, event=hybrid)
    RegistrationFactory.create_batch(online, event=hybrid, mode="online")
    event = rules.with_availability(Event.objects.with_places().get(pk=hybrid.pk), now=NOW)
    assert event.availability == says


def test_whoever_has_come_stays_where_they_are(hybrid):
    one, there = register(hybrid, "in_person"), register(hybrid, "online")
    early = hybrid.starts_at - HOUR
    services.switch(one, by=one.person, to="online", now=NOW)
    services.arrive(one, by=None, now=early)
    services.cancel(there, by=there.person, now=early)
    assert now_is(one)[:2] == ("attended", "in_person")
    assert rules.my_turn(one, now=early)["position"] is None
    with pytest.raises(Refused, match="checked in"):
        services.switch(one, by=one.person, to="online", now=early)
