"""The process that owns both servers."""

import fcntl
import json
import os
import signal
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from hubportal.embedded import postgres, valkey
from hubportal.embedded.locks import free, locked, opened


def supervise(data: Path, *, durable: bool) -> None:
    """Returns when nobody uses the servers any more or SIGTERM arrives.

    A Valkey that dies is replaced, for nothing is lost with it; a PostgreSQL that dies ends all.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as door, locked(data, "supervisor"), ExitStack() as stack:
        database, database_url = postgres.start(stack, data, durable=durable)
        cache, redis_url = valkey.start(stack, data)
        stack.callback((data / "ready.json").unlink, missing_ok=True)
        _announce(data, {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
        while database.poll() is None:
            if cache.poll() is not None:
                cache, _url = valkey.start(stack, data, redis_url)
            time.sleep(0.5)
            if _nobody_left(door, data):
                return
        sys.exit("PostgreSQL stopped by itself; see the logs beside this one.")


def _announce(data, urls):
    """For the owner's eyes, and never seen half written."""
    draft = data / "ready.json.new"
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    draft.write_text(json.dumps({"pid": os.getpid(), **urls}))
    draft.rename(data / "ready.json")


def _nobody_left(door, data):
    """Shuts the door behind the last user: who starts now waits until the servers have stopped."""
    start = opened(data, "start")
    with suppress(BlockingIOError):
        fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if free(data, "users"):
            door.enter_context(start)
            return True
    start.close()
    return False
