from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.models import Event


def reasons_not_to_publish(event: Event, *, now) -> Iterator[str]:
    if event.status not in (Event.Status.DRAFT, Event.Status.POSTPONED):
        yield _("This event is announced already or cancelled.")
    if event.starts_at <= now:
        yield _("The start lies in the past. Choose a new date first.")
    if not str(event.access).strip():
        yield _("Say how people get in, what the access is like, before you announce it.")
    if event.approval and not event.decide_by:
        yield _("Say by when applicants hear from you.")
    if event.format != Event.Format.ONLINE and not event.place:
        yield _("Say where it takes place.")


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
