import logging
from time import monotonic

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from events import emails, figures
from events.models import Registration, Reminder
from hubportal.outbox.models import Letter

logger = logging.getLogger(__name__)

# So many letters are written in one transaction.
BATCH = 200
# Seconds after which a run leaves the rest to the next tick of the clock.
STAMINA = 40


def send_due_reminders(*, now=None) -> int:
    """Writes every reminder whose hour has come and returns how many.

    A missed or a doubled run changes nothing: what is due stays due until the event starts,
    and a letter's key is taken once.
    """
    now = now or timezone.now()
    tired_at = monotonic() + STAMINA
    due = Reminder.objects.due(now=now).select_related("event__hub").order_by("pk")
    return sum(_remind_safely(reminder, tired_at) for reminder in due)


def _remind_safely(reminder: Reminder, tired_at: float) -> int:
    try:
        return _remind(reminder, tired_at)
    except Exception:  # one event's trouble must not keep the others waiting
        logger.exception("Reminder %s was not written.", reminder.pk)
        return 0


def _remind(reminder: Reminder, tired_at: float) -> int:
    people = _to_remind(reminder)
    listed = figures.listed_by_sector(reminder.event)
    written, last = 0, 0
    while batch := list(people.filter(pk__gt=last)[:BATCH]):
        with transaction.atomic():
            for registration in batch:
                registration.event = reminder.event
                meet = figures.to_meet(listed, registration)
                written += bool(emails.reminder(registration, reminder, meet=meet))
        last = batch[-1].pk
        if monotonic() > tired_at:
            return written
    Reminder.objects.filter(pk=reminder.pk).update(swept_for=reminder.event.starts_at)
    return written


def _to_remind(reminder: Reminder):
    """Whoever registered after the hour of the reminder has just read about the event.

    A letter whose version names no hour was of this reminder unless it was written before its
    hour: then it was of an earlier one of the same day, and this one leaves as well.
    """
    without_hour = emails.version_without_hour(reminder)
    before = Q(version=without_hour, created_at__gte=reminder.due_at)
    written = Letter.objects.filter(
        Q(version=emails.reminder_version(reminder)) | before,
        about_type=ContentType.objects.get_for_model(Registration),
        about_id=OuterRef("pk"),
        what=emails.REMINDER,
    )
    confirmed = reminder.event.registrations.confirmed()
    people = confirmed.filter(reminders=True, person__is_active=True)
    people = people.filter(~Exists(written), confirmed_at__lte=reminder.due_at)
    return people.select_related("person").order_by("pk")
