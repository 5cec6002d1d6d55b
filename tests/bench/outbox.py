"""What the outbox benchmarks share: a database, and a mail server that only counts."""

import os
import time
from contextlib import contextmanager

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("TEST_DB_SUFFIX", "_bench")

import asyncio  # noqa: E402
import socket  # noqa: E402
from email import message_from_bytes  # noqa: E402

import django  # noqa: E402
from aiosmtpd.controller import Controller  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from members.services import sync_groups  # noqa: E402


@contextmanager
def bench_database():
    """Empty but for the roles, as after every deployment."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        sync_groups()
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


class Received(list):
    """Message-IDs in the order of their arrival, and to whom they came."""

    def __init__(self, seconds: float):
        super().__init__()
        self.recipients: list[str] = []
        self.seconds = seconds

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        self.append(message_from_bytes(envelope.content)["Message-ID"])
        self.recipients += envelope.rcpt_tos
        return "250 Message accepted"


@contextmanager
def sink(*, seconds: float):
    """A mail server that takes so many seconds for a letter; yields its port and its catch."""
    received = Received(seconds)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port, received
    finally:
        server.stop()


class Clock:
    seconds = 0.0


@contextmanager
def stopwatch():
    clock, began = Clock(), time.perf_counter()
    yield clock
    clock.seconds = time.perf_counter() - began
