"""Some hundred random operations from several threads; the bench does ten thousand of them."""

from contextlib import contextmanager

import pytest
from django.db import connection

from events import rules, services
from events.models import Share
from events.services import locks, registrations, switching, waiting
from tests.events.churn import Churn
from tests.events.factories import NOW, EventFactory
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ON_EVENT = ["event_is_not_oversold_by_capacity"]
ON_REGISTRATION = ["event_is_not_oversold_by_new", "event_is_not_oversold_by_moves"]


def churn(seed=0, people=20) -> Churn:
    """A hybrid event with held places, and people of three sectors."""
    event = EventFactory(format="hybrid", capacity=6, online_capacity=4)
    Share.objects.create(event=event, roll_up="third", at_least=2)
    Share.objects.create(event=event, roll_up="industry", at_most=3)
    sectors = [SectorFactory(code=code, roll_up=code) for code in ("care", "third", "industry")]
    crowd = [UserFactory(profile__sector=sectors[number % 3]) for number in range(people)]
    return Churn(event, crowd, NOW, seed)


def test_no_pool_is_ever_over_its_places_whatever_people_do_at_once():
    one = churn()
    one.run(200)
    assert one.errors == []
    assert one.oversold == []
    assert one.looks > 20
    assert one.outcomes["register"] > 20
    one.event.refresh_from_db()
    services.settle(one.event, now=NOW)
    standing = rules.standing(one.event, now=NOW)
    assert not standing.unsettled, "somebody waits for a seat that is free for them"


@contextmanager
def unguarded(monkeypatch):
    """Neither the lock nor the triggers."""

    def unlocked(event):
        return type(event).objects.select_related("hub").get(pk=event.pk)

    for module in (locks, registrations, switching, waiting):
        if hasattr(module, "locked"):
            monkeypatch.setattr(module, "locked", unlocked)
    switched("DISABLE")
    try:
        yield
    finally:
        switched("ENABLE")


def switched(how: str) -> None:
    with connection.cursor() as cursor:
        for table, names in {"event": ON_EVENT, "registration": ON_REGISTRATION}.items():
            for name in names:
                cursor.execute(f"ALTER TABLE events_{table} {how} TRIGGER {name}")


def test_without_lock_and_trigger_the_watcher_sees_pools_over_their_places(monkeypatch):
    with unguarded(monkeypatch):
        for seed in range(20):  # chance decides when two meet: one in a few runs is enough
            one = churn(seed)
            one.run(160, threads=8)
            if one.oversold:
                return
    pytest.fail("the watcher saw nothing, so it proves nothing")
