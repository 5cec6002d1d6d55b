"""How much the sectors mixed, held against what chance would have done. Pure arithmetic."""

from collections.abc import Iterable, Mapping


def chance_of_crossing(people: Mapping[str, int]) -> float | None:
    """The share of conversations between two sectors if everybody talked with anybody.

    Formula: 1 - sum(p_i ** 2), where p_i is the share of sector i among the people; Gini and
    Simpson's index of diversity. 0 where all are of one sector, near 1 where each is of another.
    None where there are fewer than two people.
    """
    everybody = sum(people.values())
    if everybody < 2:
        return None
    return 1 - sum((number / everybody) ** 2 for number in people.values())


def chance_at_all(events: Iterable[Mapping[str, int]]) -> float | None:
    """The same for several events, each weighing as much as it has people: nobody talks with
    somebody who was at another event.
    """
    found = [(sum(people.values()), chance_of_crossing(people)) for people in events]
    known = [(number, chance) for number, chance in found if chance is not None]
    if not known:
        return None
    return sum(number * chance for number, chance in known) / sum(number for number, _c in known)


def conversations_by_chance(met: float, chance: float) -> float | None:
    """How many conversations with anybody lead to `met` people of other sectors on average.

    Formula: met / chance. None where there is no other sector to meet.
    """
    return met / chance if chance else None
