from events.views.afterwards import certificate, certificate_of, certificates, survey
from events.views.answers import answers
from events.views.calendars import my_calendar, renew_calendar
from events.views.codes import qr
from events.views.door import check_in, door, scans
from events.views.events import EventDetail, EventList
from events.views.joining import join, join_by_link
from events.views.people import People, listed
from events.views.places import cancel_by_link, place, quiet, take
from events.views.programme import SeriesDetail, material
from events.views.registrations import cancel, register
from events.views.substitution import pass_on
from events.views.switching import switch

__all__ = [
    "EventDetail",
    "EventList",
    "People",
    "SeriesDetail",
    "answers",
    "cancel",
    "cancel_by_link",
    "certificate",
    "certificate_of",
    "certificates",
    "check_in",
    "door",
    "join",
    "join_by_link",
    "listed",
    "material",
    "pass_on",
    "place",
    "qr",
    "quiet",
    "register",
    "scans",
    "survey",
    "switch",
    "take",
    "my_calendar",
    "renew_calendar",
]
