"""The servers out of wheels, driven from outside as `make demo` does."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import redis

from hubportal import embedded
from hubportal.embedded.locks import free

ROOT = Path(__file__).resolve().parent.parent
# Connects, then writes what it found where the test can read it.
USER = """
import os, pathlib, sys, time, psycopg2, redis
with psycopg2.connect(os.environ["DATABASE_URL"]) as database, database.cursor() as cursor:
    cursor.execute("SELECT pg_advisory_xact_lock(1)")  # two at once would both see no table
    cursor.execute("CREATE TABLE IF NOT EXISTS kept (at timestamptz DEFAULT now())")
redis.from_url(os.environ["REDIS_URL"]).ping()
pathlib.Path(sys.argv[1]).write_text(os.environ["DATABASE_URL"] + " " + os.environ["REDIS_URL"])
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "local"
    yield folder
    assert until(lambda: not servers_of(folder)), "servers outlived their users"
    embedded.clean(folder)


def user(data, note, seconds=60):
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment["HUBPORTAL_DATA"] = str(data)
    command = [sys.executable, "-m", "hubportal.embedded", "run", "--"]
    command += [sys.executable, "-c", USER, str(note), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def until(happened, seconds=30):
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    return happened()


def servers_of(data):
    """Processes that work in this folder or in root's stand-in for it."""
    places = [str(data), str(embedded.postgres.elsewhere(data))]
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = " ".join(process.cmdline())
            here = any(place in line for place in places) and "pytest" not in line
            if here and ("postgres" in line or " serve " in line):
                found.append(process)
    return found


def test_a_command_gets_both_servers_and_leaves_none(data, tmp_path):
    done = user(data, tmp_path / "note", seconds=0)
    assert done.wait(60) == 0
    assert (tmp_path / "note").read_text().startswith("postgresql://hubportal:")
    assert free(data, "supervisor")
    assert not (data / "ready.json").exists()


def test_a_second_command_shares_the_servers_until_both_have_gone(data, tmp_path):
    first, second = user(data, tmp_path / "first"), user(data, tmp_path / "second")
    assert until(lambda: (tmp_path / "first").exists() and (tmp_path / "second").exists(), 60)
    assert (tmp_path / "first").read_text() == (tmp_path / "second").read_text()
    os.killpg(first.pid, signal.SIGINT)
    first.wait(30)
    assert not free(data, "supervisor")
    os.killpg(second.pid, signal.SIGINT)
    second.wait(30)
    assert free(data, "supervisor")


def test_two_folders_do_not_disturb_each_other(data, tmp_path):
    first = user(data, tmp_path / "first", seconds=2)
    second = user(tmp_path / "elsewhere", tmp_path / "second", seconds=0)
    assert (second.wait(60), first.wait(60)) == (0, 0)
    assert (tmp_path / "first").read_text() != (tmp_path / "second").read_text()
    embedded.clean(tmp_path / "elsewhere")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_servers_stop_with_their_user_however_it_ends(data, tmp_path, number):
    process = user(data, tmp_path / "note")
    assert until((tmp_path / "note").exists, 60)
    os.killpg(process.pid, number)
    process.wait(30)
    assert until(lambda: free(data, "supervisor"))
    assert not servers_of(data)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_a_killed_supervisor_takes_its_servers_along_and_the_next_start_heals(data, tmp_path):
    process = user(data, tmp_path / "note")
    assert until((tmp_path / "note").exists, 60)
    os.kill(json.loads((data / "ready.json").read_text())["pid"], signal.SIGKILL)
    assert until(lambda: not servers_of(data))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert user(data, tmp_path / "again", seconds=0).wait(60) == 0


def test_a_stale_pid_file_of_somebody_elses_process_is_healed(data, tmp_path):
    assert user(data, tmp_path / "note", seconds=0).wait(60) == 0
    stale = embedded.postgres.home_of(data) / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")
    assert user(data, tmp_path / "again", seconds=0).wait(60) == 0


def test_an_interrupted_first_start_is_healed(data, tmp_path):
    half = embedded.postgres
    data.mkdir()
    (half.home_of(data) / "postgres.new").mkdir()
    (half.home_of(data) / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert user(data, tmp_path / "note", seconds=0).wait(60) == 0


def test_data_outlives_a_stop(data, tmp_path):
    assert user(data, tmp_path / "note", seconds=0).wait(60) == 0
    cluster = embedded.postgres.home_of(data) / "postgres"
    made = (cluster / "PG_VERSION").stat().st_mtime_ns
    assert user(data, tmp_path / "again", seconds=0).wait(60) == 0
    assert (cluster / "PG_VERSION").stat().st_mtime_ns == made


def test_addresses_that_are_set_are_left_alone(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": "postgresql://there/portal",
        "REDIS_URL": "redis://there",
        "HUBPORTAL_DATA": str(tmp_path / "unused"),
    }
    command = [sys.executable, "-m", "hubportal.embedded", "run", "--", "printenv", "DATABASE_URL"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == "postgresql://there/portal\n"
    assert not (tmp_path / "unused").exists()


def test_the_status_of_the_command_is_handed_on(data):
    environment = os.environ | {"HUBPORTAL_DATA": str(data), "DATABASE_URL": "", "REDIS_URL": ""}
    command = [sys.executable, "-m", "hubportal.embedded", "run", "--", "sh", "-c", "exit 7"]
    assert subprocess.run(command, cwd=ROOT, env=environment).returncode == 7


def test_a_cache_that_dies_is_replaced_at_the_same_address(data, tmp_path):
    process = user(data, tmp_path / "note")
    assert until((tmp_path / "note").exists)
    cache = redis.from_url(until(lambda: (tmp_path / "note").read_text().split()[-1:])[0])
    number = cache.info("server")["process_id"]
    os.kill(number, signal.SIGKILL)

    def answers():
        with suppress(redis.ConnectionError):
            return cache.ping() and cache.info("server")["process_id"] != number

    assert until(answers)
    cache.close()
    os.killpg(process.pid, signal.SIGINT)
    process.wait(20)
