"""Everybody of one large event is reminded: `python -m tests.bench.events_reminders 10000`.

Prints letters a second, queries a letter, and what a second run does.
"""

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench_events")
os.environ["CELERY_BROKER_URL"] = ""

from tests.bench.outbox import bench_database  # noqa: E402, I001

from datetime import timedelta  # noqa: E402

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from events import services  # noqa: E402
from events.models import Registration  # noqa: E402
from hubportal.outbox.models import Letter  # noqa: E402
from members.models import User  # noqa: E402
from tests.events.factories import NOW, EventFactory  # noqa: E402


def crowd(event, number):
    people = User.objects.bulk_create(
        User(email=f"member{count}@example.org", name=f"Member {count}") for count in range(number)
    )
    since = NOW - timedelta(days=30)
    Registration.objects.bulk_create(
        Registration(event=event, person=person, status="confirmed", confirmed_at=since)
        for person in people
    )


def main(number=1000):
    event = EventFactory(capacity=number)
    event.reminders.create(days_before=1)
    crowd(event, number)
    now, runs, began = event.starts_at - timedelta(hours=1), 0, time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        while services.send_due_reminders(now=now):
            runs += 1
    took = time.perf_counter() - began
    print(f"{Letter.objects.count()} letters in {took:.1f} s, {runs} runs of the clock")
    print(f"{number / took:.0f} letters a second, {len(queries) / number:.1f} queries a letter")
    began = time.perf_counter()
    print(f"again: {services.send_due_reminders(now=now)} letters", end="")
    print(f" in {1000 * (time.perf_counter() - began):.1f} ms")


if __name__ == "__main__":
    with bench_database():
        main(*(int(number) for number in sys.argv[1:]))
