"""Which reminder of a day is due now. Computed from the day alone: nothing is stored."""

import datetime as dt
from typing import NamedTuple

# Days before; 0 stands for "it has passed". Each is true until the next begins.
STAGES = (90, 30, 7, 0)
# After so many days nobody is told any more that a day has passed: it is history.
PASSED_FOR = dt.timedelta(days=30)


class Due(NamedTuple):
    """A reminder that is due: which of `STAGES`, and the first day on which it is not true."""

    before: int
    until: dt.date


def due(day: dt.date | None, *, today: dt.date) -> Due | None:
    """The last reminder whose time has come, so that a late start skips what it has missed."""
    if day is None or today > day + PASSED_FOR:
        return None
    if today > day:
        return Due(0, day + PASSED_FOR + dt.timedelta(days=1))
    left = (day - today).days
    for before, following in zip(STAGES[-2::-1], STAGES[:0:-1], strict=True):
        if left <= before:
            ends = day - dt.timedelta(days=following) if following else day + dt.timedelta(days=1)
            return Due(before, ends)
    return None


def days_reminded_of(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of which anybody is reminded today."""
    return today - PASSED_FOR, today + dt.timedelta(days=STAGES[0])
