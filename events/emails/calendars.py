"""Calendar objects: in letters as invitations, in feeds as publications.

Calendars are shared with colleagues and assistants, so nothing secret goes into them: no joining
link and no link that acts without sign-in.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText
from icalendar import Event as Entry

from events.models import Event, Registration
from hubportal.outbox.letters import Calendar as CalendarPart
from hubportal.outbox.letters import absolute
from hubs.feeds.calendars import new_calendar, plain, uid
from hubs.models import Hub

HOUR = dt.timedelta(hours=1)
# What lasts longer and ends on another day can be shown as whole days; a late evening cannot.
WHOLE_DAYS = dt.timedelta(hours=12)
# All our zones change their clocks at the same moment: one o'clock UTC on the last Sunday of March
# and of October (directive 2000/84/EC, and the Summer Time Order 2002 in the United Kingdom).
CHANGES = {"DAYLIGHT": dt.datetime(2020, 3, 29, 1), "STANDARD": dt.datetime(2020, 10, 25, 1)}


def invitation(registration: Registration, *, method: str) -> CalendarPart:
    """The person's own entry, "REQUEST" to put it in or to change it, "CANCEL" to take it out."""
    uid, online = registration_uid(registration), is_online(registration)
    entry = entry_of(registration.event, uid=uid, online=online)
    cancelled = method == "CANCEL"
    entry["STATUS"] = vText("CANCELLED" if cancelled else "CONFIRMED")
    entry["SEQUENCE"] = registration.sequence
    entry["DTSTAMP"].dt = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
    entry.add("organizer", _organizer(registration.event.hub))
    entry.add("attendee", _attendee(registration.person))
    calendar = new_calendar(method)
    calendar.add_component(entry)
    zone = clock_changes_in_text(registration.event.time_zone)
    begin = b"BEGIN:VEVENT"
    content = calendar.to_ical().replace(begin, zone + begin, 1)
    return CalendarPart(content=content, method=method)


def add(calendar: Calendar, entries: list[tuple[Event, Entry]]) -> None:
    """Adds the entries after the time zones they speak of."""
    for zone in sorted({event.time_zone for event, _entry in entries}):
        calendar.add_component(clock_changes(zone))
    for _event, entry in entries:
        calendar.add_component(entry)


@lru_cache(maxsize=32)
def clock_changes(zone: str) -> Timezone:
    """The rule by which the zone's clocks change, as RFC 5545 has it in 3.6.5.

    A rule rather than a list of dates: Outlook reads no such lists. It begins on the wall clock as
    it was just before the change.
    """
    component = Timezone()
    component.add("tzid", zone)
    for name, moment in CHANGES.items():
        before, after = (
            (moment + step).replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).utcoffset()
            for step in (-HOUR, HOUR)
        )
        part = TimezoneDaylight() if name == "DAYLIGHT" else TimezoneStandard()
        part.add("dtstart", moment + before)
        part.add("rrule", {"freq": "yearly", "bymonth": moment.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        component.add_component(part)
    return component


@lru_cache(maxsize=32)
def clock_changes_in_text(zone: str) -> bytes:
    """Written out once: it is most of an invitation, and the same in each."""
    return clock_changes(zone).to_ical()


def entry_of(event: Event, *, uid: str, online: bool = False, all_day: bool = False) -> Entry:
    """The event as an entry whose every byte depends on the event alone, for stable ETags.

    `online` is for those who take part there; `all_day` makes events of several days whole days.
    """
    address = absolute(event.get_absolute_url())
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", event.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    entry.add("last-modified", event.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    entry.add("sequence", event.version)
    entry.add("status", STATUSES[event.status])
    start, end = span(event, all_day=all_day)
    entry.add("dtstart", start)
    entry.add("dtend", end)
    entry.add("summary", plain(event.title))
    entry.add("location", address if online or not event.place else plain(event.place))
    entry.add("description", f"{plain(event.summary)}\n\n{address}")
    entry.add("url", address)
    return entry


def span(event: Event, *, all_day: bool) -> tuple:
    """From when, and until when exclusively; dates where whole days are wanted and make sense."""
    start, end = (moment.astimezone(event.zone) for moment in (event.starts_at, event.ends_at))
    if not all_day or end - start < WHOLE_DAYS or start.date() == end.date():
        return start, end
    last = (end - dt.timedelta(microseconds=1)).date()
    return start.date(), last + dt.timedelta(days=1)


def is_online(registration: Registration) -> bool:
    """Whether the person takes part online, and is told the page rather than the place."""
    return registration.mode == Registration.Mode.ONLINE


STATUSES = {
    Event.Status.DRAFT: "TENTATIVE",
    Event.Status.PUBLISHED: "CONFIRMED",
    Event.Status.POSTPONED: "TENTATIVE",
    Event.Status.CANCELLED: "CANCELLED",
}


def event_uid(event: Event) -> str:
    return uid("event", event.pk)


def registration_uid(registration: Registration) -> str:
    """The same in letters and in the person's own feed, so that no entry is there twice."""
    return uid("registration", registration.pk)


def _organizer(hub: Hub) -> vCalAddress:
    """Whom answers to letters reach as well: calendar programs send theirs to the organiser."""
    organizer = vCalAddress(f"mailto:{hub.reply_to or settings.CONTACT_EMAIL}")
    name = hub.name if hub.reply_to else settings.SITE_NAME
    organizer.params["cn"] = vText(plain(name).replace('"', "'"))
    return organizer


def _attendee(person) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["cn"] = vText(plain(person.name or person.email).replace('"', "'"))
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
