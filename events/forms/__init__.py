from events.forms.events import CancelEvent, CloneEvent, EventForm, PostponeEvent, PublishEvent
from events.forms.filters import EventFilter
from events.forms.registrations import (
    MarkAttended,
    MarkMissed,
    RegisterForm,
    RemoveRegistration,
)

__all__ = [
    "CancelEvent",
    "CloneEvent",
    "EventFilter",
    "EventForm",
    "MarkAttended",
    "MarkMissed",
    "PostponeEvent",
    "PublishEvent",
    "RegisterForm",
    "RemoveRegistration",
]
