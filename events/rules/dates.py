import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

# Whole years; a later date is a slip of the finger.
YEARS_AHEAD = 5


def reasons_against_far_date(date: dt.date, *, today: dt.date) -> Iterator[str]:
    if (date.year - YEARS_AHEAD, date.month, date.day) > (today.year, today.month, today.day):
        words = {"years": YEARS_AHEAD}
        yield _("This is more than %(years)d years ahead. Check the year.") % words


def reasons_against_wall_time(date: dt.date, time: dt.time, zone: str) -> Iterator[str]:
    """A clock shows some times never and some twice, on the nights when it is changed."""
    wall = dt.datetime.combine(date, time, tzinfo=ZoneInfo(zone))
    words = {"time": time.strftime("%H:%M")}
    if wall.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(fold=0) != wall:
        yield _("There is no %(time)s on that day: the clocks go forward.") % words
    elif wall.utcoffset() != wall.replace(fold=1).utcoffset():
        yield _("There are two %(time)s on that day: the clocks go back. Choose another.") % words
