"""When an event is held in Welsh, or interpreted.

Source: Welsh Language Standards, meetings with several people: everybody invited is asked whether
they wish to use Welsh; if one in ten says yes, it is held in Welsh or interpreted.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from events.models import Event
from events.rules.asking import WELSH

ONE_IN = 10
PLACED = Q(registrations__in_place=True)


@dataclass
class LanguageWishes:
    """Of those with a place at an event, how many wish to use Welsh."""

    people: int
    welsh: int
    # Whether Welsh is spoken there, or interpreted, as it stands.
    provided: bool
    book_by: dt.date | None

    @property
    def reached(self) -> bool:
        return bool(self.welsh) and self.welsh * ONE_IN >= self.people

    @property
    def open(self) -> bool:
        """Whether staff still have to do something about it."""
        return self.reached and not self.provided

    def overdue(self, *, today: dt.date) -> bool:
        return self.open and self.book_by is not None and today > self.book_by


def language_wishes(event: Event) -> LanguageWishes:
    """Costs one query; none of an event that comes from `with_wishes`."""
    if not hasattr(event, "placed"):
        [event.placed, event.wish_welsh] = (
            with_wishes(Event.objects.filter(pk=event.pk)).values_list("placed", "wish_welsh").get()
        )
    return LanguageWishes(event.placed, event.wish_welsh, is_provided(event), event.interpreters_by)


def is_provided(event: Event) -> bool:
    return WELSH in event.languages or bool(str(event.interpretation).strip())


def with_wishes(events: QuerySet) -> QuerySet:
    """Adds `placed` and, of these, `wish_welsh`."""
    return events.annotate(
        placed=Count("registrations", filter=PLACED),
        wish_welsh=Count("registrations", filter=PLACED & Q(registrations__language_wish=WELSH)),
    )


def to_be_interpreted(events: QuerySet, *, now) -> list[Event]:
    """Announced events ahead at which one in ten wishes to use Welsh and cannot yet."""
    ahead = with_wishes(events.filter(status=Event.Status.PUBLISHED, starts_at__gt=now))
    ahead = ahead.alias(tenfold=F("wish_welsh") * ONE_IN)
    reached = ahead.filter(wish_welsh__gt=0, tenfold__gte=F("placed"))
    return [event for event in reached.select_related("hub") if not is_provided(event)]
