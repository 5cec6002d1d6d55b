from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from events.models import Event

# With fewer opinions, staff could tell whose they are.
ENOUGH = 5


@dataclass(frozen=True)
class Opinions:
    """What people thought of an event, read together."""

    number: int
    useful: float | None  # of 1 to 5, on average
    met: float | None  # so many people of other sectors, on average
    will_work: int
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
    return Opinions(
        number=counted["number"],
        useful=counted["average"],
        met=counted["talked"],
        will_work=counted["will"],
        will_not=counted["will_not"],
        best=best,
        better=better,
    )
