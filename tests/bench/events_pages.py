"""What pages of events cost at 10 and at 1,000 rows: `python -m tests.bench.events_pages`.

Prints queries, bytes as they travel and milliseconds; ends with 1 where queries grow with rows
or the bytes of a page that shows a part of them do.
"""

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench_event_pages")
os.environ["CELERY_BROKER_URL"] = ""

from tests.bench.outbox import bench_database  # noqa: E402, I001

import datetime as dt  # noqa: E402
import gzip  # noqa: E402
import logging  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from events.models import Event, Message, Opinion, Registration  # noqa: E402
from hubs.models import Sector  # noqa: E402
from members.models import Profile, User  # noqa: E402
from tests.events.factories import EventFactory  # noqa: E402
from tests.hubs.factories import HubFactory  # noqa: E402
from tests.members.factories import staff  # noqa: E402

SIZES = (10, 1000)
DAY = dt.timedelta(days=1)


def fill(event: Event, rows: int) -> None:
    """As many events of the hub this year, and as many people at the one event."""
    today = timezone.localdate()
    missing = rows - Event.objects.count()
    EventFactory.create_batch(missing, hub=event.hub, start_date=today + 20 * DAY, city="")
    sectors = list(Sector.objects.all())
    start = event.registrations.count()
    people = User.objects.bulk_create(
        User(email=f"bench{number}@example.org", name=f"Person {number}", password="!")
        for number in range(start, rows)
    )
    Profile.objects.bulk_create(
        Profile(user=person, sector=sectors[person.pk % len(sectors)]) for person in people
    )
    Registration.objects.bulk_create(
        Registration(
            event=event, person=person, status="confirmed", confirmed_at=timezone.now(),
            listed=True, affiliation="Ward 7", comes_for="To meet others",
            sector=sectors[person.pk % len(sectors)],
        )
        for person in people
    )  # fmt: skip
    Opinion.objects.bulk_create(Opinion(event=event, useful=4, met=5) for _person in people)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def pages(event: Event, message: Message) -> dict[str, str]:
    desk = f"/admin/events/event/{event.pk}"
    return {
        "list": "/events/",
        "event": f"/events/{event.slug}/",
        "calendar feed": "/events/feed.ics",
        "people": f"/events/{event.slug}/people/",
        "door": f"/events/{event.slug}/door/",
        "staff: events": "/admin/events/event/",
        "staff: registrations": "/admin/events/registration/",
        "staff: event": f"{desk}/change/",
        "staff: who is next": f"{desk}/next/",
        "staff: figures": f"{desk}/figures/",
        "staff: figures of a year": "/admin/events/event/figures/",
        "staff: year": "/admin/events/event/year/",
        "staff: message": f"/admin/events/message/{message.pk}/change/",
        "staff: who gets it": f"/admin/events/message/{message.pk}/people/",
    }


def measured(client: Client, path: str) -> tuple[int, int, float]:
    client.get(path)  # content types and templates are remembered
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    took = (time.perf_counter() - began) * 1000
    content = response.getvalue()
    return len(queries) if response.status_code == 200 else -1, len(gzip.compress(content)), took


def main() -> int:
    settings.STAFF_MFA_REQUIRED = False
    logging.disable(logging.INFO)
    today = timezone.localdate()
    hub = HubFactory(slug="wales")
    event = EventFactory(hub=hub, start_date=today, end_date=today + DAY, capacity=1000)
    message = Message.objects.create(
        event=event, subject={"en": "Hello"}, body={"en": "Hello"}, statuses=["confirmed"]
    )
    manager = staff("hub_manager", hub)
    Registration.objects.create(
        event=event, person=manager, status="confirmed", confirmed_at=timezone.now(), listed=True
    )
    client = Client()
    client.force_login(manager)
    found: dict[str, list] = {}
    for rows in SIZES:
        fill(event, rows)
        for name, path in pages(event, message).items():
            found.setdefault(name, []).append(measured(client, path))
    grown = 0
    for name, (few, many) in found.items():
        grown += few[0] != many[0] or few[0] < 0
        print(  # noqa: T201
            f"{name:26} {few[0]:3} queries {few[1]:7} bytes {few[2]:6.0f} ms at {SIZES[0]};"
            f" {many[0]:3} queries {many[1]:7} bytes {many[2]:6.0f} ms at {SIZES[1]}"
        )
    return 1 if grown else 0


if __name__ == "__main__":
    with bench_database():
        sys.exit(main())
