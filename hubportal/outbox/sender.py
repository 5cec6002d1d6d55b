"""Hands due letters on: one at a time, its row locked until the mail server has answered."""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hubportal.outbox.delivery import Declined, Deferred, Mailbox, MailServer, Unreachable
from hubportal.outbox.models import Desk, Letter
from hubportal.outbox.nudge import wake

logger = logging.getLogger(__name__)

# A run ends after so many letters or seconds and asks for the next: other tasks get a turn.
LIMIT = 500
SECONDS = 20
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
# While nothing at all gets through, so that an outage is over soon after it is over.
LONGEST_DELAY_IN_TROUBLE = timedelta(minutes=3)
TROUBLE = 5
LONGEST_REST = timedelta(seconds=60)


def deliver_due(
    *,
    now: datetime | None = None,
    limit: int = LIMIT,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Sends what is due, most urgent first, and returns how many letters it dealt with.

    Any number may run at once. A sender killed at any moment loses no letter and doubles at most
    the one whose acceptance it had not yet committed.
    """
    desk = check_in(now or timezone.now())
    if desk.rests_until and desk.rests_until > (now or timezone.now()):
        return 0
    line = MailServer(settings.DELIVERY) if settings.DELIVERY else Mailbox()
    ends, dealt_with = time.monotonic() + SECONDS, 0
    try:
        while not stopping() and deliver_next(line, desk, now or timezone.now()):
            dealt_with += 1
            if dealt_with >= limit or time.monotonic() > ends:
                wake()
                break
    except Unreachable as trouble:
        rest(desk, now or timezone.now(), str(trouble))
    finally:
        line.close()
    return dealt_with


@transaction.atomic
def deliver_next(line, desk: Desk, now: datetime) -> bool:
    """Deals with the first letter that no other sender holds; False when there is none."""
    with connection.cursor() as cursor:
        # the mail server may take six answers of ten seconds each
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '90s'")
    letter = claimable(now).select_for_update(skip_locked=True).first()
    if letter is None:
        return False
    if letter.expires_at <= now:
        close(letter, Letter.Status.EXPIRED, now, last_error=letter.last_error or _("Too late."))
    else:
        attempt(letter, line, desk, now)
    return True


def attempt(letter: Letter, line, desk: Desk, now: datetime) -> None:
    letter.attempts += 1
    try:
        deliver(letter, line, now)
    except Unreachable:
        raise
    except Declined as refusal:
        close(letter, Letter.Status.FAILED, now, last_error=str(refusal))
    except Deferred as delay:
        defer(letter, desk, now, str(delay))
    except Exception as error:  # our own fault: others pass, and a mended release sends it
        logger.exception("Letter %s could not be sent.", letter.pk)
        defer(letter, desk, now, repr(error))
    else:
        recover(desk)


def claimable(now: datetime):
    """What may leave now. A pause lets new codes through: staff must get in to end it."""
    paused = Desk.objects.filter(paused_at__isnull=False)
    fresh_code = Q(what=Letter.ACCOUNT, created_at__gt=paused.values("paused_at")[:1])
    return Letter.objects.due(now).filter(~Exists(paused) | fresh_code)


def deliver(letter: Letter, line, now: datetime) -> None:
    if reason := why_not(letter):
        close(letter, Letter.Status.CANCELLED, now, last_error=reason)
        return
    reply = line.send(letter.to, bytes(letter.mime))
    if letter.what == Letter.ACCOUNT and not settings.DEMO:
        letter.mime = b""  # a code that has been sent is nobody's business any more
    close(letter, Letter.Status.SENT, now, sent_at=now, smtp_reply=reply, last_error="")


def why_not(letter: Letter) -> str:
    """Why this letter is no longer true, in words; empty when it is. Asked as it leaves."""
    if letter.about_type_id is None:
        return ""
    model = ContentType.objects.get_for_id(letter.about_type_id).model_class()
    if not hasattr(model, "why_not_send"):
        return ""
    with transaction.atomic():
        if letter.about is None:
            return _("The record it is about no longer exists.")
        return str(letter.about.why_not_send(letter.name, letter.version))


def close(letter: Letter, status: str, now: datetime, **fields) -> None:
    for name, value in {"status": status, "closed_at": now, **fields}.items():
        setattr(letter, name, value)
    letter.save(update_fields=["status", "closed_at", "attempts", "mime", *fields])


def defer(letter: Letter, desk: Desk, now: datetime, error: str) -> None:
    desk.failures += 1
    Desk.objects.update(failures=F("failures") + 1)
    longest = LONGEST_DELAY if desk.failures < TROUBLE else LONGEST_DELAY_IN_TROUBLE
    delay = min(FIRST_DELAY * 2 ** min(letter.attempts - 1, 10), longest)
    delay *= random.uniform(0.8, 1.2)  # noqa: S311 -- spreads the load, guards nothing
    letter.next_attempt_at = min(now + delay, letter.expires_at)
    letter.last_error = error
    letter.save(update_fields=["attempts", "next_attempt_at", "last_error"])


def recover(desk: Desk) -> None:
    if desk.failures:
        desk.failures = 0
        Desk.objects.update(failures=0, rests_until=None, trouble="")


def rest(desk: Desk, now: datetime, error: str) -> None:
    """Leaves the mail server alone for a little; the letters keep their attempts for themselves."""
    logger.warning("The mail server takes no letters: %s", error)
    pause = min(timedelta(seconds=5) * 2 ** min(desk.failures, 10), LONGEST_REST)
    Desk.objects.update(failures=F("failures") + 1, rests_until=now + pause, trouble=error)


def check_in(now: datetime) -> Desk:
    """Notes that a sender runs, and pauses the outbox of a database that was restored or copied:
    what waits in it may have been sent by the original since.
    """
    desk, here = Desk.load(), identity()
    if desk.identity != here:
        restored = {"paused_at": now, "reason": _("This database was restored or copied.")}
        Desk.objects.filter(identity=desk.identity).update(
            identity=here, **(restored if desk.identity else {})
        )
    Desk.objects.update(ran_at=now)
    return desk


def identity() -> str:
    """Changes with a restored dump (oid), another cluster, and a recovery to a point in time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        oid = cursor.fetchone()[0]
        try:
            with transaction.atomic():
                cursor.execute(
                    "SELECT system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8)"
                    " FROM pg_control_system()"
                )
                return "/".join(map(str, [*cursor.fetchone(), oid]))
        except ProgrammingError:  # some hosts allow these functions to superusers only
            return str(oid)
