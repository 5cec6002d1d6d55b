"""What people with a place do not know yet, and telling them."""

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events import emails, rules
from events.models import ChangeNotice, Event, Registration
from events.services.locks import locked
from hubportal.workflow.moves import move, refuse_if

logger = logging.getLogger(__name__)

Status = ChangeNotice.Status


def note_change(event: Event, *, before: Event, by, now) -> None:
    """Keeps for the next letter what this edit moved; expects the event's row to be locked.

    Joins the notice that is open, and drops it when nobody has anything to be told any more.
    """
    if event.status != Event.Status.PUBLISHED or event.starts_at <= now:
        return
    notice = event.change_notices.open().first()
    _remember_start(event, notice.before if notice else rules.changes.as_text(before))
    if notice is None and event.registrations.live().exists():
        notice = ChangeNotice(event=event, before=rules.changes.as_text(before), opened_at=now)
    if notice is None:
        return
    notice.later = [*notice.later, [now.isoformat(), rules.changes.as_text(event)]]
    notice.by = by
    known = rules.changes.as_known(event, notice.before)
    notice.due_at = rules.changes.due_at(known, event, opened_at=notice.opened_at, now=now)
    notice.save()
    if not to_tell(notice, event):
        move(notice, Status.DROPPED, by=by)


def _remember_start(event: Event, known: dict) -> None:
    """The start that was announced before, unless the event is back where people know it."""
    was = rules.changes.as_known(event, known)
    previous = was.previous_starts_at if was.starts_at == event.starts_at else was.starts_at
    event.previous_starts_at = None if previous == event.starts_at else previous
    event.save(update_fields=["previous_starts_at"])


def drop_notice(event: Event, *, by) -> None:
    """For letters that tell more than the notice would have told."""
    for notice in event.change_notices.open():
        move(notice, Status.DROPPED, by=by)


def to_tell(notice: ChangeNotice, event: Event) -> list[tuple[Registration, dict]]:
    """Each who knows something else than what is true, with what they know.

    Whoever registered after an edit has read the event as that edit left it.
    """
    now_true = rules.changes.as_text(event)
    rows = event.registrations.live().select_related("person").order_by("pk")
    known = ((row, rules.changes.known_to(notice, row.created_at)) for row in rows)
    return [(row, fields) for row, fields in known if not rules.changes.same(fields, now_true)]


@transaction.atomic
def tell(notice: ChangeNotice, *, by=None, now=None) -> int:
    """Writes to everybody whom the open notice concerns and returns how many that were.

    An event that has started, or is not on any more, is no news: then the notice is dropped.
    Raises `Refused` when somebody else has told or dropped it meanwhile.
    """
    event = locked(notice.event)
    now = now or timezone.now()
    notice.refresh_from_db()
    refuse_if(rules.changes.reasons_not_to_tell(notice))
    on = event.status == Event.Status.PUBLISHED and event.starts_at > now
    found = to_tell(notice, event) if on else []
    move(notice, Status.TOLD if found else Status.DROPPED, by=by, told_at=now if found else None)
    known = {row.pk: fields for row, fields in found}
    for registration in everybody(event, among=known):
        before = rules.changes.as_known(event, known[registration.pk])
        emails.event_changed(registration, before=before)
    return len(found)


def tell_changes(*, now=None) -> int:
    """Each notice that is due in a transaction of its own; returns how many people were told."""
    now = now or timezone.now()
    due = ChangeNotice.objects.due(now=now).select_related("event")
    return sum(_tell_safely(notice, now=now) for notice in due)


def _tell_safely(notice: ChangeNotice, *, now) -> int:
    try:
        return tell(notice, now=now)
    except Exception:  # one event's trouble must not keep the others waiting
        logger.exception("The change of event %s was not told.", notice.event_id)
        return 0


def everybody(event: Event, *, among=None) -> list[Registration]:
    """All who have or wait for a place, or those `among` them, their invitations one version
    further.
    """
    coming = event.registrations.live()
    coming = coming if among is None else coming.filter(pk__in=among)
    coming.update(sequence=F("sequence") + 1)
    found = list(coming.select_related("person").order_by("pk"))
    for registration in found:
        registration.event = event
    return found
