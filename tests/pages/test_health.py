import time

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hubportal.outbox import services as outbox
from hubportal.outbox.models import Desk
from hubportal.outbox.tasks import deliver_due

NOWHERE = "redis://127.0.0.1:1/0"


def test_a_living_process_says_so_without_asking_the_database(client):
    answer = client.get("/healthz")  # without the fixture `db` a query would raise
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_living_process_says_so_without_a_database_and_without_redis(
    client, no_database, settings
):
    settings.REDIS_URL = NOWHERE
    assert client.get("/healthz").status_code == 200


def test_all_is_well_after_a_round_of_the_sender(client, db):
    outbox.deliver_due(now=timezone.now())
    answer = client.get("/readyz")
    report = answer.json()
    assert answer.status_code == 200, report
    assert (report["status"], report["clock"], report["pages"]) == ("ready", "ok", True)
    assert report["outbox"]["failed"] == 0
    assert report["outbox"]["oldest_due"] is None
    assert answer["Cache-Control"].count("no-store") == 1


def test_a_clock_that_never_ran_is_told(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["clock"]) == (503, "never ran")
    assert answer.json()["pages"] is True


def test_a_clock_that_stopped_is_told(client, db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        outbox.deliver_due(now=timezone.now())
        clock.shift(59)
        assert client.get("/readyz").status_code == 200
        clock.shift(2)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["clock"]) == (503, "last round 61 seconds ago")


def test_redis_away_is_told_and_pages_still_work(client, db, settings):
    outbox.deliver_due(now=timezone.now())
    settings.REDIS_URL = NOWHERE
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "ConnectionError")
    assert answer.json()["pages"] is True


def test_a_database_away_is_told(client, no_database):
    answer = client.get("/readyz")
    report = answer.json()
    assert (answer.status_code, report["database"]) == (503, "OperationalError")
    assert (report["pages"], report["outbox"]) == (False, {})


def test_what_a_mail_server_said_stays_inside(client, db):
    outbox.deliver_due(now=timezone.now())
    Desk.objects.update(trouble="550 no such user ann@example.org")
    answer = client.get("/readyz")
    assert answer.json()["outbox"]["trouble"] is True
    assert "example.org" not in answer.content.decode()


@pytest.fixture
def no_database(transactional_db):
    """A port at which nobody listens."""
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = 1
    yield
    connection.close()
    connection.settings_dict["PORT"] = port


def test_a_nudge_through_the_broker_makes_a_worker_do_its_round(client, worker):
    deliver_due.delay()
    end = time.monotonic() + 20
    while client.get("/readyz").status_code != 200 and time.monotonic() < end:
        time.sleep(0.1)
    assert client.get("/readyz").json()["clock"] == "ok"
