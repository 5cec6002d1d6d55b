import contextlib
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections

from hubportal.outbox import services

# Seconds between two looks into an empty outbox.
PAUSE = 5


class Command(BaseCommand):
    help = "Sends due letters, without Redis and Celery, until it is told to stop."
    # pages and forms are of no concern to a sender, which must be back soon after a crash
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due and end")

    def handle(self, *, once, verbosity, **options):
        stop = threading.Event()
        with _stopped_by_signals(stop):
            while not stop.is_set():
                dealt_with = self._run(stop, once)
                if dealt_with and verbosity:
                    self.stdout.write(f"{dealt_with}")
                if once and not dealt_with:
                    break
                if not dealt_with:
                    stop.wait(PAUSE)

    def _run(self, stop: threading.Event, once: bool) -> int:
        close_old_connections()
        try:
            return services.deliver_due(stopping=stop.is_set)
        except Error as error:
            if once:
                raise CommandError(error) from error
            self.stderr.write(f"The database does not answer: {error}")
            return 0


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event):
    """The letter at hand is finished first."""
    before = {
        name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
