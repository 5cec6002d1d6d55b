"""The bytes of a message, for every letter the same few parts.

The standard library's general way takes several times as long, and people who register all at
once wait for it. It still folds and encodes whatever header is not plain, and reads every letter
back in the tests.
"""

import base64
import re
import secrets
from binascii import b2a_qp
from collections.abc import Iterable
from email import policy

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_LINE = 76


def message(headers: Iterable[tuple[str, str]], part: bytes) -> bytes:
    """A whole message around one part; raises ValueError where a header would break its line."""
    return b"".join(header(*one) for one in headers) + b"MIME-Version: 1.0\r\n" + part


def header(name: str, value: str) -> bytes:
    if CONTROL.search(value):
        raise ValueError(f"{name} cannot hold control characters.")
    if value.isascii() and len(name) + 2 + len(value) <= LONGEST_LINE:
        return f"{name}: {value}\r\n".encode("ascii")
    rules = policy.SMTP
    return rules.fold(name, rules.header_factory(name, value)).encode("ascii")


def several(kind: str, parts: list[bytes], **params: str) -> bytes:
    """A multipart of this kind (RFC 2046); of one part alone, that part itself."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"={secrets.token_hex(16)}="  # in none of our encodings
    told = _params({**params, "boundary": boundary})
    head = f"Content-Type: multipart/{kind}{told}\r\n\r\n".encode("ascii")
    line = f"--{boundary}".encode("ascii")
    # the line break before a boundary belongs to the boundary
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def text(words: str, subtype: str = "plain") -> bytes:
    lines = words.encode().replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    content = b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    return _part(f"text/{subtype}", "quoted-printable", content, {"charset": "utf-8"})


def file(
    mimetype: str, content: bytes, params: dict[str, str] | None = None, **headers: str
) -> bytes:
    """Anything in base64; `headers` such as content_disposition."""
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return _part(mimetype, "base64", encoded, params or {}, headers)


def disposition(kind: str, name: str) -> str:
    """RFC 6266: "attachment" or "inline", with a plain file name."""
    return f"{kind}{_params({'filename': name})}"


def _part(mimetype: str, encoding: str, content: bytes, params: dict, headers=None) -> bytes:
    lines = [("Content-Type", f"{mimetype}{_params(params)}")]
    lines.append(("Content-Transfer-Encoding", encoding))
    lines += [(key.replace("_", "-").title(), value) for key, value in (headers or {}).items()]
    return b"".join(header(*line) for line in lines) + b"\r\n" + content


def _params(params: dict[str, str]) -> str:
    return "".join(f'; {key}="{_quoted(value)}"' for key, value in params.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
