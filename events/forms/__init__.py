from events.forms.afterwards import (
    CertificateForm,
    ListedForm,
    PeopleFilter,
    SettleAttendance,
    SurveyForm,
)
from events.forms.announcing import PublishEvent
from events.forms.approval import (
    AcceptApplication,
    AcceptNext,
    DeclineApplication,
    InvitePerson,
    PassOn,
    Substitute,
)
from events.forms.asking import QuestionForm, QuestionFormSet
from events.forms.changes import TellChange
from events.forms.door import TooMany, WalkInForm, batch_of
from events.forms.events import CancelEvent, CloneEvent, EventForm, PostponeEvent
from events.forms.exports import ExportForm
from events.forms.filters import EventFilter
from events.forms.messages import (
    DropMessage,
    MessageForm,
    ScheduleMessage,
    SendMessage,
    SendTest,
    UnscheduleMessage,
)
from events.forms.programme import MaterialForm, OutcomeForm, SessionForm, SpeakerForm
from events.forms.registering import NEEDS, AnswersForm, Consents, RegisterForm
from events.forms.registrations import (
    MarkAttended,
    MarkMissed,
    OneClick,
    RemoveRegistration,
    UndoAttendance,
)
from events.forms.rows import RemindersFormSet, RowForm, RowsFormSet
from events.forms.scans import DismissReading

__all__ = [
    "NEEDS",
    "AcceptApplication",
    "AcceptNext",
    "AnswersForm",
    "CancelEvent",
    "CertificateForm",
    "CloneEvent",
    "Consents",
    "DeclineApplication",
    "DismissReading",
    "DropMessage",
    "EventFilter",
    "EventForm",
    "ExportForm",
    "InvitePerson",
    "ListedForm",
    "MarkAttended",
    "MarkMissed",
    "MaterialForm",
    "MessageForm",
    "OneClick",
    "OutcomeForm",
    "PassOn",
    "PeopleFilter",
    "PostponeEvent",
    "PublishEvent",
    "QuestionForm",
    "QuestionFormSet",
    "RegisterForm",
    "RemoveRegistration",
    "RemindersFormSet",
    "RowForm",
    "RowsFormSet",
    "ScheduleMessage",
    "SendMessage",
    "SendTest",
    "SessionForm",
    "SettleAttendance",
    "TellChange",
    "SpeakerForm",
    "Substitute",
    "SurveyForm",
    "TooMany",
    "UndoAttendance",
    "UnscheduleMessage",
    "WalkInForm",
    "batch_of",
]
