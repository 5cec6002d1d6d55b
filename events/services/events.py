from django.db import transaction
from django.utils import timezone

from events import emails, rules
from events.models import Event, Registration, Reminder
from events.services.changes import drop_notice, everybody, note_change
from events.services.leaving import leave
from events.services.locks import locked
from events.services.programme import move_sessions
from events.services.taking_back import take_back_all
from events.services.waiting import renew_offers, settle, shorten_offers
from hubportal.workflow.models import Step
from hubportal.workflow.moves import move, refuse_if

Status = Event.Status

DAYS_BEFORE = [7, 1]
# What people type; all else is written by services alone.
TYPED = {field.name for field in Event._meta.concrete_fields if field.editable} - {"id"}


@transaction.atomic
def create_event(event: Event, *, by) -> Event:
    """Saves a new draft with the usual reminders: a week and a day before, at nine."""
    event.save()
    Reminder.objects.bulk_create(Reminder(event=event, days_before=days) for days in DAYS_BEFORE)
    return event


@transaction.atomic
def change_event(event: Event, *, by, fields=None, reason: str = "", now=None) -> Event:
    """Saves what was typed into `event`, notes what people are to be told, fills places.

    `fields` names what was typed, if not everything; of all else the saved state stands. `reason`
    goes into the history where an announced event is not in both languages that are owed.
    """
    before = locked(event)
    now = now or timezone.now()
    typed = TYPED if fields is None else TYPED.intersection(fields)
    if before.status != Status.DRAFT:
        # letters and calendars lead to the address as it was announced
        typed = typed - {"slug"}
    _keep_the_rest(before, event, typed)
    _check_sizes(before, event, now=now)
    moved = rules.changes.moved(before, event)
    event.version = before.version + moved
    event.save(update_fields=[*typed, "version", "changed_at"])
    event.refresh_from_db()
    move_sessions(event, days=event.start_date - before.start_date)
    _begin_anew(event, before=before, by=by, now=now)
    shorten_offers(event)
    _keep_to_one_pool(event)
    _record(reason, event, by=by)
    if moved:
        note_change(event, before=before, by=by, now=now)
    settle(event, now=now)
    return event


def _begin_anew(event: Event, *, before: Event, by, now) -> None:
    """On another day nobody has come yet; before the new end, it is not settled who came."""
    if event.start_date != before.start_date and now < rules.door_opens_at(event):
        take_back_all(event, by=by)
    if event.ends_at != before.ends_at and now < event.ends_at:
        event.attendance_settled_at = None
        event.save(update_fields=["attendance_settled_at"])


def _keep_the_rest(before: Event, event: Event, typed) -> None:
    for field in Event._meta.concrete_fields:
        if field.name not in typed:
            setattr(event, field.attname, getattr(before, field.attname))


def _record(reason: str, event: Event, *, by) -> None:
    """Beside the one that may have been given when it was announced."""
    announced = event.status == Status.PUBLISHED
    if reason and announced and any(rules.reasons_against_one_language(event)):
        Step.objects.create(subject=event, was=event.status, now=event.status, by=by, note=reason)


def _check_sizes(before: Event, event: Event, *, now) -> None:
    names = ("format", "capacity", "online_capacity")
    sizes = {name: getattr(event, name) for name in names}
    refuse_if(reason for _field, reason in rules.reasons_against_sizes(before, **sizes, now=now))


def _keep_to_one_pool(event: Event) -> None:
    """Of an event that is in the room or online and not both, everybody takes part as it is."""
    if event.format != Event.Format.HYBRID:
        mode = rules.mode_of(event)
        event.registrations.exclude(mode=mode, wanted="").update(mode=mode, wanted="")


@transaction.atomic
def resize(event: Event, *, by, capacity: int, now=None) -> None:
    """Changes the number of places; more of them go to the waiting list at once."""
    before = locked(event)
    now = now or timezone.now()
    refuse_if(rules.reasons_not_to_resize(before, capacity, now=now))
    before.capacity = event.capacity = capacity
    before.save(update_fields=["capacity", "changed_at"])
    settle(before, now=now)


@transaction.atomic
def publish(event: Event, *, by, reason: str = "", now=None) -> None:
    """Announces a draft, or a postponed event with its new date; the latter is told.

    `reason` goes into the history when a hub that owes Welsh and English has not both. Raises
    `Refused` where one is owed and no reason is given.
    """
    now = _under_lock(event, now)
    refuse_if(rules.reasons_not_to_publish(event, now=now))
    refuse_if(rules.reasons_against_one_language(event, why=reason))
    reason = reason if any(rules.reasons_against_one_language(event)) else ""
    again = event.status == Status.POSTPONED
    rescheduled = again and event.previous_starts_at != event.starts_at
    previous = event.previous_starts_at if rescheduled else None
    _move(event, Status.PUBLISHED, by=by, now=now, reason=reason, previous_starts_at=previous)
    if again:
        renew_offers(event, now=now)
        for registration in everybody(event):
            emails.event_changed(registration, before=None)
    settle(event, now=now)


@transaction.atomic
def postpone(event: Event, *, by, note: str, now=None) -> None:
    """Keeps everybody's place and takes the date out of their calendars."""
    now = _under_lock(event, now)
    refuse_if(rules.reasons_not_to_postpone(event, now=now))
    anew = {"previous_starts_at": event.starts_at, "attendance_settled_at": None}
    _move(event, Status.POSTPONED, by=by, note=note, now=now, **anew)
    take_back_all(event, by=by, note=note)
    for registration in everybody(event):
        emails.event_postponed(registration, note=note)


@transaction.atomic
def cancel_event(event: Event, *, by, note: str, now=None) -> None:
    """Ends every registration and tells each person why."""
    now = _under_lock(event, now)
    refuse_if(rules.reasons_not_to_call_off(event, now=now))
    _move(event, Status.CANCELLED, by=by, note=note, now=now)
    take_back_all(event, by=by, note=note)
    for registration in everybody(event):
        had_place = registration.in_place
        leave(registration, Registration.Status.REMOVED, by=by, note=note)
        emails.event_cancelled(registration, note=note, had_place=had_place)


def _under_lock(event: Event, now):
    locked(event)
    event.refresh_from_db()
    return now or timezone.now()


def _move(event: Event, status: str, *, by, now, note="", reason="", **changes) -> None:
    """Whoever is told of this hears of what was changed before with it.

    `note` is for everybody to read, `reason` for the staff alone.
    """
    drop_notice(event, by=by)
    told = {"status_note": note, "version": event.version + 1, "changed_at": now}
    move(event, status, by=by, note=note or reason, **told, **changes)
