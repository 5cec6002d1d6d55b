from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from events.figures.small import told, untold
from events.models import Event
from hubs.figures.hubs import SMALLEST_SHOWN


@dataclass(frozen=True)
class Opinions:
    """What people thought of an event, read together."""

    number: int
    useful: float | None  # of 1 to 5, on average
    met: float | None  # so many people of other sectors, on average
    will_work: int | str
    will_not: int | str
    best: list[str]
    better: list[str]


def opinions(event: Event, *, now) -> Opinions | None:
    """None while people can still answer: what changed with an answer would tell what it was.

    None also where fewer than five answered. Of each question the same holds. Texts come in the
    order of the alphabet: that of one question says nothing of the other.
    """
    if now < event.survey_until:
        return None
    rows = event.opinions.order_by()
    counted = rows.aggregate(
        number=Count("pk"),
        rated=Count("useful"),
        average=Avg("useful"),
        counted=Count("met"),
        talked=Avg("met"),
        will=Count("pk", filter=Q(will_work=True)),
        will_not=Count("pk", filter=Q(will_work=False)),
    )
    if counted["number"] < SMALLEST_SHOWN:
        return None
    said = list(rows.values_list("best", "better"))
    best, better = (sorted(filter(None, texts)) for texts in zip(*said, strict=True))
    will, will_not = _of_all(counted["number"], counted["will"], counted["will_not"])
    return Opinions(
        number=counted["number"],
        useful=counted["average"] if counted["rated"] >= SMALLEST_SHOWN else None,
        met=counted["talked"] if counted["counted"] >= SMALLEST_SHOWN else None,
        will_work=will,
        will_not=will_not,
        best=best,
        better=better,
    )


def _of_all(number: int, *groups: int) -> list[int | str]:
    """Groups of so many people as a page tells them; the rest said nothing of it."""
    whole = dict(enumerate([*groups, number - sum(groups)]))
    hidden = untold(whole)
    return [told(group, hidden=key in hidden) for key, group in enumerate(groups)]
