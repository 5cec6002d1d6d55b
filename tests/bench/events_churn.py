"""10,000 random operations on one event, with a watcher: `python -m tests.bench.events_churn`.

Registering, giving up, taking offers, letting them lapse, going from the room to online and back,
more and fewer places, from several threads at once. Prints what became of them, how often the
watcher looked, and how many times a pool was over its places at a commit: that must be never.
"""

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench_events")
os.environ["CELERY_BROKER_URL"] = ""

from tests.bench.outbox import bench_database  # noqa: E402, I001

from events import rules, services  # noqa: E402
from events.models import Share  # noqa: E402
from tests.events.churn import Churn  # noqa: E402
from tests.events.factories import NOW, EventFactory  # noqa: E402
from tests.hubs.factories import SectorFactory  # noqa: E402
from tests.members.factories import UserFactory  # noqa: E402


def main(operations=10_000, threads=8, people=120):
    event = EventFactory(format="hybrid", capacity=20, online_capacity=10)
    Share.objects.create(event=event, roll_up="third", at_least=4)
    Share.objects.create(event=event, roll_up="industry", at_most=8)
    sectors = [SectorFactory(code=code, roll_up=code) for code in ("care", "third", "industry")]
    crowd = [UserFactory(profile__sector=sectors[number % 3]) for number in range(people)]
    churn, began = Churn(event, crowd, NOW), time.perf_counter()
    churn.run(operations, threads)
    took = time.perf_counter() - began
    event.refresh_from_db()
    services.settle(event, now=NOW)
    print(f"{operations} operations, {threads} threads, {people} people: {took:.0f} s")
    print(f"{dict(sorted(churn.outcomes.items()))}")
    print(f"errors: {len(churn.errors)} {churn.errors[:3]}")
    print(f"the watcher looked {churn.looks} times; over the places: {len(churn.oversold)} times")
    print(f"owed a seat at the end: {rules.standing(event, now=NOW).unsettled}")


if __name__ == "__main__":
    with bench_database():
        main(*(int(number) for number in sys.argv[1:]))
