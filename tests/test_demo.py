"""`make demo`, from the first line to the last process."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from hubportal import embedded

ROOT = Path(__file__).resolve().parent.parent
OURS = ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "STATIC_ROOT", "SITE_URL"]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "local"
    yield folder
    embedded.clean(folder)


@pytest.fixture
def demonstrate(data):
    """Starts a demonstration; whatever the test does, it is over afterwards."""
    started = []

    def start(port):
        started.append(demonstration(data, port))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def demonstration(data, port):
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"HUBPORTAL_DATA": str(data), "PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "hubportal.demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def told(process, last):
    """Its lines up to one that begins with `last`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(last):
            break
    return "".join(lines)


def processes_of(demonstration):
    """The web server, the worker and the clock, with their own children."""
    children = psutil.Process(demonstration.pid).children()
    ours = [child for child in children if "hubportal.embedded" not in child.cmdline()]
    return ours + [each for child in ours for each in child.children(recursive=True)]


def test_a_port_that_is_taken_is_told_before_anything_starts(data, demonstrate):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = demonstrate(port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is taken" in said
    assert not data.exists()


def test_the_demonstration_serves_and_ends_with_ctrl_c_and_with_its_worker(data, demonstrate):
    port = free_port()
    process = demonstrate(port)
    said = told(process, "Ctrl-C")
    assert f"Ready: http://127.0.0.1:{port}" in said, said + tails(data)
    assert "programme@example.org" in said
    for path in ["/", "/cy/", "/nb/events/", "/hubs/", "/funding/", "/accounts/login/"]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            assert answer.status == 200
    started = processes_of(process)
    assert len({os.getpgid(child.pid) for child in started}) == 1
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert not psutil.wait_procs(started, timeout=5)[1]

    process = demonstrate(port)
    told(process, "Ctrl-C")
    started = processes_of(process)
    next(each for each in started if "worker" in each.cmdline()).kill()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The worker stopped by itself" in said
    assert not psutil.wait_procs(started, timeout=5)[1]


def tails(data):
    return "".join(f"\n{log}\n{log.read_text()[-3000:]}" for log in data.glob("*.log"))
