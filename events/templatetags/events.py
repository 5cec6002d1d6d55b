"""`{% load events %}`: places and time in words."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import rules
from events.models import Registration, codes
from hubs.templatetags.hub import clock, day_range, in_zone, zone_name, zoned

register = template.Library()

# Whom there is a place for comes before who has to wait; all else is past joining.
TO_JOIN = {"open": 0, "few": 0, "apply": 0, "online": 0, "soon": 1, "full": 1}


@register.filter
def places_in_words(events) -> list:
    """For lists of the floor below: puts `availability` and `places_left` on each event."""
    now = timezone.now()
    return [rules.with_availability(event, now=now) for event in events]


@register.filter
def to_join_first(events) -> list:
    """Those with `availability` that one can still come to, each group as it was."""
    return sorted(events, key=lambda event: TO_JOIN.get(event.availability, 2))


@register.filter
def left_to_do(registration):
    """What somebody can still do about an event of theirs, see `rules.After`."""
    return rules.left_to_do(registration, now=timezone.now())


@register.filter
def answer_is_late(event) -> bool:
    """Whether those who applied should have heard, and the hub has been reminded."""
    return rules.decisions_are_overdue(event, now=timezone.now())


@register.filter
def gives_seats(event) -> bool:
    """Whether somebody in the queue can still hope."""
    return rules.gives_seats(event, now=timezone.now())


@register.filter
def can_leave(registration) -> bool:
    """Whether there is something to give up; no query where its event is loaded."""
    return not list(rules.reasons_not_to_cancel(registration, now=timezone.now()))


@register.filter
def over_days(event) -> str:
    """Of an event of several days: which, and when the first of them begins, on its own clock."""
    return _("%(days)s, from %(from)s %(zone)s") % {
        "days": day_range(event.start_date, event.end_date),
        "from": clock(in_zone(event.starts_at, event.time_zone)),
        "zone": zone_name(event.time_zone),
    }


@register.filter
def when(event) -> str:
    """Day and time of its start, or all the days it lasts."""
    if event.start_date == event.end_date:
        return zoned(event.starts_at, event.time_zone)
    return over_days(event)


@register.filter
def length_of(event) -> str:
    """How long an event takes: in hours, or in days where it has several."""
    days = (event.end_date - event.start_date).days + 1
    if days > 1:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    hours, minutes = divmod(round((event.ends_at - event.starts_at).total_seconds() / 60), 60)
    words = []
    if hours:
        words.append(ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours})
    if minutes:
        said = ngettext("%(number)d minute", "%(number)d minutes", minutes)
        words.append(said % {"number": minutes})
    return " ".join(words)


@register.filter
def joins_later(registration: Registration) -> bool:
    """Whether the page to join from is not open yet."""
    return rules.joins_later(registration, now=timezone.now())


@register.filter
def door_code(registration: Registration) -> str:
    """What its holder says at the door."""
    return codes.door_code(registration)


@register.filter
def shown_to(person, user) -> str:
    """Who somebody is on a page that others may open as well: never by their address."""
    if person.name or person == user:
        return str(person)
    return _("Somebody who has not told their name")
