"""Who waits for whom: what takes no place never waits for those who do."""

import threading
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections, transaction

from events import services
from events.models import Registration
from tests.events.factories import NOW, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = "Somebody else is changing this at the same moment"


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
        services.quieten(mine)
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
