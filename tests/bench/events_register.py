"""200 people at once for 50 places, over the real pages: `python -m tests.bench.events_register`.

Prints what became of them, how long they waited, and whether queue and letters agree.
"""

import os
import statistics
import sys
import threading
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench_events")
os.environ["CELERY_BROKER_URL"] = ""

import django  # noqa: E402

django.setup()

from collections import Counter  # noqa: E402
from datetime import timedelta  # noqa: E402

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from events import rules  # noqa: E402
from hubportal.outbox.models import Letter  # noqa: E402
from tests.events.factories import EventFactory  # noqa: E402
from tests.members.factories import UserFactory  # noqa: E402


def at_once(event, people):
    """Everybody presses the button; returns the seconds each waited and the answers they got."""
    clients = [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    start, waited, answers = threading.Barrier(len(people)), [], Counter()

    def press(client):
        start.wait()
        began = time.perf_counter()
        response = client.post(f"/events/{event.slug}/register/")
        waited.append(time.perf_counter() - began)
        answers[response.status_code] += 1
        connections.close_all()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, sorted(waited), answers


def main(number=200, capacity=50):
    event = EventFactory(capacity=capacity, start_date=timezone.localdate() + timedelta(days=30))
    took, waited, answers = at_once(event, UserFactory.create_batch(number))
    states = Counter(event.registrations.values_list("status", flat=True))
    queue = sorted(rules.position(one) for one in event.registrations.waiting())
    print(f"{number} people, {capacity} places: {dict(states)}, answers {dict(answers)}")
    print(f"all in {took:.2f} s; median {statistics.median(waited):.2f} s, ", end="")
    print(f"95th percentile {waited[int(len(waited) * 0.95)]:.2f} s")
    print(f"queue without gap: {queue == list(range(1, len(queue) + 1))}")
    print(f"letters: {dict(Counter(letter.name for letter in Letter.objects.defer('mime')))}")


if __name__ == "__main__":
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        main(*(int(number) for number in sys.argv[1:]))
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
