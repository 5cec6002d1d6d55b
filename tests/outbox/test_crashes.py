import time

import pytest

from hubportal.outbox.models import Letter
from tests.outbox.crash import (
    kill_one,
    losses_and_doubles,
    senders,
    until_nothing_waits,
    write_many,
)

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 5


def a_letter_is_on_its_way(smtp, since):
    ends = time.monotonic() + 30
    while len(smtp.messages) <= since and Letter.objects.waiting().exists():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_killed_senders_lose_nothing_and_double_no_more_than_were_killed(smtp):
    write_many(600)
    with senders(2, smtp.port) as running:
        for _kill in range(KILLS):
            a_letter_is_on_its_way(smtp, len(smtp.messages))
            kill_one(running, smtp.port)
        until_nothing_waits(120)
    lost, doubled = losses_and_doubles([message["Message-ID"] for message in smtp.messages])
    assert lost == 0
    assert doubled <= KILLS


def test_a_sender_told_to_stop_finishes_its_letter_and_ends(smtp):
    write_many(400)
    with senders(1, smtp.port) as (process,):
        a_letter_is_on_its_way(smtp, 0)
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert Letter.objects.filter(status="sent").count() == len(smtp.messages)
