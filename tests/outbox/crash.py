"""Sender processes to be killed, and a mail server that counts what reached it."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone

from hubportal.outbox.letters import LIFETIME, compose, new_message_id
from hubportal.outbox.models import Letter

ROOT = Path(__file__).resolve().parents[2]


def write_many(count: int, *, priority: int = 5, stem: str = "many") -> None:
    """Due letters without the cost of rendering each."""
    letters = []
    for number in range(count):
        to, message_id = f"{stem}{number}@example.org", new_message_id()
        letters.append(
            Letter(
                key=f"{stem}:{number}",
                what="bench",
                to=to,
                language="en",
                mime=compose("Hello", "Text\n", "<p>Text</p>", to=to, message_id=message_id),
                message_id=message_id,
                priority=priority,
                expires_at=timezone.now() + LIFETIME,
            )
        )
    Letter.objects.bulk_create(letters, batch_size=1000)


def environment(port: int) -> dict[str, str]:
    """For a process that works on this process's database and mail server."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path="/" + connection.settings_dict["NAME"]
    )
    return os.environ | {
        "DATABASE_URL": database.geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "hubportal.settings",
        "DEBUG": "1",
        "PYTHONPATH": str(ROOT),
    }


def sender(port: int) -> subprocess.Popen:
    command = [sys.executable, str(ROOT / "manage.py"), "deliver", "--verbosity=0"]
    return subprocess.Popen(command, env=environment(port), cwd=ROOT)


@contextmanager
def senders(count: int, port: int):
    running = [sender(port) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def kill_one(running: list[subprocess.Popen], port: int) -> None:
    """kill -9 for one of them, at any moment, and a new one in its place."""
    victim = running.pop(random.randrange(len(running)))
    victim.kill()
    victim.wait()
    running.append(sender(port))


def until_nothing_waits(seconds: float) -> None:
    ends = time.monotonic() + seconds
    while Letter.objects.waiting().exists():
        assert time.monotonic() < ends, f"{Letter.objects.waiting().count()} letters still wait"
        time.sleep(0.1)


def losses_and_doubles(received: list[str]) -> tuple[int, int]:
    counts = Counter(received)
    lost = sum(
        1 for written in Letter.objects.values_list("message_id", flat=True) if not counts[written]
    )
    return lost, sum(times - 1 for times in counts.values())
