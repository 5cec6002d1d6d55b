"""What a supervisor or a load balancer asks. Both answers are public and hold figures only."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from hubportal.outbox import services as outbox

# Seconds without a round of the sender, which comes by every 15, until the clock counts as stopped.
ROUND_OVERDUE = 60
# Seconds that a letter may be due; more says that rounds happen but nothing leaves.
LETTER_OVERDUE = 900


@never_cache
def healthz(request):
    """This process answers. A process that does not should be replaced."""
    return JsonResponse({"status": "alive"})


@never_cache
def readyz(request):
    """200 when all is well; 503 with what is not.

    `pages` says whether pages work: they need the database alone. Without Redis they are slower,
    without a clock letters wait, and nothing is lost. Take this machine out of service for
    `pages`, and call a person for anything else.
    """
    database, figures = database_and_outbox()
    report = {
        "status": "ready",
        "pages": database == "ok",
        "database": database,
        "redis": redis_state(),
        "clock": clock_state(figures),
        "outbox": figures,
    }
    if {report["database"], report["redis"], report["clock"]} != {"ok"}:
        report["status"] = "not ready"
    return JsonResponse(report, status=200 if report["status"] == "ready" else 503)


def database_and_outbox() -> tuple[str, dict]:
    try:
        figures = outbox.health()
    except Error as error:
        connection.close()
        return type(error).__name__, {}
    # What a mail server answered may quote an address.
    return "ok", figures | {"trouble": bool(figures["trouble"])}


def redis_state() -> str:
    try:
        with redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=1
        ) as client:
            client.ping()
    except redis.RedisError as error:
        return type(error).__name__
    return "ok"


def clock_state(figures: dict) -> str:
    """Whether somebody makes the rounds: a worker that the clock wakes, or `manage.py deliver`."""
    last_run, oldest_due = figures.get("last_run"), figures.get("oldest_due") or 0
    if last_run is None:
        return "never ran"
    if last_run > ROUND_OVERDUE:
        return f"last round {last_run:.0f} seconds ago"
    if oldest_due > LETTER_OVERDUE and not figures["paused"]:
        return f"a letter is due for {oldest_due:.0f} seconds"
    return "ok"
