"""Events that changed after they were announced: one told of already, one not yet."""

import datetime as dt

from events import services
from events.models import ChangeNotice, Event
from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import load


def build(by_slug: dict[str, Event], managers, today: dt.date) -> int:
    """Changes of events that have none yet; returns how many there are."""
    rows = load("changes")["changes"]
    for row in rows:
        event = Event.objects.get(pk=by_slug[row["event"]].pk)
        if not event.change_notices.exists():
            _change(event, row, managers(event.hub), today)
    return len(rows)


def _change(event: Event, row: dict, by, today: dt.date) -> None:
    if "days" in row:
        with at(moment(today - dt.timedelta(days=row["changed_days_ago"]), 15)) as now:
            moved = dt.timedelta(days=row["days"])
            event.start_date, event.end_date = event.start_date + moved, event.end_date + moved
            services.change_event(event, by=by, now=now)
        with at(now + dt.timedelta(hours=1)) as now:
            services.tell_changes(now=now)
        return
    event.venue = row["venue"]
    services.change_event(event, by=by)
    # Real ones leave within three hours; this one stays, for those who look around.
    ends = moment(event.start_date, 9) - dt.timedelta(days=1)
    ChangeNotice.objects.open().filter(event=event).update(due_at=ends)
