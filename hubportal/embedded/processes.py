"""A server as a child that neither outlives its parent nor ignores it."""

import contextlib
import ctypes
import importlib.util
import socket
import subprocess
from pathlib import Path

from hubportal.embedded.locks import wait


class NotStarted(RuntimeError):
    """The text tells a developer what is wrong and what to do."""


def serve(stack, command, log, farewell, text="", **account):
    """Starts a server that gets the signal `farewell` when the stack unwinds or this process dies.

    `text` is what it reads on its standard input.
    """
    with log.open("ab") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd="/",
            preexec_fn=lambda: _die_with_parent(farewell),
            **account,
        )
    stack.callback(_dismiss, server, farewell)
    with server.stdin:
        server.stdin.write(text.encode())
    return server


def wait_until(server, answers):
    if not wait(lambda: server.poll() is not None or answers()) or server.poll() is not None:
        raise NotStarted(f"{Path(server.args[0]).name} did not start; see its log beside this one.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wheel(package) -> Path:
    """The folder of an installed package, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None:
        raise NotStarted(
            f"{package} is not installed. Run `make env`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(found.submodule_search_locations[0])


def _die_with_parent(farewell):
    """Linux only; elsewhere `postgres.heal` meets the survivor at the next start."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, farewell)  # PR_SET_PDEATHSIG


def _dismiss(server, farewell):
    server.send_signal(farewell)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
