"""PostgreSQL and Valkey out of their wheels: no service to install for a demonstration or a test.

One supervisor process per data folder owns both servers. Who needs them holds a shared lock on
`users`; the supervisor stops the servers when nobody holds it any more. The kernel drops a lock
with its process, so a crash or `kill -9` leaves nothing running.

  start       held while starting or stopping, by whoever does it
  users       shared by every process that uses the servers
  supervisor  held by the supervisor for as long as it lives

On the command line:

  python -m hubportal.embedded run -- <command>    with DATABASE_URL and REDIS_URL set
  python -m hubportal.embedded clean               removes the data
"""

import atexit
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from hubportal.embedded import postgres
from hubportal.embedded.locks import free, locked, opened, wait
from hubportal.embedded.processes import NotStarted

__all__ = ["NotStarted", "clean", "folder", "run", "start", "stop"]

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_held: dict[Path, tuple] = {}


def folder() -> Path:
    """Where the servers of this checkout keep their data."""
    return Path(os.environ.get("HUBPORTAL_DATA") or CHECKOUT / ".local").resolve()


def start(data: Path | None = None, *, durable: bool = True) -> tuple[str, str]:
    """Starts both servers, or joins those that already run on `data`.

    Returns (DATABASE_URL, REDIS_URL). The servers stop with the last process that called this.
    `durable=False` trades safety against a power cut for speed. Raises NotStarted.
    """
    data = data or folder()
    if data not in _held:
        data.mkdir(parents=True, exist_ok=True)
        with locked(data, "start"):
            if free(data, "supervisor"):
                _spawn(data, durable)
            users = opened(data, "users")
            fcntl.flock(users, fcntl.LOCK_SH)
        _held[data] = (users, os.getpid())
        atexit.register(stop, data)
    ready = _ready(data)
    return ready["DATABASE_URL"], ready["REDIS_URL"]


def stop(data: Path | None = None) -> None:
    """Lets go of the servers; the last to do so waits until they have stopped."""
    data = data or folder()
    users, owner = _held.get(data, (None, None))
    if owner != os.getpid():  # never started, or a fork of the process that did
        return
    del _held[data]
    with users, locked(data, "start"):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not free(data, "supervisor"):
            os.kill(_ready(data)["pid"], signal.SIGTERM)
            wait(lambda: free(data, "supervisor"))


def run(command: list[str]) -> int:
    """Runs a command with both URLs in its environment; returns its exit status.

    URLs that are set already are left alone.
    """
    environment = dict(os.environ)
    if not (environment.get("DATABASE_URL") and environment.get("REDIS_URL")):
        database, redis = start()
        environment["DATABASE_URL"] = environment.get("DATABASE_URL") or database
        environment["REDIS_URL"] = environment.get("REDIS_URL") or redis
    child = subprocess.Popen(command, env=environment)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: child.send_signal(received))
    # Ctrl-C reaches the child by itself; this process only waits for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = child.wait()
    stop()
    return status if status >= 0 else 128 - status


def clean(data: Path) -> None:
    """Removes the data. Raises NotStarted while somebody uses it."""
    if data.exists() and not free(data, "supervisor"):
        raise NotStarted(f"The servers of {data} are running. Stop them first.")
    shutil.rmtree(postgres.elsewhere(data), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def _ready(data):
    return json.loads((data / "ready.json").read_text())


def _spawn(data, durable):
    (data / "ready.json").unlink(missing_ok=True)
    if notice := postgres.notice(data):
        print(notice, file=sys.stderr, flush=True)
    log = data / "embedded.log"
    with log.open("wb") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "hubportal.embedded", "serve", str(data), str(int(durable))],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the caller, which then stops things in order
        )
    wait(lambda: (data / "ready.json").exists() or supervisor.poll() is not None)
    if not (data / "ready.json").exists():
        supervisor.kill()
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise NotStarted(f"The embedded servers did not start. The end of {log}:\n{tail}")
    supervisor.returncode = 0  # it outlives this process, so nobody here will ever wait for it
