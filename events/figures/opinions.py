from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from events.models import Event

# With fewer opinions, staff could tell whose they are.
ENOUGH = 5


@dataclass(frozen=True)
class Opinions:
    """What people thought of an event, read together."""

    number: int
    average: float | None  # of 1 to 5
    talked: float | None  # with so many people of other sectors, on average
    will: int
    will_not: int
    best: list[str]
    better: list[str]


def opinions(event: Event) -> Opinions | None:
    """None while fewer than `ENOUGH` people answered. Texts come in an order of chance."""
    rows = event.opinions.order_by("pk")
    counted = rows.aggregate(
        number=Count("pk"),
        average=Avg("useful"),
        talked=Avg("met"),
        will=Count("pk", filter=Q(will_work=True)),
        will_not=Count("pk", filter=Q(will_work=False)),
    )
    if counted["number"] < ENOUGH:
        return None
    said = list(rows.values_list("best", "better"))
    best, better = ([text for text in texts if text] for texts in zip(*said, strict=True))
    return Opinions(**counted, best=best, better=better)
