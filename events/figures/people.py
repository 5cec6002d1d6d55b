from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from events.models import Event, Registration
from hubs.figures.hubs import SMALLEST_SHOWN


@dataclass(frozen=True)
class ToMeet:
    """How many others are on the list of an event, and of how many sectors."""

    people: int
    sectors: int

    @property
    def counted(self) -> bool:
        """Fewer are "some"."""
        return self.people >= SMALLEST_SHOWN


def listed_by_sector(event: Event) -> Counter:
    """How many people of each sector (its key) are on the list; one query."""
    listed = event.registrations.listed().filter(person__is_active=True).exclude(person__name="")
    return Counter(dict(listed.values_list("sector").annotate(Count("pk")).order_by()))


def to_meet(listed: Counter, registration: Registration) -> ToMeet:
    """The others whom this person can meet: of those on the list, all but themselves."""
    if registration.listed:
        listed = listed - Counter([registration.sector_id])
    return ToMeet(people=listed.total(), sectors=len([pk for pk in +listed if pk]))
