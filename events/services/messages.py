"""What staff write to the people of an event: sent by the clock, in batches, once to each."""

import datetime as dt
import logging
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Message
from hubportal.workflow.moves import Refused, move, refuse_if

logger = logging.getLogger(__name__)
Status = Message.Status

# So many letters are written in one transaction.
BATCH = 200
# Seconds after which a run leaves the rest to the next tick of the clock.
STAMINA = 40


@transaction.atomic
def write_message(message: Message, *, by) -> Message:
    """Saves a draft; what is scheduled or sent stays as it is."""
    if message.pk:
        refuse_if(rules.reasons_not_to_change(_locked(message)))
    message.by = by
    message.save()
    return message


@transaction.atomic
def send_message(message: Message, *, by, shown: int, why: str = "", now=None) -> None:
    """Hands it to the clock, which writes the letters within a minute.

    `shown` is the number of people that `by` has just read; raises `Refused` where it has changed.
    `why` is recorded where the message leaves in one language and two are owed.
    """
    message = _same(message, _locked(message))
    number = rules.recipients(message).count()
    refuse_if(rules.reasons_not_to_send(message, shown=shown, number=number, why=why))
    _schedule(message, now or timezone.now(), by=by, why=why)


@transaction.atomic
def schedule_message(message: Message, *, by, moment: dt.datetime, why: str = "", now=None) -> None:
    now = now or timezone.now()
    message = _same(message, _locked(message))
    refuse_if(rules.reasons_not_to_schedule(message, moment, now=now, why=why))
    _schedule(message, moment, by=by, why=why)


def _schedule(message: Message, moment: dt.datetime, *, by, why: str) -> None:
    note = why if rules.lacking_languages(message) else ""
    if message.status == Status.SCHEDULED:
        raise Refused(_("It is scheduled already."))
    move(message, Status.SCHEDULED, by=by, note=note, send_at=moment, by_id=by.pk)


@transaction.atomic
def unschedule_message(message: Message, *, by) -> None:
    """Back to a draft; not once the first letters are written."""
    message = _same(message, _locked(message))
    refuse_if(rules.reasons_not_to_stop(message))
    move(message, Status.DRAFT, by=by, send_at=None)


@transaction.atomic
def drop_message(message: Message, *, by) -> None:
    """It will not be sent, and stays to be read."""
    message = _same(message, _locked(message))
    refuse_if(rules.reasons_not_to_stop(message))
    move(message, Status.DROPPED, by=by, send_at=None)


@transaction.atomic
def test_message(message: Message, *, by, language: str) -> None:
    """The letter to whoever writes it."""
    emails.test_of(message, to=by, language=language)


def send_due_messages(*, now=None) -> int:
    """Writes the letters of every message whose moment has come, and returns how many.

    A missed or a doubled run changes nothing: what is due stays due, and a letter's key, which is
    made of the message and the registration, is taken once.
    """
    now = now or timezone.now()
    tired_at = monotonic() + STAMINA
    due = [*Message.objects.due(now=now).values_list("pk", flat=True)]
    later = Message.objects.filter(
        status=Status.SENT,
        for_later=True,
        event__starts_at__gt=now,
        event__status=Event.Status.PUBLISHED,
    ).order_by("pk")
    maybe = rules.may_have_latecomers(later)
    due += [message.pk for message in maybe if rules.latecomers(message).exists()]
    return sum(_send_safely(pk, now, tired_at) for pk in due)


def _send_safely(pk: int, now, tired_at: float) -> int:
    try:
        return _send(pk, now, tired_at)
    except Exception:  # one message's trouble must not keep the others waiting
        logger.exception("Message %s was not written.", pk)
        return 0


def _send(pk: int, now, tired_at: float) -> int:
    written = 0
    while number := _send_batch(pk, now):
        written += number
        if monotonic() > tired_at:
            break
    return written


@transaction.atomic
def _send_batch(pk: int, now) -> int:
    """The next letters; a message that somebody else is just sending is left to them.

    After the last letter it counts as sent. One for those who come later stays open for them.
    """
    rows = Message.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    message = rows.select_related("event__hub").filter(pk=pk).first()
    if message is None or message.status not in (Status.SCHEDULED, Status.SENT):
        return 0
    again = message.status == Status.SENT
    people = rules.latecomers(message) if again else rules.not_written_to(message)
    batch = list(people[:BATCH])
    for registration in batch:
        registration.event = message.event
        emails.message(message, registration)
    if not batch and not again:
        _finish(message, now)
    elif again:
        Message.objects.filter(pk=pk).update(recipients=rules.letters_of(message).count())
    return len(batch)


def _finish(message: Message, now) -> None:
    number = rules.letters_of(message).count()
    if number or message.for_later:
        move(message, Status.SENT, by=None, sent_at=now, recipients=number)
    else:
        move(message, Status.DROPPED, by=None, note=_("Nobody was in this choice of people."))


def _locked(message: Message) -> Message:
    rows = Message.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("event__hub").get(pk=message.pk)


def _same(message: Message, fresh: Message) -> Message:
    """What the caller holds, as it stands under the lock."""
    for field in message._meta.concrete_fields:
        setattr(message, field.attname, getattr(fresh, field.attname))
    message.event = fresh.event
    return message
