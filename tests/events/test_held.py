"""What people read of places that are held for sectors, and of places that nobody gets any more."""

import datetime as dt

import pytest
from django.utils import timezone

from events import rules
from events.models import Event, Share
from tests.events.factories import NOW, EventFactory, RegistrationFactory, waiting
from tests.events.test_pages import coming, text_of
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def sectors():
    return {code: SectorFactory(code=code, roll_up=code) for code in ("care", "third")}


def holding(number: int, **fields) -> Event:
    """Five places, so many of them held for the third sector until a week before."""
    until = timezone.now() + 14 * DAY
    event = coming(**{"capacity": 5, "shares_until": until, **fields})
    Share.objects.create(event=event, roll_up="third", at_least=number)
    return event


def visit(client, event, **fields) -> str:
    if fields:
        client.force_login(UserFactory(name="Cerys Aled", **fields))
    return text_of(client.get(event.get_absolute_url()))


def test_a_visitor_reads_how_many_places_anybody_may_take_and_for_whom_the_others_are(client):
    text = visit(client, holding(2))
    assert "3 of 5 places are free for anybody" in text
    assert "2 places are held for the third sector until" in text
    assert "places left" not in text


def test_a_member_reads_how_many_places_they_may_take(client, sectors):
    event = holding(2)
    assert "3 of 5 places are free for you" in visit(client, event, profile__sector=sectors["care"])
    text = visit(client, event, profile__sector=sectors["third"])
    assert "5 of 5 places are free for you" in text


def test_where_every_free_place_is_held_a_visitor_is_told_so(client):
    text = visit(client, holding(5))
    assert "The places that are free are held for some sectors." in text
    assert "0 of 5" not in text


def test_of_an_event_in_person_and_online_it_is_the_room_that_is_held(client):
    text = visit(client, holding(2, format="hybrid"))
    assert "3 of 5 places in the room are free for anybody" in text


def test_where_the_room_is_held_whoever_may_not_have_it_is_told_of_the_places_online(
    client, sectors
):
    event = holding(5, format="hybrid", online_capacity=40)
    card = text_of(client.get("/events/"))
    assert "Places online Those that are free in the room are held for some sectors" in card
    assert "Places held" not in card
    said = "held for some sectors; there are places online."
    text = visit(client, event)
    assert said in text and "40 of 40 places online left" in text
    text = visit(client, event, profile__sector=sectors["care"])
    assert said in text and "Join the waiting list" not in text
    text = visit(client, event, profile__sector=sectors["third"])
    assert "5 of 5 places in the room are free for you" in text and said not in text


def test_where_the_room_is_held_and_nothing_free_online_nobody_is_promised_it(client, sectors):
    event = holding(5, format="hybrid", online_capacity=1)
    RegistrationFactory(event=event, mode="online", sector=sectors["care"])
    assert "Places held Those that are free are held" in text_of(client.get("/events/"))
    assert "Join the waiting list" in visit(client, event, profile__sector=sectors["care"])


def test_once_they_are_released_all_places_are_everybodys(client):
    event = holding(2)
    Event.objects.filter(pk=event.pk).update(shares_until=timezone.now() - DAY)
    text = visit(client, event)
    assert "5 of 5 places left" in text and "held" not in text


@pytest.mark.parametrize(
    ("held", "capacity", "words"),
    [
        (2, 5, "3 places left More are held for some sectors"),
        (4, 5, "1 place left More are held for some sectors"),
        (5, 5, "Places held Those that are free are held for some sectors"),
        (2, 40, "Places available"),
        (40, 40, "Places held Those that are free are held for some sectors"),
    ],
)
def test_a_card_counts_what_anybody_may_take(client, sectors, held, capacity, words):
    event = holding(held, capacity=capacity)
    if capacity == 5 and held == 2:
        RegistrationFactory(event=event, sector=sectors["care"])
        words = words.replace("3 places", "2 places")
    elif capacity == 5:
        RegistrationFactory(event=event, sector=sectors["third"])
    text = text_of(client.get("/events/"))
    assert words in text, text


def test_a_floor_that_is_met_holds_nothing_and_a_card_says_nothing_of_it(client, sectors):
    event = holding(2)
    RegistrationFactory.create_batch(2, event=event, sector=sectors["third"])
    assert "3 places left" in text_of(client.get("/events/"))
    assert "More are held" not in text_of(client.get("/events/"))


def test_cards_count_as_the_rule_that_gives_the_places(sectors):
    """Many events by one query say what the queue's own count says of each."""
    event = EventFactory(capacity=9, shares_until=NOW + 7 * DAY)
    for code, number in {"care": 2, "third": 3, "industry": 1}.items():
        Share.objects.create(event=event, roll_up=code, at_least=number)
    for seats in range(4):
        RegistrationFactory(event=event, sector=sectors["third"])
        RegistrationFactory(event=event, sector=None)
        RegistrationFactory(event=event, sector=sectors["third"], beyond=True)
        waiting(event, sector=sectors["care"])
        found = Event.objects.with_places().get(pk=event.pk)
        [pool] = rules.standing(event, now=NOW).pools.values()
        assert (
            found.held == sum(quota.held for quota in pool.quotas.values()) == max(6 - seats - 1, 3)
        )
        assert max(found.capacity - found.taken - found.held, 0) == pool.open_to("")


# What is over ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"registration_closes_at": -DAY}, {}])
def test_who_waits_reads_of_the_queue_only_while_seats_are_given(client, fields):
    now = timezone.now()
    fields = {key: now + n if isinstance(n, dt.timedelta) else n for key, n in fields.items()}
    event = holding(5, **fields)
    mine = waiting(event, sector=SectorFactory(code="care", roll_up="care"))
    client.force_login(mine.person)
    for path in [event.get_absolute_url(), mine.get_absolute_url()]:
        text = text_of(client.get(path))
        for words in ("You are number 1", "places are held for the third sector"):
            assert (words in text) == (not fields), (path, words)
    text = text_of(client.get(event.get_absolute_url()))
    assert ("we offer it by e-mail" in text) == (not fields)
    assert ("No seat is given out any more." in text) == ("registration_closes_at" in fields)


@pytest.mark.parametrize("status", ["published", "cancelled", "postponed"])
def test_who_applied_reads_by_when_they_hear_only_while_the_event_is_on(client, status):
    event = coming(approval=True, decide_by=timezone.localdate() + 7 * DAY, status=status)
    mine = RegistrationFactory(event=event, status="applied")
    client.force_login(mine.person)
    for path in [event.get_absolute_url(), mine.get_absolute_url()]:
        text = text_of(client.get(path))
        assert ("Until then you have no place yet." in text) == (status == "published"), path
