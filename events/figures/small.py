"""Numbers of people so small that one could guess who they are, and what would give them away."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hubs.figures.hubs import SMALLEST_SHOWN

Groups = Mapping[Any, int]


def untold(groups: Groups) -> set:
    """Keys of the groups of a whole that are not told, where everybody knows the whole.

    Beside the small ones these are the next larger, as long as what is hidden would follow from
    the whole; and all, empty ones too, where the whole itself is small.
    """
    return with_company(groups, {key for key, number in groups.items() if _is_small(number)})


def with_company(groups: Groups, hidden: set) -> set:
    hidden = set(hidden)
    others = [key for key, number in groups.items() if number and key not in hidden]
    for key in sorted(others, key=groups.__getitem__):
        if not _follows(groups, hidden):
            break
        hidden.add(key)
    return set(groups) if _follows(groups, hidden) else hidden


def added_up(parts: Iterable[Groups]) -> tuple[Counter, set]:
    """The sums of the same groups of several wholes, and which of them are not told.

    Taking what each part tells from a sum leaves what the parts hide: that must be of two parts
    at least, and not small. Sums over different sets of parts are not held against each other.
    """
    parts = list(parts)
    total: Counter = Counter()
    for part in parts:
        total.update(part)
    kept_back: dict[Hashable, list[int]] = {key: [] for key in total}
    for part in parts:
        for key in untold(part):
            kept_back[key].append(part[key])
    small = {key for key, found in kept_back.items() if _alone(found)}
    return total, with_company(total, small)


def few(number: int) -> str:
    """Small numbers of a kind that leads to a person are not told."""
    if number >= SMALLEST_SHOWN:
        return str(number)
    return _("fewer than %(number)d") % {"number": SMALLEST_SHOWN}


def told(number: int, *, hidden: bool) -> int | str:
    """The cell of a table for a group that is hidden or not."""
    if not hidden:
        return number
    return _("not told") if number >= SMALLEST_SHOWN else few(number)


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST_SHOWN


def _follows(groups: Groups, hidden: set) -> bool:
    return bool(hidden) and _alone([groups[key] for key in hidden])


def _alone(numbers: list[int]) -> bool:
    """Whether the sum of these says too much of one of them."""
    known = [number for number in numbers if number]
    return bool(known) and (len(known) == 1 or _is_small(sum(known)))
