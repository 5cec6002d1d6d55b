from events.feeds.calendars import calendar, event_ics, feed_atom, feed_ics
from events.feeds.machines import event_json, feed_json, schema
from events.feeds.structured import event_data

__all__ = [
    "calendar",
    "event_data",
    "event_ics",
    "event_json",
    "feed_atom",
    "feed_ics",
    "feed_json",
    "schema",
]
