"""To whom a message of the staff goes, and what keeps it from leaving."""

import datetime as dt
import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Message, Registration
from hubportal.outbox.models import Letter
from hubs.models.publishing import texts
from hubs.rules.publishing import lacking, owes_welsh

Status = Message.Status
LACKS = {
    "cy": gettext_lazy("%(fields)s: nothing in Welsh"),
    "en": gettext_lazy("%(fields)s: nothing in English"),
}
# Also what has too many braces, for only one pair would be filled, or one that is missing.
MARK = re.compile(r"\{+[^{}\n]*\}+|\{+ ?\w*|(?<!\w)\w* ?\}+")


def recipients(message: Message) -> QuerySet[Registration]:
    """Who is counted, named and written to; one row for each person with an open account.

    It is their latest: whoever gave a place up and has another one now is somebody with a place.
    """
    everybody = message.event.registrations
    later = everybody.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    people = everybody.filter(~Exists(later), status__in=message.statuses, person__is_active=True)
    if message.mode and message.event.format == "hybrid":
        people = people.filter(mode=message.mode)
    if message.sectors:
        people = people.filter(sector__roll_up__in=message.sectors)
    return people.select_related("person", "sector").order_by("pk")


def not_written_to(message: Message) -> QuerySet[Registration]:
    """The recipients for whom no letter of this message has been written yet."""
    written = letters_of(message).filter(about_id=OuterRef("pk"))
    return recipients(message).filter(~Exists(written))


def letters_of(message: Message) -> QuerySet[Letter]:
    kind = ContentType.objects.get_for_model(Registration)
    letters = Letter.objects.filter(about_type=kind, what=Message.LETTER, version=str(message.pk))
    # by the index on what letters are about: there may be millions of others
    return letters.filter(about_id__in=message.event.registrations.values("pk"))


def latecomers(message: Message) -> QuerySet[Registration]:
    """Those who got a place after it was sent, which was meant for them as well."""
    return not_written_to(message).filter(status=Registration.Status.CONFIRMED)


def may_have_latecomers(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that somebody with a place has no letter of, asked for all at once.

    Whether that somebody is of the sector and in the room that it is for, `latecomers` tells.
    """
    kind = ContentType.objects.get_for_model(Registration)
    message = Cast(OuterRef(OuterRef("pk")), CharField())
    written = Letter.objects.filter(
        about_type=kind, about_id=OuterRef("pk"), what=Message.LETTER, version=message
    )
    people = Registration.objects.confirmed().filter(event=OuterRef("event"))
    unwritten = people.filter(~Exists(written), person__is_active=True)
    return messages.filter(Exists(unwritten)).select_related("event")


def is_begun(message: Message) -> bool:
    """Whether letters of it are written already."""
    return letters_of(message).exists()


def lacking_languages(message: Message) -> list[str]:
    """Of a hub bound by the Welsh Language Standards: what misses in Welsh or English, in words."""
    if not owes_welsh(message.event):
        return []
    return [LACKS[code] % {"fields": fields} for code, fields in lacking(message)]


def reasons_not_to_change(message: Message) -> Iterator[str]:
    """What is on its way, was sent or was dropped stays as it is."""
    if message.pk and message.status == Status.SCHEDULED:
        yield _("It has been scheduled meanwhile. Take it off the schedule, then change it.")
    elif message.pk and message.status != Status.DRAFT:
        yield _("Only a draft can be changed, and this is none any more. Write a new message.")


def reasons_against_marks(value) -> Iterator[str]:
    """For each language of a text with marks such as {hotel} that nothing would be put in for."""
    for code, name in settings.LANGUAGES:
        marks = MARK.findall(texts(value).get(code, ""))
        unknown = [mark for mark in dict.fromkeys(marks) if mark not in Message.PLACEHOLDERS]
        if unknown:
            words = _("%(language)s: nothing is put in for %(unknown)s. You can use %(known)s.")
            yield words % {
                "language": name,
                "unknown": ", ".join(unknown),
                "known": ", ".join(Message.PLACEHOLDERS),
            }


def reasons_not_to_send(
    message: Message, *, shown: int, number: int, why: str = ""
) -> Iterator[str]:
    """`shown` is the number of people that whoever sends it has read; `number` what it is now."""
    if number == 0 and not message.for_later:
        yield _("Nobody is in this choice of people now.")
    elif shown != number:
        words = ngettext(
            "Meanwhile it goes to %(number)d person, not to %(shown)d. Look again, then confirm.",
            "Meanwhile it goes to %(number)d people, not to %(shown)d. Look again, then confirm.",
            number,
        )
        yield words % {"number": number, "shown": shown}
    yield from reasons_against_text(message, why=why)


def reasons_against_text(message: Message, *, why: str) -> Iterator[str]:
    for value in (message.subject, message.body):
        yield from reasons_against_marks(value)
    yield from reasons_against_languages(message, why=why)


def reasons_against_languages(message: Message, *, why: str) -> Iterator[str]:
    if not why.strip() and (lacks := lacking_languages(message)):
        words = _("Your hub writes in Welsh and in English. Still missing: %(what)s.")
        yield words % {"what": "; ".join(lacks)}
        yield _("Add it, or say why it leaves in one language.")


def reasons_not_to_schedule(
    message: Message, moment: dt.datetime, *, now: dt.datetime, why: str = ""
) -> Iterator[str]:
    if moment <= now:
        yield _("This moment has passed. Choose another, or send it now.")
    yield from reasons_against_text(message, why=why)


def reasons_not_to_stop(message: Message) -> Iterator[str]:
    """Letters that are written have their own page, where they can be cancelled one by one."""
    if message.status == Status.SCHEDULED and is_begun(message):
        yield _("It is being sent already.")
