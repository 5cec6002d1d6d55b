import datetime as dt
import logging
from time import monotonic

from django.db import transaction
from django.utils import timezone

from hubs.models import Opportunity
from members import emails
from members.models import Saved
from members.models.saved import LEADS

logger = logging.getLogger(__name__)

# So many letters are written in one transaction.
BATCH = 200
# Seconds after which a run leaves the rest to the next tick of the clock.
STAMINA = 40


@transaction.atomic
def save(opportunity: Opportunity, *, by, remind: bool) -> Saved:
    """Keeps it in sight for this person; a second time changes the reminder alone.

    Asking for reminders anew counts from now on: what was due before is not written.
    """
    Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    mine = Saved.objects.filter(user=by, opportunity=opportunity).first()
    mine = mine or Saved(user=by, opportunity=opportunity, remind=False)
    if remind and not mine.remind:
        mine.saved_at = timezone.now()
    mine.remind = remind
    mine.save()
    return mine


@transaction.atomic
def forget(opportunity: Opportunity, *, by) -> None:
    """Takes it off this person's list, and the reminder with it."""
    Saved.objects.filter(user=by, opportunity=opportunity).delete()


@transaction.atomic
def quieten_saved(saved: Saved) -> None:
    """No more reminders of this one; the entry stays on the list."""
    Saved.objects.filter(pk=saved.pk).update(remind=False)
    saved.remind = False


def send_due_deadlines(*, now: dt.datetime | None = None) -> int:
    """Writes every reminder of a deadline that is due, and returns how many.

    A missed or a doubled run changes nothing: what is due stays due until the next reminder or
    the deadline, and a letter's key is taken once. A deadline that moves reminds again.
    """
    now, tired_at = now or timezone.now(), monotonic() + STAMINA
    return sum(_remind(days, now, tired_at) for days in LEADS)


def _remind(days: int, now: dt.datetime, tired_at: float) -> int:
    rows = Saved.objects.to_remind(days=days, now=now).order_by("pk")
    rows = rows.select_related("user", "opportunity__hub", "opportunity__funder")
    written, last = 0, 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        written += sum(_remind_safely(saved, days, now) for saved in batch)
        last = batch[-1].pk
        if monotonic() > tired_at:
            break
    return written


def _remind_safely(saved: Saved, days: int, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            told = {"reminded_for": saved.opportunity.closes_at, "reminded_days": days}
            Saved.objects.filter(pk=saved.pk).update(**told)
            return bool(emails.opportunity_closes(saved, days=days, now=now))
    except Exception:  # one entry's trouble must not keep the others waiting
        logger.exception("Reminder of the saved opportunity %s was not written.", saved.pk)
        return False
