from events.views.events import EventDetail, EventList
from events.views.places import leave, place, quiet, take
from events.views.registrations import cancel, register

__all__ = [
    "EventDetail",
    "EventList",
    "cancel",
    "leave",
    "place",
    "quiet",
    "register",
    "take",
]
