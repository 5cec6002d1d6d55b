"""What people must be told when it changes, and when they are told."""

import copy
import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _

from events.models import ChangeNotice, Event, Registration
from hubportal.workflow.models import Step

# People must be told when one of these changes.
MATERIAL = [
    *("start_date", "start_time", "end_date", "end_time", "time_zone"),
    *("venue", "city", "format"),
]
# Several edits are one letter: so long after the last of them, and after the first at the latest.
PATIENCE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=3)
# Less and less patience on the last day, and none where it comes to minutes.
LAST_DAY = dt.timedelta(hours=24)
AT_ONCE = dt.timedelta(minutes=5)
# So long the page of somebody who registered before says what was.
RECENT = dt.timedelta(days=14)


def moved(before: Event, event: Event) -> bool:
    return any(getattr(before, name) != getattr(event, name) for name in MATERIAL)


def as_text(event: Event) -> dict[str, str]:
    """The material fields by name, and the start before an earlier move, as a notice keeps them."""
    fields = {name: Event._meta.get_field(name) for name in MATERIAL}
    text = {name: field.value_to_string(event) for name, field in fields.items()}
    previous = event.previous_starts_at
    return text | {"previous_starts_at": previous.isoformat() if previous else ""}


def same(one: dict, other: dict) -> bool:
    return all(one[name] == other[name] for name in MATERIAL)


def as_known(event: Event, known: dict) -> Event:
    """The event as it was with these fields; not to be saved."""
    was = copy.copy(event)
    for name in MATERIAL:
        setattr(was, name, Event._meta.get_field(name).to_python(known[name]))
    was.starts_at = dt.datetime.combine(was.start_date, was.start_time, tzinfo=was.zone)
    was.ends_at = dt.datetime.combine(was.end_date, was.end_time, tzinfo=was.zone)
    previous = known["previous_starts_at"]
    was.previous_starts_at = dt.datetime.fromisoformat(previous) if previous else None
    return was


def known_to(notice: ChangeNotice, registered_at: dt.datetime) -> dict:
    """What somebody knows who registered then: the event as its page and their letter had it."""
    known = notice.before
    for moment, fields in notice.later:
        if dt.datetime.fromisoformat(moment) <= registered_at:
            known = fields
    return known


def as_it_was(registration: Registration, *, now) -> Event | None:
    """The event as this person knew it before it changed lately; not to be saved.

    None where nothing did, of an event that has started, or is not on. Costs no query of an event
    that never changed.
    """
    event = registration.event
    on = event.status == Event.Status.PUBLISHED and event.starts_at > now
    if event.version == 1 or not on:
        return None
    lately = event.change_notices.filter(opened_at__gte=now - RECENT)
    notice = lately.exclude(status=ChangeNotice.Status.DROPPED).order_by("-pk").first()
    if notice is None:
        return _before_it_was_postponed(registration, now=now)
    known = known_to(notice, registration.created_at)
    return None if same(known, as_text(event)) else as_known(event, known)


def _before_it_was_postponed(registration: Registration, *, now) -> Event | None:
    event = registration.event
    if not event.previous_starts_at:
        return None
    last = Step.objects.about(event).exclude(was=F("now")).last()
    if last is None or last.at < max(now - RECENT, registration.created_at):
        return None
    was = copy.copy(event)
    was.starts_at = event.previous_starts_at
    was.ends_at = was.starts_at + (event.ends_at - event.starts_at)
    return was


def due_at(known: Event, event: Event, *, opened_at, now) -> dt.datetime:
    """When people hear of an edit made now; sooner on the last day before the start.

    The earlier of the two starts counts: to that one people would travel.
    """
    left = min(known.starts_at, event.starts_at) - now
    patience = PATIENCE * min(max(left / LAST_DAY, 0), 1)
    if patience < AT_ONCE:
        return now
    return min(now + patience, max(opened_at + LONGEST, now))


def reasons_not_to_tell(notice: ChangeNotice) -> Iterator[str]:
    if notice.status != ChangeNotice.Status.OPEN:
        yield _("Nothing of this waits to be told any more.")
