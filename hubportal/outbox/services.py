"""What staff and the clock do with letters that exist."""

from datetime import datetime, timedelta
from email import policy

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hubportal.outbox.letters import LIFETIME, address
from hubportal.outbox.models import Desk, Letter
from hubportal.outbox.nudge import nudge
from hubportal.outbox.sender import deliver_due
from hubportal.workflow.moves import Refused

__all__ = [
    "cancel",
    "deliver_due",
    "forget",
    "forget_old_letters",
    "health",
    "pause",
    "resume",
    "send_again",
]

KEPT = timedelta(days=90)


@transaction.atomic
def send_again(letter: Letter, *, by, now: datetime | None = None) -> None:
    """Puts the very same message back in line; a person who has a new address gets it there."""
    now = now or timezone.now()
    letter = Letter.objects.select_for_update().select_related(None).get(pk=letter.pk)
    if letter.status == Letter.Status.WAITING:
        raise Refused(_("This letter is already waiting to be sent."))
    if letter.what == Letter.ACCOUNT or not letter.mime:
        raise Refused(_("This letter is no longer kept. Ask the person to request a new one."))
    _readdress(letter)
    letter.status = Letter.Status.WAITING
    letter.attempts, letter.next_attempt_at, letter.expires_at = 0, now, now + LIFETIME
    letter.sent_at = letter.closed_at = None
    letter.smtp_reply = letter.last_error = ""
    letter.save()
    nudge()


def _readdress(letter: Letter) -> None:
    if letter.person is None or letter.person.email == letter.to:
        return
    message = letter.message()
    address(message, letter.person.email)
    letter.to, letter.mime = letter.person.email, message.as_bytes(policy=policy.SMTP)


@transaction.atomic
def cancel(letter: Letter, *, by, reason: str = "", now: datetime | None = None) -> None:
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.status != Letter.Status.WAITING:
        raise Refused(
            _("This letter can no longer be cancelled: it is “%(status)s”.")
            % {"status": letter.get_status_display()}
        )
    letter.status, letter.closed_at = Letter.Status.CANCELLED, now or timezone.now()
    letter.last_error = reason or _("Cancelled by staff.")
    letter.save(update_fields=["status", "closed_at", "last_error"])


def pause(*, by, reason: str) -> None:
    """Nothing leaves until somebody resumes, except codes for signing in; `by` may be None."""
    Desk.load()
    Desk.objects.filter(paused_at=None).update(
        paused_at=timezone.now(), paused_by=by, reason=reason
    )


@transaction.atomic
def resume(*, by) -> None:
    Desk.objects.update(paused_at=None, paused_by=None, reason="", rests_until=None)
    nudge()


def health(*, now: datetime | None = None) -> dict:
    """How sending goes; ages in seconds, None where there is nothing to measure.

    `failed` counts what failed or expired within a day, `sent` what left within an hour.
    """
    now = now or timezone.now()
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    due = Q(next_attempt_at__lte=now)
    waiting = Letter.objects.waiting().aggregate(
        waiting=Count("pk"),
        due=Count("pk", filter=due),
        oldest=Min("next_attempt_at", filter=due),
    )
    closed = Letter.objects.filter(status__in=["sent", "failed", "expired"], closed_at__gte=day)
    closed = closed.aggregate(
        failed=Count("pk", filter=~Q(status="sent")),
        sent=Count("pk", filter=Q(status="sent", closed_at__gte=hour)),
    )
    desk = Desk.objects.first() or Desk()
    return {
        "oldest_due": _age(now, waiting.pop("oldest")),
        **waiting,
        **closed,
        "paused": desk.paused_at is not None,
        "last_run": _age(now, desk.ran_at),
        "trouble": desk.trouble,
    }


def _age(now: datetime, moment: datetime | None) -> float | None:
    return None if moment is None else max(0.0, (now - moment).total_seconds())


def forget_old_letters(*, now: datetime | None = None) -> int:
    """Drops the text of letters that were closed more than 90 days ago; who, what and when stay."""
    before = (now or timezone.now()) - KEPT
    closed = Letter.objects.exclude(status=Letter.Status.WAITING).filter(closed_at__lt=before)
    return closed.exclude(mime=b"").update(mime=b"", subject="")


@transaction.atomic
def forget(person) -> None:
    """Erasure: what waits for this person is cancelled, and no letter names them any more."""
    letters = Letter.objects.filter(Q(person=person) | Q(to__iexact=person.email))
    letters.waiting().update(status=Letter.Status.CANCELLED, closed_at=timezone.now())
    letters.update(to="", subject="", mime=b"", person=None, last_error="", smtp_reply="")
