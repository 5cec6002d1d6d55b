from collections.abc import Iterator
from itertools import chain

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Question
from events.rules.registrations import in_words
from hubportal.workflow.models import Step
from hubs.models.publishing import missing_in, texts
from hubs.rules.publishing import LACKS, OWED, owes_welsh, reasons_against_row

NOBODY_COULD_APPLY = gettext_lazy(
    "Nobody could apply: registration closed on %(moment)s. Choose a later moment or none."
)
NOBODY_COULD_REGISTER = gettext_lazy(
    "Nobody could register: registration closed on %(moment)s. Choose a later moment or none."
)


def reasons_not_to_publish(event: Event, *, now) -> Iterator[str]:
    if event.status not in (Event.Status.DRAFT, Event.Status.POSTPONED):
        yield _("This event is announced already or cancelled.")
    if event.starts_at <= now:
        yield _("The start lies in the past. Choose a new date first.")
    if not str(event.access).strip():
        yield _("Say how people get in, what the access is like, before you announce it.")
    yield from _reasons_nobody_could_register(event, now=now)
    if needs_place(event):
        yield _("Say where it takes place.")


def needs_place(event: Event) -> bool:
    """Whether people are to come to a place that nobody has named."""
    return event.format != Event.Format.ONLINE and not event.place


def reasons_against_one_language(event: Event, *, why: str = "") -> Iterator[str]:
    """What misses in Welsh or English where both are owed and no reason is given, in words.

    Of the event, its programme and its questions; `owes_welsh` names the source.
    """
    if not owes_welsh(event) or why.strip():
        return
    for code in OWED:
        if missing := lacking_in(event, code):
            yield LACKS[code] % {"fields": ", ".join(str(each.verbose_name) for each in missing)}
    questions = Question.objects.filter(event=event).asked()
    for row in chain(event.sessions.order_by("pk"), questions):
        yield from reasons_against_row(row, of=event)


def lacking_in(event: Event, code: str) -> list:
    """The fields with a text, but none in this language, that staff write for everybody."""
    # why it was postponed leaves the page when it is announced anew
    return [field for field in missing_in(event, code) if field.editable]


def reasons_against_edit(
    before: Event, event: Event, *, why: str = ""
) -> Iterator[tuple[str, str]]:
    """Field by field, what an edit of an announced event takes away of what it was announced with.

    What was owed and not there before is asked for when it is announced anew. `why` is the reason
    given now for one language.
    """
    if event.status != Event.Status.PUBLISHED:
        return
    if str(before.access).strip() and not str(event.access).strip():
        yield "access", _("The event is announced: say how people get in, how the access is.")
    if needs_place(event) and not needs_place(before):
        yield "venue", _("Say where it takes place.")
    if owes_welsh(event):
        yield from _languages_taken_away(before, event, why=why)
    elif "en" in texts(before.title) and "en" not in texts(event.title):
        yield "title", _("It was announced in English too: keep a title in English.")


def _languages_taken_away(before: Event, event: Event, *, why: str) -> Iterator[tuple[str, str]]:
    """What was announced in one language for a reason is not asked for again."""
    found = [
        (field.name, LACKS[code] % {"fields": field.verbose_name})
        for code in OWED
        for field in _lacking_since(event, before, code)
    ]
    if found and not why.strip() and not why_in_one_language(before):
        yield from found


def _lacking_since(event: Event, before: Event, code: str) -> list:
    """The fields that lack this language now and did not before."""
    known = lacking_in(before, code)
    return [field for field in lacking_in(event, code) if field not in known]


def why_in_one_language(event: Event) -> str:
    """The reason recorded when it was announced or since; empty once nothing misses any more."""
    if not any(reasons_against_one_language(event)):
        return ""
    steps = Step.objects.about(event).filter(now=Event.Status.PUBLISHED)
    return steps.values_list("note", flat=True).last() or ""


def _reasons_nobody_could_register(event: Event, *, now) -> Iterator[str]:
    """Days that were right for the date before this one close an event as soon as it is open."""
    if event.approval and not event.decide_by:
        yield _("Say by when applicants hear from you.")
    elif event.approval and event.decide_by < timezone.localdate(now, event.zone):
        yield _(
            "Nobody could apply: the day by which applicants hear, %(day)s, has passed. Choose "
            "a later one first."
        ) % {"day": date_format(event.decide_by)}
    elif event.registration_ends_at <= now < event.starts_at:
        words = {"moment": in_words(event.registration_ends_at, event)}
        yield (NOBODY_COULD_APPLY if event.approval else NOBODY_COULD_REGISTER) % words
    else:
        yield from reasons_against_opening(event)


def reasons_against_opening(event: Event) -> Iterator[str]:
    """Nobody may register yet, and from then on nobody any more."""
    opens_at = event.registration_opens_at
    if opens_at and opens_at >= event.asks_until:
        yield _(
            "Nobody could register: it opens on %(opens)s, but people can ask for a place only "
            "until %(until)s. Choose an earlier moment or none."
        ) % {"opens": in_words(opens_at, event), "until": in_words(event.asks_until, event)}


def reasons_not_to_postpone(event: Event, *, now) -> Iterator[str]:
    if event.status != Event.Status.PUBLISHED:
        yield _("Only an announced event can be postponed.")
    elif event.starts_at <= now:
        yield _("This event has started.")


def reasons_not_to_call_off(event: Event, *, now) -> Iterator[str]:
    if event.status not in (Event.Status.PUBLISHED, Event.Status.POSTPONED):
        yield _("Only an announced event can be cancelled.")
    elif event.status == Event.Status.PUBLISHED and event.starts_at <= now:
        yield _("This event has started.")
