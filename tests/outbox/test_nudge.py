import socket
import time

import pytest
from django.db import transaction
from django.utils import timezone

from hubportal.celery import app
from hubportal.outbox import nudge
from tests.outbox.factories import PersonFactory, letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(monkeypatch):
    """Points the broker elsewhere for a while."""

    def use(url):
        monkeypatch.setitem(app.conf, "broker_url", url)
        monkeypatch.setitem(app.conf, "broker_write_url", url)

    return use


@pytest.fixture
def nudges(monkeypatch):
    """Counts the nudges that reach the broker."""
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, **_: sent.append(name))
    return sent


def test_a_letter_wakes_a_worker_after_the_commit(smtp, worker):
    letter()
    ends = time.monotonic() + 5
    while not smtp.messages and time.monotonic() < ends:
        time.sleep(0.05)
    assert len(smtp.messages) == 1


def test_many_letters_of_one_transaction_are_one_nudge(nudges):
    people = PersonFactory.create_batch(5)
    with transaction.atomic():
        for person in people:
            letter(to=person)
        assert nudges == []
    assert nudges == ["hubportal.outbox.tasks.deliver_due"]


def test_a_rolled_back_letter_wakes_nobody(nudges):
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    assert nudges == []


def test_an_absent_broker_costs_no_page_and_no_letter(broker, smtp, deliver):
    broker("redis://127.0.0.1:1/0")
    began = time.monotonic()
    letter()
    assert time.monotonic() - began < 10 * nudge.PATIENCE
    assert len(deliver()) == 1


def test_a_broker_that_never_answers_holds_one_page_up_once_and_not_for_long(broker):
    """Wide bounds: without the limits a page waits for ever, without the silence 100 take 40 s."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        nudge.wake()
        first = time.monotonic()
        for _ in range(100):
            nudge.wake()
        rest = time.monotonic() - first
    assert first - began < 10 * nudge.PATIENCE
    assert rest < 10 * nudge.PATIENCE


def test_after_a_while_the_broker_is_asked_again(broker, nudges, monkeypatch):
    monkeypatch.setattr(nudge, "_quiet_until", time.monotonic() + 60)
    letter()
    assert nudges == []
    monkeypatch.setattr(nudge, "_quiet_until", time.monotonic() - 1)
    letter(expires_at=timezone.now())
    assert len(nudges) == 1


def test_without_a_broker_nobody_is_asked(broker, nudges):
    broker("")
    letter()
    assert nudges == []


def test_very_many_letters_at_once_are_few_nudges_and_none_after_the_last_is_missed(nudges):
    for _ in range(40):
        nudge.wake()
    assert len(nudges) == 1
    ends = time.monotonic() + 5
    while len(nudges) < 2 and time.monotonic() < ends:
        time.sleep(0.01)
    assert len(nudges) == 2
