"""Locks between processes, dropped by the kernel when their holder dies."""

import fcntl
import time
from contextlib import contextmanager

PATIENCE = 60  # seconds; the first start on a slow disk takes a few


def opened(data, name):
    return (data / f"{name}.lock").open("w")


@contextmanager
def locked(data, name):
    with opened(data, name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free(data, name) -> bool:
    with opened(data, name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def wait(happened, seconds=PATIENCE):
    """Whatever `happened` answered last: something true, unless the time ran out."""
    end = time.monotonic() + seconds
    while not (answer := happened()) and time.monotonic() < end:
        time.sleep(0.03)
    return answer
