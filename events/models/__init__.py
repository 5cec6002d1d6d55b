from events.models.afterwards import Certificate, Opinion, Outcome
from events.models.calendars import CalendarKey
from events.models.changes import ChangeNotice
from events.models.events import Event
from events.models.messages import Export, Message
from events.models.needs import Needs, NeedsDeletion
from events.models.programme import Material, Session, Speaker
from events.models.questions import Answer, Question
from events.models.registrations import Registration
from events.models.reminders import Reminder
from events.models.scans import Scan
from events.models.series import EventSeries
from events.models.shares import Share

__all__ = [
    "Answer",
    "CalendarKey",
    "Certificate",
    "ChangeNotice",
    "Event",
    "EventSeries",
    "Export",
    "Material",
    "Message",
    "Needs",
    "NeedsDeletion",
    "Opinion",
    "Outcome",
    "Question",
    "Registration",
    "Reminder",
    "Scan",
    "Session",
    "Share",
    "Speaker",
]
