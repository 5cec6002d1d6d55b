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
# A sender that is woken takes all that waits. So one that is about to be woken is woken once for
# all who ask until then: while very many letters are written, this often in a second and process.
SPACING = 0.25
_quiet_until = 0.0
_last = 0.0
_coming: "Publication | None" = None
_lock = threading.Lock()


def nudge() -> None:
    """Wakes a sender after the commit, once however many letters the transaction writes."""
    planned = transaction.get_connection().run_on_commit
    if not any(function is wake for _sids, function, _robust in planned):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Asks for a run of the sender. Never raises, never takes longer than `PATIENCE`."""
    global _quiet_until, _last, _coming
    if not current_app.conf.broker_url or time.monotonic() < _quiet_until:
        return
    with _lock:
        if _coming and _coming.is_alive():
            return
        delay = max(0.0, _last + SPACING - time.monotonic())
        _last = time.monotonic() + delay
        attempt = Publication(delay)
        _coming = attempt if delay else None
        attempt.start()
    if not delay:
        attempt.join(PATIENCE)
        attempt.judge()


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

    def __init__(self, delay: float = 0.0):
        super().__init__(daemon=True)
        self.delay = delay
        self.trouble = "the broker does not answer"

    def run(self) -> None:
        if self.delay:
            self._wait()
        self._publish()
        if self.delay:
            self.judge()

    def _wait(self) -> None:
        """From the end of it on, whoever has a letter asks for another run."""
        global _coming
        time.sleep(self.delay)
        with _lock:
            _coming = None

    def judge(self) -> None:
        global _quiet_until
        if self.trouble:
            _quiet_until = time.monotonic() + SILENCE
            logger.warning("Letters wait for the next tick of the clock: %s", self.trouble)

    def _publish(self) -> None:
        global _quiet_until
        try:
            with current_app.connection_for_write(transport_options=self.LIMITS) as connection:
                producer = connection.Producer()
                current_app.send_task(TASK, producer=producer, retry=False, expires=15)
            self.trouble = ""
            _quiet_until = 0.0  # late, but there
        except Exception as error:  # whatever ails the broker, the letter is safe in the database
            self.trouble = str(error)
