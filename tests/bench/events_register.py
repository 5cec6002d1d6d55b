"""500 people for 50 places of which some are held, over HTTP: all at once, or within some seconds.

    python -m tests.bench.events_register [people] [places] [processes of the web server] [seconds]

Starts the web server as it runs in production, on the tests' own PostgreSQL. Prints what became
of them, how long they waited, the mix, and whether order, mix and letters are as the rule says.
"""

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench_events")

from tests.bench.outbox import bench_database  # noqa: E402, I001

from collections import Counter  # noqa: E402
from contextlib import contextmanager, suppress  # noqa: E402
from datetime import timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from events import rules  # noqa: E402
from events.models import Share  # noqa: E402
from events.rules.shares import Pool, Quota  # noqa: E402
from hubportal.outbox.models import Letter  # noqa: E402
from tests.events.factories import EventFactory  # noqa: E402
from tests.hubs.factories import SectorFactory  # noqa: E402
from tests.members.factories import UserFactory  # noqa: E402

FLOORS = {"care": 10, "third": 5, "people": 5}
# Who comes first is not who is wanted most: of a hundred, so many are of each sector.
CROWD = {"industry": 40, "academia": 35, "care": 13, "third": 6, "people": 6}
TOKEN = "a" * 32


def crowd(number: int) -> list:
    chance = random.Random(4)  # noqa: S311 - the same crowd each time
    sectors = {code: SectorFactory(code=code, roll_up=code) for code in CROWD}
    drawn = chance.choices(list(CROWD), weights=CROWD.values(), k=number)
    return [UserFactory(profile__sector=sectors[code]) for code in drawn]


def request_of(person, event, port: int) -> bytes:
    """The click on the button, as a browser sends it."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    form = f"csrfmiddlewaretoken={TOKEN}"
    lines = [
        f"POST /events/{event.slug}/register/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: sessionid={session}; csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + form).encode()


async def press(request: bytes, port: int) -> tuple[float, str]:
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return time.perf_counter() - began, answer.split(b" ", 2)[1].decode()


async def crowding(requests: list[bytes], port: int, within: float):
    """Each at a moment of their own within so many seconds, at random; all at once within none."""
    chance = random.Random(5)  # noqa: S311 - the same moments each time

    async def one(request: bytes):
        await asyncio.sleep(chance.uniform(0, within))
        return await press(request, port)

    return await asyncio.gather(*(one(request) for request in requests))


@contextmanager
def web_server(processes: int):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])
    database = database._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    command = [sys.executable, "-m", "granian", "hubportal.wsgi:application"]
    command += ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--workers", str(processes), "--blocking-threads", "1", "--backlog", "1024"]
    surroundings = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "hubportal.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "0",
    }
    running = subprocess.Popen(
        [*command, "--workers-kill-timeout", "2", "--log-level", "error"],
        env=os.environ | surroundings,
        stdout=subprocess.DEVNULL,
    )
    try:
        asyncio.run(until_warm(port, processes))
        yield port, running.pid
    finally:
        running.terminate()
        running.wait()


def seconds_of(parent: int) -> float:
    """Processor time of a process and its children, which a busy machine does not lengthen."""
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _bracket, rest = stat.read_text().partition(" (")
            fields = rest.rpartition(") ")[2].split()
            if parent in (int(pid), int(fields[1])):
                found += int(fields[11]) + int(fields[12])
    return found / os.sysconf("SC_CLK_TCK")


async def until_warm(port: int, processes: int) -> None:
    """Each process has answered: it has read its code and its templates."""
    hello = f"GET /events/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    for _attempt in range(300):
        try:
            await asyncio.gather(*(press(hello, port) for _ in range(processes * 4)))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return


def as_the_rule_says(event) -> bool:
    """Everybody in the order in which they were let in, given seats by the bare rule."""
    pool = Pool("in_person", event.capacity)
    shares = event.shares.values("roll_up", "at_least", "at_most")
    pool.quotas = {share["roll_up"]: Quota(**share) for share in shares}
    for one in event.registrations.select_related("sector").order_by("created_at", "pk"):
        fits = pool.fits(one.sector.roll_up)
        if fits != (one.status == "confirmed"):
            return False
        if fits:
            pool.seat(one.sector.roll_up)
    return True


def report(event, answers, took: float) -> None:
    waited = sorted(seconds for seconds, _status in answers)
    states = Counter(event.registrations.values_list("status", flat=True))
    confirmed = event.registrations.filter(status="confirmed")
    queue = sorted(rules.position(one) for one in event.registrations.waiting())
    letters = Counter(Letter.objects.values_list("what", flat=True))
    number = len(waited)
    print(f"{number} people, {event.capacity} places: {dict(states)}")
    print(f"answers: {dict(Counter(status for _seconds, status in answers))}")
    print(f"all in {took:.2f} s; p50 {statistics.median(waited):.2f} s, ", end="")
    print(f"p95 {waited[int(number * 0.95)]:.2f} s, last {waited[-1]:.2f} s")
    print(f"mix: {dict(Counter(confirmed.values_list('sector__roll_up', flat=True)))}")
    print(f"held: {FLOORS}; as the rule says: {as_the_rule_says(event)}")
    print(f"queue without gap: {queue == list(range(1, len(queue) + 1))}")
    print(f"letters: {dict(letters)}")


def main(number=500, capacity=50, processes=2, within=0):
    day = timezone.localdate() + timedelta(days=30)
    event = EventFactory(capacity=capacity, start_date=day)
    for roll_up, at_least in FLOORS.items():
        Share.objects.create(event=event, roll_up=roll_up, at_least=at_least)
    people = crowd(number)
    with web_server(processes) as (port, server):
        requests = [request_of(person, event, port) for person in people]
        began, worked = time.perf_counter(), seconds_of(server)
        answers = asyncio.run(crowding(requests, port, within))
        took, worked = time.perf_counter() - began, seconds_of(server) - worked
    report(event, answers, took)
    print(f"processor time of the web server: {1000 * worked / number:.1f} ms a registration")


if __name__ == "__main__":
    with bench_database():
        main(*(int(number) for number in sys.argv[1:]))
