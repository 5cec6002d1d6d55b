"""One JSON object per line, with the request's id and without personal data.

Addresses of pages may hold tokens, and exceptions may quote what people typed: a line names the
route instead of the address, e-mail addresses are masked and PostgreSQL's quotations cut.
"""

import json
import logging
import re
import time
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings

access = logging.getLogger("hubportal.access")
request_id: ContextVar[str] = ContextVar("request_id", default="")

# What a proxy may call a request; anything else could forge lines or swell the log.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
QUOTATION = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|PARAMETERS?):.*$", re.MULTILINE)
PROBES = {"/healthz", "/readyz"}


class RequestIdMiddleware:
    """Gives each request an id, in every log line and in the answer's X-Request-ID."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex
        # Whether somebody was in time is a matter of when they asked, not of when we got to it.
        request.received_at = datetime.now(UTC)
        token = request_id.set(request.id)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id
            if not is_routine(request, response):
                extra = line(request, response, began)
                access.info("%s %s", request.method, route_of(request), extra=extra)
            return response
        finally:
            request_id.reset(token)


def line(request, response, began) -> dict:
    """What the access log keeps of a request; `milliseconds` is the time until the answer began."""
    return {
        "status": response.status_code,
        "milliseconds": round((time.monotonic() - began) * 1000),
        # Asking the request for its user would read the session of pages that never needed it.
        "user": getattr(getattr(request, "_cached_user", None), "pk", None),
    }


def route_of(request) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no route)"


def is_routine(request, response) -> bool:
    """Files and probes that succeed would drown what people do."""
    routine = request.path in PROBES or request.path.startswith(settings.STATIC_URL)
    return routine and response.status_code < 400


def cleaned(text: str) -> str:
    return ADDRESS.sub("[address]", QUOTATION.sub(r"\1: [cut]", text))


class JSONFormatter(logging.Formatter):
    """JSON escapes line ends, so that no value can forge a second line."""

    EXTRAS = ("status", "milliseconds", "user")

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message(record),
            "request": request_id.get() or getattr(getattr(record, "request", None), "id", ""),
        }
        entry |= {name: getattr(record, name) for name in self.EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            entry["error"] = cleaned("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps({name: value for name, value in entry.items() if value not in ("", None)})

    def message(self, record) -> str:
        text = record.getMessage()
        request = getattr(record, "request", None)
        if len(getattr(request, "path", "")) > 1:
            text = text.replace(request.get_full_path(), request.path)
            text = text.replace(request.path, route_of(request))
        return cleaned(text)
