"""An event once more, on another day."""

import datetime as dt

from django.db import transaction

from events.models import Event, Question, Reminder, Session, Share

LISTS = ["co_hosts", "themes", "sectors"]
# Days and moments that were meant for the one date alone, and the way into that one's room.
FOR_ONE_DATE = {
    **dict.fromkeys(["registration_opens_at", "registration_closes_at", "shares_until"]),
    **dict.fromkeys(["decide_by", "interpreters_by", "needs_by", "previous_starts_at"]),
    "attendance_settled_at": None,
    "join_url": "",
}


@transaction.atomic
def clone(event: Event, *, by, start_date: dt.date) -> Event:
    """A draft like this event on another day, with its programme, questions, shares, reminders.

    Nothing of people: no registrations, no letters, nobody's consent to be named, no papers. Nor
    the joining link: whoever had it for this event must not come to the next one by it.
    """
    copy = Event.objects.get(pk=event.pk)
    copy.pk, copy.status, copy.status_note, copy.version = None, Event.Status.DRAFT, "", 1
    copy._state.adding = True
    copy.end_date = start_date + (event.end_date - event.start_date)
    copy.start_date = start_date
    for name, nothing in FOR_ONE_DATE.items():
        setattr(copy, name, nothing)
    copy.slug = _free_slug(f"{event.slug[:100]}-{start_date:%Y-%m-%d}")
    copy.save()
    for name in LISTS:
        getattr(copy, name).set(getattr(event, name).all())
    _rows(Reminder, event, copy, swept_for=None)
    _rows(Share, event, copy)
    _sessions(event, copy)
    _questions(event, copy)
    return copy


def _free_slug(wish: str) -> str:
    taken = set(Event.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    numbers = (f"{wish}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wish, *numbers) if slug not in taken)


def _again(row, copy: Event, **changes):
    row.pk, row.event = None, copy
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _rows(model, event: Event, copy: Event, **changes) -> None:
    rows = model.objects.filter(event=event).order_by("pk")
    model.objects.bulk_create(_again(row, copy, **changes) for row in rows)


def _sessions(event: Event, copy: Event) -> None:
    shift = copy.start_date - event.start_date
    sessions = Session.objects.filter(event=event).order_by("pk")
    Session.objects.bulk_create(
        _again(session, copy, date=session.date + shift, recording_url="") for session in sessions
    )


def _questions(event: Event, copy: Event) -> None:
    """Those still asked; a condition follows its question, and goes where that is not asked."""
    copies, conditions = {}, {}
    for question in Question.objects.filter(event=event).asked():
        old, conditions[question.pk] = question.pk, (question.only_if_id, question.only_if_option)
        copies[old] = _again(question, copy, only_if=None, only_if_option=None)
    Question.objects.bulk_create(copies.values())
    for old, (leads, option) in conditions.items():
        if leads in copies:
            copies[old].only_if, copies[old].only_if_option = copies[leads], option
    Question.objects.bulk_update(copies.values(), ["only_if", "only_if_option"])
