import datetime as dt

import pytest

from events import rules, services, tasks
from events.emails.letters import facts
from events.models import Event, Registration
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "now", "words"),
    [
        ("draft", NOW, "Only an announced event"),
        ("postponed", NOW, "Only an announced event"),
        ("published", NOW + dt.timedelta(days=60), "has started"),
    ],
)
def test_only_a_coming_event_that_people_know_of_can_be_postponed(status, now, words):
    event = EventFactory(status=status)
    with pytest.raises(Refused, match=words):
        services.postpone(event, by=None, note="Snow", now=now)


def test_an_event_that_has_started_cannot_be_cancelled_but_a_postponed_one_can():
    event = EventFactory()
    after = event.starts_at + HOUR
    with pytest.raises(Refused, match="has started"):
        services.cancel_event(event, by=None, note="Ill", now=after)
    services.postpone(event, by=None, note="Snow", now=NOW)
    services.cancel_event(event, by=None, note="Ill", now=after)
    assert event.status == Event.Status.CANCELLED


@pytest.mark.parametrize(
    ("status", "words"),
    [("waiting", "no place to take"), ("lapsed", "offer has ended"), ("confirmed", "already")],
)
def test_only_an_offer_can_be_taken(status, words):
    registration = RegistrationFactory(status=status)
    with pytest.raises(Refused, match=words):
        services.take_offer(registration, by=None, now=NOW)


def test_an_offer_cannot_be_taken_while_the_event_is_postponed():
    event = EventFactory(capacity=1)
    [holder] = full(event)
    one = waiting(event)
    services.cancel(holder, by=None, now=NOW)
    services.postpone(event, by=None, note="Snow", now=NOW)
    with pytest.raises(Refused, match="postponed"):
        services.take_offer(one, by=None, now=NOW)


@pytest.mark.parametrize("status", ["cancelled", "removed", "lapsed", "attended", "missed"])
def test_what_is_over_cannot_be_removed(status):
    registration = RegistrationFactory(status=status)
    with pytest.raises(Refused, match="Already|cannot be cancelled any more"):
        services.remove(registration, by=None, reason="Twice", now=NOW)


def test_whoever_was_removed_has_nothing_to_cancel():
    registration = RegistrationFactory(status="removed")
    with pytest.raises(Refused, match="no place at this event any more"):
        services.cancel(registration, by=None, now=NOW)


def test_an_event_of_two_days_names_both():
    event = EventFactory(end_date=dt.date(2027, 2, 3))
    [(_name, when), *_rest] = facts(event, "Europe/London")
    assert when == "Monday 1 February 2027, 10:00 to Wednesday 3 February 2027, 16:00 (UK time)"


@pytest.mark.parametrize("letter", ["waiting_list_joined", "place_offered", "event_changed"])
def test_letters_to_somebody_who_has_left_are_not_sent(letter):
    registration = RegistrationFactory(status="cancelled")
    assert registration.why_not_send(letter, "1")


def test_letters_about_a_place_stop_when_the_event_is_called_off_or_begins():
    registration = RegistrationFactory()
    assert not registration.why_not_send("registration_confirmed", "")
    registration.event.status = "postponed"
    assert "not announced" in registration.why_not_send("registration_confirmed", "")
    past = RegistrationFactory(event=EventFactory(start_date=dt.date(2024, 5, 6)))
    assert "has started" in past.why_not_send("place_taken", "")


def test_the_clock_passes_offers_on_and_reminds():
    event = EventFactory(capacity=1, start_date=dt.date(2025, 5, 6))
    RegistrationFactory(
        event=event, status="offered", offer_expires_at=dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
    )
    tasks.pass_on_lapsed_offers()
    tasks.send_due_reminders()
    assert Registration.objects.get().status == "lapsed"


def test_places_are_counted_the_same_by_rule_and_by_list():
    event = EventFactory(capacity=4)
    full(EventFactory())
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, status="cancelled")
    waiting(event)
    now = dt.datetime.now(dt.UTC)
    held = {"status": "offered", "queued_at": now}
    RegistrationFactory(event=event, offer_expires_at=now + HOUR, **held)
    RegistrationFactory(event=event, offer_expires_at=now - HOUR, **held)
    counted = Event.objects.with_places().get(pk=event.pk)
    standing = rules.standing(event, now=now)
    pool = standing.pools["in_person"]
    assert (counted.taken, counted.waiting) == (3, 1)
    assert (pool.free, pool.waiting, standing.lapsed) == (1, 1, 1)
    assert rules.free_places(event, now=now) == 1
