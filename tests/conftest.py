"""What every test may ask for: a real mail server, a real worker, a real browser."""

import os
import shutil
import socket
from copy import deepcopy
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import monotonic, sleep

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.utils import timezone

from hubportal.celery import app as celery_app
from hubportal.outbox import services as outbox
from hubportal.pages.cache import ForgivingRedisCache
from members.services import sync_groups
from tests.world import a_world

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
EMPTYING = {"transactional_db", "live_server", "worker"}
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)


# How the suite runs --------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)  # before pytest-django puts those that empty the tables last
def pytest_collection_modifyitems(items):
    """Without a browser, tests that need one are skipped with that reason."""
    for item in items:
        asks = set(item.fixturenames)
        browser = item.get_closest_marker("browser") or asks & {"page", "page_at", "browser"}
        marker = item.get_closest_marker("django_db")
        if browser or asks & EMPTYING or (marker and marker.kwargs.get("transaction")):
            # What migrations wrote is there again for the next test.
            restoring = {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**restoring), append=False)
        if browser:
            item.add_marker("browser")
            # Playwright keeps an event loop in this thread from its first test to the end of the
            # session, and Django would refuse every query beside one.
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        if browser and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine's PATH"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Roles are there from the first test on, as after every deployment.

    Beside that event loop Django opens other connections, which restore the same rows.
    """
    with django_db_blocker.unblock():
        sync_groups()
        contents = connection.creation.serialize_db_to_string()
    connection._test_serialized_contents = contents
    type(connections["default"])._test_serialized_contents = contents


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failed one: nobody reads the list of skips there."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped in CI: {report.longrepr[2]}"
    return report


@pytest.fixture(autouse=True)
def _letters_go_to_the_outbox(settings):
    """Django's test runner swaps EMAIL_BACKEND; our outbox is part of what we test."""
    settings.EMAIL_BACKEND = "hubportal.outbox.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    """Rate limits, cached pages and a Redis that was away in one test are not the next one's."""
    ForgivingRedisCache.quiet_until = 0.0
    cache.clear()


@pytest.fixture
def one_factor(settings):
    """Staff pages open for whoever signed in with a password alone."""
    settings.STAFF_MFA_REQUIRED = False


# Letters -------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What a mail server received; set `refusals[address]` to its answer for a bad recipient."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Received-For"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 Message accepted"

    def to(self, address):
        return [letter for letter in self.messages if address in letter["X-Received-For"]]


@pytest.fixture(scope="session")
def _mail_server():
    with socket.create_server(("127.0.0.1", 0)) as free:
        mailbox = Mailbox(port=free.getsockname()[1])
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def smtp(_mail_server, settings):
    """A real SMTP server; `.messages` holds what this test made it receive."""
    _mail_server.messages.clear()
    _mail_server.refusals.clear()
    settings.DELIVERY = {"EMAIL_HOST": _mail_server.host, "EMAIL_PORT": _mail_server.port}
    return _mail_server


@pytest.fixture
def deliver(smtp):
    """Sends what is due, as the clock would; returns what the server received so far."""

    def run(now=None):
        outbox.deliver_due(now=now or timezone.now())
        return smtp.messages

    return run


@pytest.fixture
def worker(transactional_db):
    """A Celery worker that takes tasks from the real broker and runs them in this process."""
    with start_worker(celery_app, pool="solo", perform_ping_check=False, loglevel="WARNING"):
        yield


# The small programme of tests.world ----------------------------------------------------------


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    """Built once for the tests of a module, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built, db):
    """A programme with something in every table; what a test changes in it is gone afterwards.

    Not for tests that empty the tables: these build their own.
    """
    return deepcopy(_built)


# A browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    flags += " disable-component-update disable-sync disable-dev-shm-usage"
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "headless": True,
        "args": [f"--{flag}" for flag in flags.split()],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def page(page):
    page.set_default_timeout(15_000)
    return page


BUSY = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
and state in ('active', 'idle in transaction')
"""


@pytest.fixture(autouse=True)
def _server_falls_silent(request):
    """What a closed browser had still asked for is answered before the tables are emptied.

    Emptying waits for the server's locks as the server waits for its own: a deadlock.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    silent, patience = 0, monotonic() + 10
    while silent < 4 and monotonic() < patience:
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            silent = 0 if cursor.fetchone()[0] else silent + 1
        sleep(0.05)


@pytest.fixture
def page_at(new_context, live_server):
    """`page_at(390, "/cy/events/", dark=True)`: a page of the live server at that width."""

    def opened(width, path="/", *, dark=False, **context):
        context = new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **context,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(live_server.url + path)
        return page

    return opened


@pytest.fixture
def axe():
    """`axe(page)` fails with each broken accessibility rule and the elements that break it."""

    def check(page):
        found = Axe().run(page)
        broken = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in rule["nodes"])
            for rule in found.response["violations"]
        ]
        assert not broken, f"{page.url}\n" + "\n".join(broken)

    return check
