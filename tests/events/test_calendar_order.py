"""A calendar hears of an entry before it hears that the entry is gone, whoever sends that."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from events import services
from hubportal.outbox import sender
from hubportal.outbox.delivery import Mailbox
from hubportal.outbox.models import Letter
from tests.events.factories import NOW, EventFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


class Server(Mailbox):
    """Tells in which order it took the letters, by their METHOD."""

    def __init__(self, taken):
        self.taken = taken

    def send(self, to, mime):
        self.taken.append("CANCEL" if b'method="CANCEL"' in mime else "REQUEST")
        return super().send(to, mime)


class SlowServer(Server):
    """Takes its time over the first letter: until the test says that it may go on."""

    def __init__(self, taken):
        super().__init__(taken)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def send(self, to, mime):
        self.asked.set()
        assert self.go_on.wait(PATIENCE)
        return super().send(to, mime)


@pytest.fixture
def taken():
    return []


@pytest.fixture
def slow_sender(taken):
    """A sender that holds the first letter, with the server that keeps it waiting."""
    server, desk = SlowServer(taken), sender.check_in(timezone.now())

    def run():
        sender.deliver_next(server, desk, timezone.now())
        connection.close()

    thread = threading.Thread(target=run)
    yield server, thread
    server.go_on.set()
    thread.join(PATIENCE)


@pytest.fixture
def another_sender(taken):
    def deliver() -> bool:
        desk = sender.check_in(timezone.now())
        return sender.deliver_next(Server(taken), desk, timezone.now())

    return deliver


def an_invitation_on_its_way(server, thread):
    """Somebody gives up a place while the letter about it is just being handed on."""
    registration = services.register(EventFactory(), by=UserFactory(), now=NOW)
    thread.start()
    assert server.asked.wait(PATIENCE)
    services.cancel(registration, by=registration.person, now=NOW)


def test_a_cancellation_waits_for_the_invitation_that_another_sender_holds(
    slow_sender, another_sender, taken
):
    server, thread = slow_sender
    an_invitation_on_its_way(server, thread)
    assert another_sender() is False
    assert taken == []
    server.go_on.set()
    thread.join(PATIENCE)
    assert another_sender() is True
    assert taken == ["REQUEST", "CANCEL"]


def test_without_its_queue_the_cancellation_would_overtake(slow_sender, another_sender, taken):
    server, thread = slow_sender
    an_invitation_on_its_way(server, thread)
    Letter.objects.filter(what__endswith="cancelled").update(queue="")
    assert another_sender() is True
    server.go_on.set()
    thread.join(PATIENCE)
    assert taken == ["CANCEL", "REQUEST"]


def test_one_persons_slow_letter_keeps_nobody_else_waiting(slow_sender, another_sender, taken):
    server, thread = slow_sender
    an_invitation_on_its_way(server, thread)
    services.register(EventFactory(), by=UserFactory(), now=NOW)
    assert another_sender() is True
    assert taken == ["REQUEST"]


def test_a_letter_that_is_put_off_puts_off_what_was_written_after_it(another_sender, taken):
    registration = services.register(EventFactory(), by=UserFactory(), now=NOW)
    services.cancel(registration, by=registration.person, now=NOW)
    later = timezone.now() + dt.timedelta(minutes=5)
    Letter.objects.filter(what__endswith="confirmed").update(next_attempt_at=later)
    assert another_sender() is False
    Letter.objects.update(next_attempt_at=timezone.now())
    assert another_sender() is True, "closed, because the place is gone"
    assert another_sender() is True
    assert taken == ["CANCEL"]
