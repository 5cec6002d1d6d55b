from events.forms.afterwards import (
    CertificateForm,
    ListedForm,
    PeopleFilter,
    SettleAttendance,
    SurveyForm,
)
from events.forms.events import CancelEvent, CloneEvent, EventForm, PostponeEvent, PublishEvent
from events.forms.filters import EventFilter
from events.forms.programme import MaterialForm, OutcomeForm, SessionForm, SpeakerForm
from events.forms.registrations import (
    MarkAttended,
    MarkMissed,
    RegisterForm,
    RemoveRegistration,
)

__all__ = [
    "CancelEvent",
    "CertificateForm",
    "CloneEvent",
    "EventFilter",
    "EventForm",
    "ListedForm",
    "MarkAttended",
    "MarkMissed",
    "MaterialForm",
    "OutcomeForm",
    "PeopleFilter",
    "PostponeEvent",
    "PublishEvent",
    "RegisterForm",
    "RemoveRegistration",
    "SessionForm",
    "SettleAttendance",
    "SpeakerForm",
    "SurveyForm",
]
