"""The demonstration has a past: what the services do in it is dated then, not today."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
REAL_NOW = timezone.now


@contextmanager
def at(moment: dt.datetime) -> Iterator[dt.datetime]:
    """Inside, it is `moment` for everything that asks Django's clock in this process.

    Only for commands: steps are append-only, so their date cannot be put right afterwards.
    """
    was = timezone.now
    timezone.now = lambda: moment
    for field in _dated_fields():
        field.__dict__["_get_default"] = timezone.now
    try:
        yield moment
    finally:
        timezone.now = was
        for field in _dated_fields():
            field.__dict__["_get_default"] = was


@cache
def _dated_fields() -> list:
    """Fields that take the present as their default hold the clock itself, not its name."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    return [field for field in fields if field.default is REAL_NOW]


def working_day(today: dt.date, days: int) -> dt.date:
    """So many days from today, moved on from weekends and from the days around New Year."""
    day = today + dt.timedelta(days=days)
    while day.weekday() > 4 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2):
        day += dt.timedelta(days=1)
    return day


def moment(day: dt.date, hour: int = 10, minute: int = 0, zone: ZoneInfo = LONDON) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=zone).astimezone(dt.UTC)
