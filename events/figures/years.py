"""A year of events: which hub has what in which month, what is missing, and what clashes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event
from hubs.models import Hub

# A longer event is a campaign: it clashes on its first days only.
LONGEST = dt.timedelta(days=14)


@dataclass(frozen=True)
class Mark:
    """What of an event can clash with another."""

    pk: int
    title: str
    first: dt.date
    last: dt.date
    town: str
    themes: frozenset[int]


@dataclass
class Cell:
    """A month of a hub."""

    hub: Hub
    events: list[Event] = field(default_factory=list)
    gap: bool = False


@dataclass
class Month:
    first: dt.date
    cells: list[Cell]
    coming: bool


def clashes(marks: Iterable[Mark]) -> dict[int, list[str]]:
    """Per event, in words, the others on the same day with the same theme or in the same town."""
    together = defaultdict(list)
    for mark in marks:
        for key in _meets(mark):
            together[key].append(mark)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for alike in together.values():
        for one, other in permutations(alike, 2):
            found[one.pk][other.pk] = _clash(one, other)
    return {pk: list(others.values()) for pk, others in found.items()}


def _meets(mark: Mark) -> Iterator[tuple]:
    """Each of its days with its town and with each of its themes."""
    last = min(mark.last, mark.first + LONGEST)
    for number in range((last - mark.first).days + 1):
        day = mark.first + dt.timedelta(days=number)
        if mark.town:
            yield day, mark.town.casefold()
        for theme in mark.themes:
            yield day, theme


def _clash(one: Mark, other: Mark) -> str:
    town = bool(one.town) and one.town.casefold() == other.town.casefold()
    theme = bool(one.themes & other.themes)
    if town and theme:
        return _("Same day, theme and town as “%(title)s”") % {"title": other.title}
    if theme:
        return _("Same day and theme as “%(title)s”") % {"title": other.title}
    return _("Same day and town as “%(title)s”") % {"title": other.title}


def in_year(events, year: int):
    """Those of which a day lies in it; called off ones do not count."""
    days = Q(start_date__lte=dt.date(year, 12, 31), end_date__gte=dt.date(year, 1, 1))
    return events.filter(days).exclude(status=Event.Status.CANCELLED)


def marks(user, year: int) -> list[Mark]:
    """Every event of the year that this person may know of, other hubs' as well: one query."""
    rows = in_year(Event.objects.visible_to(user), year).order_by("start_date", "pk")
    rows = rows.annotate(subjects=ArrayAgg("themes", filter=Q(themes__isnull=False), default=[]))
    found = rows.values_list("pk", "title", "start_date", "end_date", "city", "subjects")
    return [
        Mark(pk, str(title), first, last, city.strip(), frozenset(themes))
        for pk, title, first, last, city, themes in found
    ]


def months(hubs: list[Hub], events: list[Event], year: int, *, today: dt.date) -> list[Month]:
    """Twelve rows. `events` have their co-hosts at hand; one counts for each of these hubs."""
    firsts = [dt.date(year, number, 1) for number in range(1, 13)]
    table = [
        Month(first, [Cell(hub) for hub in hubs], coming=first >= today.replace(day=1))
        for first in firsts
    ]
    column = {hub.pk: number for number, hub in enumerate(hubs)}
    for event in events:
        month = event.start_date.month if event.start_date.year == year else 1
        hosts = {event.hub_id, *(hub.pk for hub in event.co_hosts.all())}
        for pk in hosts & set(column):
            table[month - 1].cells[column[pk]].events.append(event)
    for month in table:
        for cell in month.cells:
            cell.gap = month.coming and not cell.events
    return table
