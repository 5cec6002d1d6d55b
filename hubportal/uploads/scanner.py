"""The virus scanner, where one is configured: ClamAV's clamd, spoken to directly."""

import socket
import struct

from django.conf import settings

from hubportal.uploads.refusals import NotThis

PIECE = 65_536
PATIENCE = 20  # seconds


def scan(data: bytes) -> None:
    """Asks clamd at `settings.UPLOAD_SCANNER`, "host:port" or the path of its socket.

    Raises `NotThis` for what it finds, and where it gives no answer: a file that nobody has
    looked at is not kept. Without the setting nothing is asked.
    Source of the protocol: the manual page of clamd, INSTREAM.
    """
    if not settings.UPLOAD_SCANNER:
        return
    try:
        answer = ask(settings.UPLOAD_SCANNER, data)
    except OSError as error:
        raise NotThis("unscanned") from error
    if answer.endswith(b"FOUND"):
        raise NotThis("unsafe")
    if not answer.endswith(b"OK"):
        raise NotThis("unscanned")


def ask(address: str, data: bytes) -> bytes:
    with connect(address) as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4_096)):
            answer += more
    return answer.rstrip(b"\0")


def connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
