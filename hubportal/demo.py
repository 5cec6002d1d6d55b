"""`make demo`: the whole portal from one command, with example data, until Ctrl-C.

Services that DATABASE_URL, REDIS_URL and EMAIL_URL name are used; what they do not name comes out
of wheels, and letters stay where staff read them.
"""

import ctypes
import hashlib
import io
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import date
from pathlib import Path

import django
import psutil
from django.core.management import call_command

from hubportal import celery_app, embedded

LOCAL = embedded.folder()
SOURCES = ("hubportal", "hubs", "members", "events", "funding")
ACCOUNTS = {
    "member": "has a complete profile",
    "applicant": "applies for funding",
    "reviewer": "reviews applications",
    "wales": "runs the hub of Wales",
    "scotland": "runs the hub of Scotland",
    "programme": "sees every hub",
    "door": "stands at the door of the events in Wales",
}
PATIENCE = 180  # seconds until the portal must be ready


class Ended(Exception):
    """Why the demonstration is over; the text is for whoever started it."""


def main() -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    # A shell that starts us in the background makes us deaf to Ctrl-C; listen again.
    signal.signal(signal.SIGINT, _interrupt)
    children: dict[str, subprocess.Popen] = {}
    try:
        port = int(os.environ.get("PORT") or 8000)
        _claim(port)
        address, own_database = _prepare(port)
        _load(own_database)
        _start(children, port)
        _wait_until_ready(address, children)
        _welcome(address)
        while True:
            time.sleep(0.5)
            _all_alive(children)
    except KeyboardInterrupt:
        say("Stopping.")
        return 0
    except (Ended, embedded.NotStarted) as end:
        say(str(end))
        return 1
    finally:
        _stop(children)
        embedded.stop()


def say(text: str) -> None:
    print(text, flush=True)


# Before anything runs ------------------------------------------------------------------------


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _prepare(port):
    """Sets the environment of all that follows.

    Returns the portal's address and whether the database is our own.
    """
    own_database = not os.environ.get("DATABASE_URL")
    (LOCAL / "static").mkdir(parents=True, exist_ok=True)
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        say("Starting PostgreSQL and Valkey")
        database, redis = embedded.start()
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or database
        os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or redis
    address = f"http://127.0.0.1:{port}"
    defaults = {
        "DEMO": "1",
        "STAFF_MFA_REQUIRED": "0",
        "SECRET_KEY": _secret_key(),
        "SITE_URL": address,
        "BEAT_SCHEDULE": str(LOCAL / "beat"),
        "STATIC_ROOT": str(LOCAL / "static"),  # stays empty: files come from where they are
        "DJANGO_SETTINGS_MODULE": "hubportal.settings",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    return address, own_database


def _claim(port):
    """Raises Ended if another program keeps the port; one that is just stopping may finish."""
    for _attempt in range(20):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return
        time.sleep(0.25)
    raise Ended(f"Port {port} is taken. Choose another one: make demo PORT={port + 1}")


def _secret_key():
    path = LOCAL / "secret-key"
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


# Tables and example data ---------------------------------------------------------------------


def _load(own_database):
    django.setup()
    say("Bringing the tables up to date")
    call_command("migrate", verbosity=0)
    call_command("sync_roles", stdout=io.StringIO())
    stamp, state = LOCAL / "demo-data", _state()
    if own_database and stamp.exists() and stamp.read_text() == state:
        return
    say("Loading the demonstration programme")
    call_command("demo_data", stdout=io.StringIO())
    if own_database:
        stamp.write_text(state)


def _state():
    """Changes with the code, and with the day: the example events are relative to it."""
    digest = hashlib.sha256(str(date.today()).encode())
    root = Path(__file__).resolve().parent.parent
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".mo"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


# The processes -------------------------------------------------------------------------------


def _commands(port):
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "hubportal", "--quiet"]
    return {
        "web server": [
            *[*python, "granian", "hubportal.wsgi:application", "--interface", "wsgi"],
            *["--host", "127.0.0.1", "--port", str(port), "--no-ws", "--workers", "2"],
            *["--blocking-threads", "1", "--respawn-failed-workers"],
            # Ctrl-C reaches its workers directly, too, and some then wait for ever.
            *["--workers-kill-timeout", "2"],
        ],
        "worker": [
            *[*celery, "worker", "--concurrency", "1", "--loglevel", "INFO"],
            *["--without-gossip", "--without-mingle", "--without-heartbeat"],
        ],
        "clock": [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""],
    }


def _start(children, port):
    say("Starting the web server, a worker and the clock")
    for name, command in _commands(port).items():
        with _log_of(name).open("wb") as log:
            children[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_the_demonstration,
            )


def _end_with_the_demonstration():
    """Linux only: SIGTERM for the child when its parent dies, however it dies."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _log_of(name):
    return LOCAL / f"{name.replace(' ', '-')}.log"


def _all_alive(children):
    for name, child in children.items():
        if child.poll() is not None:
            tail = "\n".join(_log_of(name).read_text(errors="replace").splitlines()[-20:])
            raise Ended(
                f"The {name} stopped by itself ({child.returncode}). Its last words:\n{tail}"
            )


def _wait_until_ready(address, children):
    """Ready is: pages come, and the worker has done its round since it was started."""
    began = time.monotonic()
    celery_app.send_task("hubportal.outbox.tasks.deliver_due")  # rather than wait for the clock
    report = {}
    while time.monotonic() - began < PATIENCE:
        _all_alive(children)
        status, report = _readiness(address)
        last_run = report.get("outbox", {}).get("last_run")
        if status == 200 and last_run is not None and last_run <= time.monotonic() - began:
            return
        time.sleep(0.2)
    raise Ended(f"Not ready after {PATIENCE} seconds: {report}. The logs are in {LOCAL}.")


def _readiness(address):
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except (OSError, ValueError):
        return 0, {}


def _welcome(address):
    people = "\n".join(f"  {name + '@example.org':24} {what}" for name, what in ACCOUNTS.items())
    say(
        f"""
Ready: {address}

{people}
  The password of each is: demonstration

  Letters that were sent:  {address}/admin/outbox/letter/ (sign in as programme@example.org)
  Staff area:              {address}/admin/
  Logs and data:           {LOCAL}

Ctrl-C stops everything."""
    )


def _stop(children):
    """Asks first; whatever is left after ten seconds, grandchildren too, is ended."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave orphans behind
    everyone = []
    for child in children.values():
        with suppress(psutil.Error):
            process = psutil.Process(child.pid)
            everyone += [process, *process.children(recursive=True)]
        if child.poll() is None:
            child.terminate()
    _gone, left = psutil.wait_procs(everyone, timeout=10)
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    for child in children.values():
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
