"""Who may have a free seat: pools of places and the mix of sectors. Counting alone, no queries.

A seat is free *for somebody* if their pool has a free seat, their sector has not yet the places it
may have at most, and either places are held for their sector or more seats are free than are held
for all other sectors together. Each free seat goes to the first in the queue whom it fits. So the
bound of unfairness is: nobody is passed over by somebody who came later, except for seats that are
held for a sector or beyond what a sector may have; and from the release moment on, by nobody.

Seats that the hub added beyond the places count neither among the places nor in any share: they
neither use up what is held for a sector nor fill it.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

from hubs.models import Sector

FULL, CEILING, HELD = "full", "ceiling", "held"


@dataclass
class Quota:
    """What one sector has of the places that are shared out, and what it shall have."""

    roll_up: str
    at_least: int = 0
    at_most: int | None = None
    taken: int = 0

    @property
    def held(self) -> int:
        """Places that still wait for this sector."""
        return max(self.at_least - self.taken, 0)

    @property
    def label(self) -> str:
        return str(Sector.RollUp(self.roll_up).label)

    @property
    def is_full(self) -> bool:
        return self.at_most is not None and self.taken >= self.at_most


@dataclass
class Pool:
    """The places in the room, or online, with their own queue; `capacity` None: as many as come."""

    mode: str
    capacity: int | None
    taken: int = 0
    quotas: dict[str, Quota] = field(default_factory=dict)
    # How many stand in the queue, by sector.
    queued: Counter = field(default_factory=Counter)

    @property
    def free(self) -> float:
        """Infinite without a limit; below zero only if data were forced in."""
        return math.inf if self.capacity is None else self.capacity - self.taken

    @property
    def waiting(self) -> int:
        return sum(self.queued.values())

    def held_from(self, roll_up: str) -> list[Quota]:
        """The shares of other sectors for which places still wait."""
        return [quota for key, quota in self.quotas.items() if key != roll_up and quota.held]

    def why_not(self, roll_up: str) -> str:
        """Why there is no seat for this sector now; empty when there is one."""
        if self.free <= 0:
            return FULL
        own = self.quotas.get(roll_up)
        if own and own.is_full:
            return CEILING
        return "" if self.open_to(roll_up) > 0 else HELD

    def open_to(self, roll_up: str) -> float:
        """How many of the free seats this sector may have now; infinite without any limit."""
        others = sum(quota.held for quota in self.held_from(roll_up))
        own = self.quotas.get(roll_up) or Quota(roll_up)
        seats = min(max(self.free - others, own.held), self.free)
        if own.at_most is not None:
            seats = min(seats, own.at_most - own.taken)
        return max(seats, 0)

    def fits(self, roll_up: str) -> bool:
        return not self.why_not(roll_up)

    def seat(self, roll_up: str, number: int = 1) -> None:
        self.taken += number
        if own := self.quotas.get(roll_up):
            own.taken += number

    def unseat(self, roll_up: str) -> None:
        self.seat(roll_up, -1)

    @property
    def owes(self) -> bool:
        """Whether there is a seat for somebody who stands in the queue."""
        return any(number and self.fits(roll_up) for roll_up, number in self.queued.items())


@dataclass
class Standing:
    """How an event stands at one moment."""

    pools: dict[str, Pool]
    # Offers whose time is over and that have not been passed on yet.
    lapsed: int = 0

    @property
    def unsettled(self) -> bool:
        """Whether the queue is owed something before anybody new comes in."""
        return bool(self.lapsed) or any(pool.owes for pool in self.pools.values())

    def give(self, mode: str, roll_up: str, *, leaves: str = "") -> None:
        """Takes a seat in one pool; somebody who moves `leaves` theirs in the other."""
        self.pools[mode].seat(roll_up)
        if leaves:
            self.pools[leaves].unseat(roll_up)


@dataclass(frozen=True)
class InLine:
    """Somebody in the queue of a pool, as far as giving out seats is concerned."""

    pk: int
    mode: str
    roll_up: str
    # The pool in which they have a seat meanwhile.
    leaves: str = ""


def next_seats(standing: Standing, queue: list[InLine]) -> list[InLine]:
    """To whom the free seats go, in that order; takes them in `standing`.

    A seat that is given away never makes another one fit somebody who was passed over. Who moves
    from one pool to the other frees one, though, and then the first in the queue are asked again.
    """
    given, left, number = [], list(queue), 0
    while number < len(left):
        one = left[number]
        if standing.pools[one.mode].fits(one.roll_up):
            standing.give(one.mode, one.roll_up, leaves=one.leaves)
            given.append(left.pop(number))
            number = 0 if one.leaves else number
        else:
            number += 1
    return given
