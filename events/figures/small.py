"""Numbers of people so small that one could guess who they are, and what would give them away."""

from collections import Counter, defaultdict
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


def added_up(hubs: Iterable[Iterable[Groups]]) -> tuple[Counter, set]:
    """The sums of the same groups over the events of each hub, and which of them are not told.

    Who reads them reads the sums of each hub and the groups of each event as well. Taking what
    these tell from a sum leaves what they hide: that must be of two at least, and not small.
    Sums over other sets of events are not held against each other.
    """
    total: Counter = Counter()
    of_hubs, of_events = defaultdict(list), defaultdict(list)
    for hub in hubs:
        own, hidden, kept_back = _of_hub(list(hub))
        total.update(own)
        for key in hidden:
            of_hubs[key].append(own[key])
            of_events[key] += kept_back[key]
    small = {key for key in of_hubs if _alone(of_hubs[key]) or _alone(of_events[key])}
    return total, with_company(total, small)


def _of_hub(events: list[Groups]) -> tuple[Counter, set, dict[Hashable, list[int]]]:
    """Its sums, which of them are not told, and of each group what single events do not tell."""
    total: Counter = Counter()
    for event in events:
        total.update(event)
    kept_back: dict[Hashable, list[int]] = {key: [] for key in total}
    for event in events:
        for key in untold(event):
            kept_back[key].append(event[key])
    small = {key for key, found in kept_back.items() if _alone(found)}
    return total, with_company(total, small), kept_back


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
