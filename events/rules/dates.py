import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


def reasons_against_wall_time(date: dt.date, time: dt.time, zone: str) -> Iterator[str]:
    """A clock shows some times never and some twice, on the nights when it is changed."""
    wall = dt.datetime.combine(date, time, tzinfo=ZoneInfo(zone))
    words = {"time": time.strftime("%H:%M")}
    if wall.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(fold=0) != wall:
        yield _("There is no %(time)s on that day: the clocks go forward.") % words
    elif wall.utcoffset() != wall.replace(fold=1).utcoffset():
        yield _("There are two %(time)s on that day: the clocks go back. Choose another.") % words
