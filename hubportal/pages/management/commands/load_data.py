import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hubportal.pages.bulk import applications, events, people
from hubportal.pages.demonstration.hubs import build_vocabularies

HOT_CAPACITY = 50


class Command(BaseCommand):
    help = (
        "Synthetic data at size, for benchmarks: members member1@example.org and on, events "
        "load-1 and on, one event load-hot, applications. Numbers are totals: what is there "
        "already is counted, so that a second run adds nothing."
    )

    def add_arguments(self, parser):
        for name in ("members", "events", "applications"):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
        parser.add_argument("--password", required=True, help="of every member")
        parser.add_argument("--hot-capacity", type=int, default=HOT_CAPACITY, metavar="K")

    def handle(self, **options):
        wanted = [options[name] for name in ("members", "events", "applications")]
        if min(wanted) < 0 or options["hot_capacity"] < 1:
            raise CommandError("Give numbers of zero or more, and at least one place.")
        try:
            self.load(*wanted, password=options["password"], capacity=options["hot_capacity"])
        except applications.TooFewMembers as problem:
            raise CommandError(str(problem)) from problem
        with connection.cursor() as cursor:
            cursor.execute("analyze")

    def load(self, members: int, gatherings: int, requests: int, *, password: str, capacity: int):
        build_vocabularies()
        events.hubs()
        self.run("members", people.load(members, password), people.members())
        self.run("events", events.load(gatherings), events.loaded())
        new = events.load_hot(capacity)
        self.stdout.write(f"{events.HOT}: {capacity} places" if new else f"{events.HOT}: kept")
        self.run("applications", applications.load(requests), applications.loaded())

    def run(self, what: str, steps, rows) -> None:
        started, before = time.monotonic(), rows.count()
        for number in steps:
            rate = (number - before) / max(time.monotonic() - started, 0.001)
            self.stdout.write(f"{what}: {number:,} ({rate:,.0f} a second)")
            self.stdout.flush()
        seconds = time.monotonic() - started
        self.stdout.write(f"{what}: {rows.count():,} in all, {seconds:.1f} seconds")
