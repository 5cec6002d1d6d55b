"""Wall clocks as moments, told by the database."""

from django.db import models
from django.db.models import Func


def instant(date, time: str, *, zone: str = "time_zone") -> Func:
    """The moment at which a wall clock in the event's zone shows this date and time."""
    wall_clock = Func(
        date,
        time,
        template="(%(expressions)s)",
        arg_joiner=" + ",
        output_field=models.DateTimeField(),
    )
    return Func(zone, wall_clock, function="timezone", output_field=models.DateTimeField())
