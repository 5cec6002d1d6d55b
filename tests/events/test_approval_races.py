"""Two at once: staff at the last seat, a colleague and a holder, a wave and its people."""

import threading
import time
from collections import Counter

import pytest
from django.db import transaction

from events import rules, services
from events.models import Event, Registration
from events.services import approval
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, applying, full, waiting
from tests.events.test_races import at_once
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(one) -> Registration:
    return Registration.objects.select_related("event", "person").get(pk=one.pk)


def refusals(results) -> int:
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
    return sum(isinstance(result, Refused) for result in results)


def accepting(one, officer):
    return lambda: services.accept(fresh(one), by=officer, now=NOW)


def test_two_staff_who_accept_for_the_last_seat_give_it_once():
    event = EventFactory(capacity=1, approval=True)
    officers = [staff("event_officer", event.hub) for _ in "ab"]
    people = [applying(event) for _ in "ab"]
    results = at_once(*map(accepting, people, officers))
    assert refusals(results) == 1
    assert event.registrations.in_place().count() == 1
    assert event.registrations.applied().count() == 1


def test_one_application_accepted_and_declined_at_once_has_one_answer(letters):
    event = EventFactory(capacity=1, approval=True)
    one, officer = applying(event), staff("event_officer", event.hub)
    results = at_once(
        accepting(one, officer),
        lambda: services.decline(fresh(one), by=officer, reason="No.", now=NOW),
    )
    assert refusals(results) == 1
    assert len(letters(one.person)) == 1


def test_nobody_is_declined_for_want_of_time_when_the_event_is_put_off_at_that_moment():
    event = EventFactory(capacity=1, approval=True)
    one, held = applying(event), threading.Event()

    def postpone():
        with transaction.atomic():
            services.locked(event)
            held.set()
            time.sleep(0.5)  # the clock has found the event and waits for it
            Event.objects.filter(pk=event.pk).update(status="postponed")

    def answer():
        held.wait(5)
        return services.answer_undecided(now=event.starts_at)

    assert at_once(postpone, answer) == [None, 0]
    assert fresh(one).status == "applied"


def test_two_waves_at_once_never_give_a_place_twice():
    event = EventFactory(capacity=3, approval=True)
    officer = staff("event_officer", event.hub)
    exactly = [applying(event).pk for _ in range(6)][:3]
    wave = lambda: services.accept_next(  # noqa: E731
        event, by=officer, number=3, exactly=exactly, now=NOW
    )
    assert refusals(at_once(wave, wave)) == 1
    assert event.registrations.in_place().count() == 3


def test_a_colleague_who_takes_it_while_the_holder_cancels_leaves_one_outcome():
    event = EventFactory(capacity=1)
    [holder] = full(event)
    colleague, queued = UserFactory(), waiting(event)
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=NOW)
    asked = Registration.objects.get(person=colleague)
    results = at_once(
        lambda: services.take_offer(fresh(asked), by=colleague, now=NOW),
        lambda: services.cancel(fresh(holder), by=holder.person, now=NOW),
    )
    assert refusals(results) == 1
    asked, holder, queued = fresh(asked), fresh(holder), fresh(queued)
    assert holder.status == "cancelled"
    assert (asked.status, queued.status) in [("confirmed", "waiting"), ("cancelled", "offered")]
    assert rules.free_places(event, now=NOW) == 0


def test_an_invitation_and_somebody_who_registers_share_the_last_seat():
    event = EventFactory(capacity=1)
    officer, person = staff("event_officer", event.hub), UserFactory()
    at_once(
        lambda: services.invite(event, by=officer, person=UserFactory(), now=NOW),
        lambda: services.register(event, by=person, now=NOW),
    )
    assert event.registrations.holding_a_seat(now=NOW).count() == 1


def test_one_person_invited_eight_times_at_once_is_invited_once(letters):
    event = EventFactory(capacity=5)
    officer, person = staff("event_officer", event.hub), UserFactory()
    results = at_once(*[lambda: services.invite(event, by=officer, person=person, now=NOW)] * 8)
    assert refusals(results) == 7
    assert letters(person) == ["place_invited"]


def test_without_the_lock_the_last_seat_is_refused_by_the_table_alone(monkeypatch):
    """Negative control: both read before either writes, and only the trigger holds."""
    event = EventFactory(capacity=1, approval=True)
    officer = staff("event_officer", event.hub)
    people = [fresh(applying(event)) for _ in "ab"]
    monkeypatch.setattr(approval, "under_lock", lambda one, now: now)
    monkeypatch.setattr(approval, "settle", lambda *_a, **_k: None)
    monkeypatch.setattr(approval.rules, "fits", lambda *_a, **_k: True)
    results = at_once(
        *(lambda one=one: services.accept(one, by=officer, now=NOW) for one in people)
    )
    assert Counter(type(result).__name__ for result in results) == {
        "NoneType": 1,
        "IntegrityError": 1,
    }
