"""Many people at once, each with a connection of their own, against the real database."""

import datetime as dt
import threading
import time
from collections import Counter

import pytest
from django.db import IntegrityError, connection, connections, transaction

from events import rules, services
from events.models import Registration
from events.services import registrations
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Runs all calls at the same moment; returns what each gave or raised."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            start.wait()
            results[number] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def registering(event, person):
    return lambda: services.register(event, by=person, now=NOW).status


def test_twenty_people_at_once_get_five_places_and_fifteen_numbers():
    event, people = EventFactory(capacity=5), UserFactory.create_batch(20)
    results = at_once(*(registering(event, person) for person in people))
    assert Counter(results) == {"confirmed": 5, "waiting": 15}
    assert rules.free_places(event, now=NOW) == 0
    assert Letter.objects.count() == 20
    queue = event.registrations.waiting()
    assert sorted(rules.position(one) for one in queue) == list(range(1, 16))


def test_one_person_clicking_eight_times_at_once_registers_once():
    event, person = EventFactory(), UserFactory()
    results = at_once(*[registering(event, person)] * 8)
    assert results.count("confirmed") == 1
    assert sum(isinstance(result, Refused) for result in results) == 7
    assert Letter.objects.count() == 1


def test_a_storm_of_cancelling_and_joining_keeps_every_seat():
    event = EventFactory(capacity=5)
    seated = full(event)
    queued = [waiting(event, take_at_once=number % 2 == 0) for number in range(5)]
    leaving = [
        lambda one=one: services.cancel(one, by=one.person, now=NOW) for one in seated + queued
    ]
    joining = [registering(event, person) for person in UserFactory.create_batch(8)]
    errors = [result for result in at_once(*leaving, *joining) if isinstance(result, Exception)]
    assert not errors
    # eight remain; each has a seat, an offer, or is told truly to wait
    remaining = Registration.objects.filter(event=event).live()
    assert remaining.count() == 8
    assert event.registrations.holding_a_seat(now=NOW).count() == 5
    assert rules.free_places(event, now=NOW) == 0
    assert event.registrations.waiting().count() == 3


def test_an_offer_taken_and_given_up_at_once_has_one_outcome():
    event = EventFactory(capacity=1)
    [holder] = full(event)
    one = waiting(event)
    services.cancel(holder, by=holder.person, now=NOW)
    mine = [Registration.objects.select_related("event", "person").get(pk=one.pk) for _ in "ab"]
    results = at_once(
        lambda: services.take_offer(mine[0], by=one.person, now=NOW),
        lambda: services.cancel(mine[1], by=one.person, now=NOW),
    )
    one.refresh_from_db()
    refused = [result for result in results if isinstance(result, Refused)]
    assert one.status == "cancelled"
    assert len(refused) <= 1
    assert not [result for result in results if isinstance(result, IntegrityError)]


def test_somebody_who_waits_too_long_for_the_lock_is_told_in_words():
    event, person = EventFactory(), UserFactory()

    def hold(held, done):
        with transaction.atomic():
            services.locked(event)
            held.set()
            done.wait(timeout=20)
        connections.close_all()

    held, done = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=[held, done])
    holder.start()
    held.wait(timeout=10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with pytest.raises(Refused, match="Somebody else is changing this"):
            services.register(event, by=person, now=NOW)
    finally:
        done.set()
        holder.join()
        connection.close()
    assert services.register(event, by=person, now=NOW).status == "confirmed"


def test_two_clocks_at_once_pass_an_offer_on_once():
    event = EventFactory(capacity=1)
    [holder] = full(event)
    first = waiting(event)
    waiting(event)
    services.cancel(holder, by=holder.person, now=NOW)
    first.refresh_from_db()
    later = first.offer_expires_at
    at_once(*[lambda: services.pass_on_lapsed_offers(now=later)] * 4)
    assert Counter(event.registrations.values_list("status", flat=True)) == {
        "cancelled": 1,
        "lapsed": 1,
        "offered": 1,
    }


# Negative controls: with a guard taken away, the next one holds, and without both it goes wrong.


@pytest.fixture
def _no_lock(monkeypatch):
    """Everybody reads before anybody writes, as they would without the lock."""
    everybody = threading.Barrier(6)

    def unlocked(event):
        return type(event).objects.select_related("hub").get(pk=event.pk)

    count = rules.standing

    def with_pause(event, *, now):
        standing = count(event, now=now)
        everybody.wait(timeout=10)
        return standing

    monkeypatch.setattr(registrations, "locked", unlocked)
    monkeypatch.setattr(registrations.rules, "standing", with_pause)


def test_without_the_lock_the_trigger_still_refuses_to_oversell(_no_lock):
    event, people = EventFactory(capacity=2), UserFactory.create_batch(6)
    results = at_once(*(registering(event, person) for person in people))
    assert Counter(type(result).__name__ for result in results) == {
        "Status": 2,
        "IntegrityError": 4,
    }
    assert event.registrations.in_place().count() == 2


def test_without_lock_and_trigger_places_are_oversold(_no_lock):
    event, people = EventFactory(capacity=2), UserFactory.create_batch(6)
    trigger = "ALTER TABLE events_registration {} TRIGGER event_is_not_oversold_by_new"
    with connection.cursor() as cursor:
        cursor.execute(trigger.format("DISABLE"))
    try:
        at_once(*(registering(event, person) for person in people))
        assert event.registrations.in_place().count() == 6
    finally:
        with connection.cursor() as cursor:
            cursor.execute(trigger.format("ENABLE"))


def while_they_arrive(registration, act):
    """What `act` gives while the person is being checked in by somebody who has not finished."""
    early, arrived = registration.event.starts_at - dt.timedelta(hours=1), threading.Event()

    def arriving():
        with transaction.atomic():
            services.arrive(registration, by=None, now=early)
            arrived.set()
            time.sleep(0.5)  # so long the other waits for the row

    def acting():
        arrived.wait(10)
        return act(early)

    result = at_once(arriving, acting)[1]
    registration.refresh_from_db()
    assert (registration.status, registration.mode) == ("attended", "in_person")
    return result


def test_nobody_goes_online_who_is_checked_in_in_the_room_at_that_moment():
    event = EventFactory(format="hybrid", online_capacity=1)
    one = RegistrationFactory(event=event)
    mine = Registration.objects.select_related("event", "person").get(pk=one.pk)
    result = while_they_arrive(
        one, lambda now: services.switch(mine, by=mine.person, to="online", now=now)
    )
    assert isinstance(result, Refused)


def test_nobody_is_moved_online_who_is_checked_in_in_the_room_at_that_moment():
    event = EventFactory(format="hybrid", online_capacity=1)
    there = RegistrationFactory(event=event, mode="online")
    one = RegistrationFactory(event=event, wanted="online", queued_at=NOW)
    result = while_they_arrive(one, lambda now: services.cancel(there, by=there.person, now=now))
    assert result is None


def test_nobody_is_let_in_to_an_event_that_is_postponed_at_that_moment():
    event = EventFactory(capacity=1)
    [registration], doors_open = full(event), NOW + dt.timedelta(days=20, hours=21)
    moved = threading.Event()

    def postponing():
        with transaction.atomic():
            services.postpone(event, by=None, note="No heating", now=doors_open)
            moved.set()
            time.sleep(0.5)  # so long the other waits for the row

    def arriving():
        moved.wait(10)
        return services.arrive(registration, by=None, now=doors_open)

    results = at_once(postponing, arriving)
    assert results[0] is None
    assert str(results[1]) == "This event is postponed."
    rows = event.registrations.values_list("status", "arrived_at", "sequence")
    assert list(rows) == [("confirmed", None, 1)]
