"""What people must be told when it changes, and when they are told."""

import copy
import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.models import ChangeNotice, Event

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
