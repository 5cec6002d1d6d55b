"""A word to a worker that there is something to send; if it is lost, the clock comes by anyway."""

import logging
import threading
import time

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

TASK = "hubportal.outbox.tasks.deliver_due"
# No page waits longer than this for a broker that does not answer,
PATIENCE = 0.4
# and after that none asks it for a while.
SILENCE = 20
_quiet_until = 0.0


def nudge() -> None:
    """Wakes a sender after the commit, once however many letters the transaction writes."""
    planned = transaction.get_connection().run_on_commit
    if not any(function is wake for _sids, function, _robust in planned):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Asks for a run of the sender. Never raises, never takes longer than `PATIENCE`."""
    global _quiet_until
    if not current_app.conf.broker_url or time.monotonic() < _quiet_until:
        return
    attempt = Publication()
    attempt.start()
    attempt.join(PATIENCE)
    if attempt.trouble:
        _quiet_until = time.monotonic() + SILENCE
        logger.warning("Letters wait for the next tick of the clock: %s", attempt.trouble)


class Publication(threading.Thread):
    """In a thread of its own, because a silent name server obeys no socket's time limit."""

    LIMITS = {
        "socket_connect_timeout": PATIENCE,
        "socket_timeout": PATIENCE,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }

    def __init__(self):
        super().__init__(daemon=True)
        self.trouble = "the broker does not answer"

    def run(self) -> None:
        global _quiet_until
        try:
            with current_app.connection_for_write(transport_options=self.LIMITS) as connection:
                producer = connection.Producer()
                current_app.send_task(TASK, producer=producer, retry=False, expires=15)
            self.trouble = ""
            _quiet_until = 0.0  # late, but there
        except Exception as error:  # whatever ails the broker, the letter is safe in the database
            self.trouble = str(error)
