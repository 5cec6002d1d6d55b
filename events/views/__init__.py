from events.views.afterwards import certificate, certificate_of, certificates, survey
from events.views.events import EventDetail, EventList
from events.views.people import People, listed
from events.views.places import leave, place, quiet, take
from events.views.programme import SeriesDetail, material
from events.views.registrations import cancel, register

__all__ = [
    "EventDetail",
    "EventList",
    "People",
    "SeriesDetail",
    "cancel",
    "certificate",
    "certificate_of",
    "certificates",
    "leave",
    "listed",
    "material",
    "place",
    "quiet",
    "register",
    "survey",
    "take",
]
