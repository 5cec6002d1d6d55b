"""Calendar objects without anything secret, for every floor that has dates."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar

CALENDAR_TYPE = "text/calendar; charset=utf-8"
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def plain(text) -> str:
    """One or more lines of text without characters that could end a line of the file."""
    return UNPRINTABLE.sub(" ", str(text)).strip()


def new_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{plain(settings.SITE_NAME)}//Hubportal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def uid(kind: str, pk: int) -> str:
    """The same wherever the same thing is written, so that no entry is there twice."""
    return f"{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"
