"""Who waits for whom: what takes no place never waits for those who do."""

import datetime as dt
import threading
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Event, Registration
from events.models.codes import door_code
from events.services.locks import hold
from hubportal.workflow.moves import Busy
from tests.events.factories import NOW, EventFactory, RegistrationFactory
from tests.events.test_door import one, send
from tests.events.test_races import at_once
from tests.events.test_staff import save
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_factor")]
BUSY = "Somebody else is changing this at the same moment. Nothing was saved"


@contextmanager
def held_by_another(*rows):
    """Somebody else's transaction holds these rows; here nobody waits for them for long."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            for row in rows:
                type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
            held.set()
            done.wait(timeout=20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        yield
    finally:
        done.set()
        holder.join()
        connection.close()


def offered(event, **fields) -> Registration:
    """Somebody who was offered a place, by the database's own clock as well."""
    until = fields.pop("offer_expires_at", NOW)
    return RegistrationFactory(event=event, status="offered", offer_expires_at=until, **fields)


@pytest.mark.parametrize("status", ["offered", "confirmed", "waiting"])
def test_what_people_tell_of_themselves_does_not_wait_for_the_places_of_the_event(status):
    event = EventFactory()
    ends = {"offer_expires_at": NOW} if status == "offered" else {}
    mine = RegistrationFactory(event=event, status=status, **ends)
    with held_by_another(event):
        services.change_consents(mine, by=mine.person, details={"comes_for": "Nurses"})
        services.quieten(mine, by=mine.person)
    mine.refresh_from_db()
    assert (mine.comes_for, mine.reminders) == ("Nurses", False)


def test_an_offer_that_is_shortened_holds_no_more_than_before():
    event = EventFactory()
    mine = offered(event)
    with held_by_another(event):
        Registration.objects.filter(pk=mine.pk).update(offer_expires_at=mine.created_at)


@pytest.mark.parametrize(
    "changes",
    [
        {"offer_expires_at": NOW.replace(year=2028)},
        {"mode": "online"},
        {"status": "confirmed", "offer_expires_at": None, "confirmed_at": NOW},
    ],
)
def test_an_offer_that_comes_to_hold_another_seat_is_counted_anew(changes):
    event = EventFactory(format="hybrid", online_capacity=5)
    mine = offered(event)
    with held_by_another(event), pytest.raises(OperationalError, match="lock timeout"):
        Registration.objects.filter(pk=mine.pk).update(**changes)


def test_an_offer_beyond_the_places_is_counted_when_it_becomes_one_of_them():
    event = EventFactory()
    mine = offered(event, beyond=True)
    with held_by_another(event), pytest.raises(OperationalError, match="lock timeout"):
        Registration.objects.filter(pk=mine.pk).update(beyond=False)


def test_whoever_waits_too_long_for_one_place_is_told_in_words():
    mine = RegistrationFactory()
    with held_by_another(mine), pytest.raises(Busy, match=BUSY):
        services.change_consents(mine, by=mine.person, details={"listed": True})


def test_a_reading_while_somebody_holds_the_place_is_kept_by_the_device_until_it_counts(client):
    event = EventFactory(start_date=timezone.localdate(), start_time=dt.time(0, 1))
    mine = RegistrationFactory(event=event)
    client.force_login(staff("door", event.hub))
    reading = one(door_code(mine))
    with held_by_another(mine):
        refused = send(client, event, [reading])
    assert refused.status_code == 409
    assert not event.scans.exists()
    assert send(client, event, [reading]).json()["answers"][0]["outcome"] == "first"


def test_the_button_against_reminders_says_that_it_was_not_heard(client):
    event = EventFactory(start_date=timezone.localdate() + dt.timedelta(days=2))
    mine = RegistrationFactory(event=event)
    with held_by_another(mine):
        page = client.post(reverse("events:quiet", args=[mine.token]))
    assert page.status_code == 409
    assert BUSY in page.content.decode()


def test_whoever_would_hide_or_join_reads_that_somebody_was_in_the_way(client):
    event = EventFactory(format="online", start_date=timezone.localdate(), join_url="https://a.b")
    mine = RegistrationFactory(event=event, mode="online", listed=True)
    Event.objects.update(start_time=dt.time(0), end_time=dt.time(23, 59))
    with held_by_another(mine):
        for page, sent in (("listed", {"hide": "1"}), ("join_by_link", {})):
            answer = client.post(reverse(f"events:{page}", args=[mine.token]), sent)
            assert answer.status_code == 409, page
            assert BUSY in answer.content.decode(), page


def test_an_event_is_not_postponed_while_somebody_is_checked_in():
    mine = RegistrationFactory()
    with held_by_another(mine), pytest.raises(Busy, match=BUSY):
        services.postpone(mine.event, by=None, note="Snow", now=NOW)
    mine.event.refresh_from_db()
    assert mine.event.status == "published"


def test_attendance_is_not_settled_while_somebody_is_checked_in():
    event = EventFactory()
    RegistrationFactory(event=event, status="attended")
    mine, later = RegistrationFactory(event=event), event.ends_at + dt.timedelta(hours=1)
    with held_by_another(mine), pytest.raises(Busy, match=BUSY):
        services.settle_attendance(event, by=None, others_missed=True, now=later)


def test_two_who_wait_for_each_other_are_not_an_error():
    both, met = [RegistrationFactory(), RegistrationFactory()], threading.Barrier(2)

    def crosswise(first, second):
        with transaction.atomic():
            hold(first)
            met.wait(timeout=10)
            hold(second)

    results = at_once(lambda: crosswise(*both), lambda: crosswise(*reversed(both)))
    assert sorted(type(result).__name__ for result in results) == ["Busy", "NoneType"]


def test_staff_who_wait_too_long_find_what_they_typed_and_why(client, officer, wales):
    event = EventFactory(hub=wales)
    with held_by_another(event):
        page = save(client, event, title_0="A title typed at length")
    assert page.status_code == 200
    assert BUSY in page.content.decode()
    assert "A title typed at length" in page.content.decode()
    event.refresh_from_db()
    assert "typed" not in str(event.title)


def test_what_somebody_thought_is_not_lost_when_they_wait_too_long(client):
    event = EventFactory(start_date=timezone.localdate() - dt.timedelta(days=2))
    there = RegistrationFactory(event=event, status="attended")
    address = reverse("events:survey", args=[there.token])
    for row in (event, there, RegistrationFactory(event=event, status="attended", surveyed=True)):
        with held_by_another(row):
            page = client.post(address, {"best": "The long coffee break"})
        assert page.status_code == 409
        assert BUSY in page.content.decode()
        assert "The long coffee break" in page.content.decode()
    assert not event.opinions.exists()


def test_a_verb_of_staff_who_wait_too_long_is_refused_in_words(client, officer, wales):
    event = EventFactory(hub=wales)
    address = reverse("admin:events_event_postpone", args=[event.pk])
    with held_by_another(event):
        page = client.post(address, {"note": "Snow, in many words"})
    assert BUSY in page.content.decode()
    assert "Snow, in many words" in page.content.decode()
