from events.admin.events import EventAdmin
from events.admin.exports import ExportAdmin
from events.admin.messages import MessageAdmin
from events.admin.programme import (
    EventSeriesAdmin,
    MaterialAdmin,
    OutcomeAdmin,
    SessionAdmin,
    SpeakerAdmin,
)
from events.admin.registrations import RegistrationAdmin
from events.admin.scans import ScanAdmin

__all__ = [
    "EventAdmin",
    "EventSeriesAdmin",
    "ExportAdmin",
    "MaterialAdmin",
    "MessageAdmin",
    "OutcomeAdmin",
    "RegistrationAdmin",
    "ScanAdmin",
    "SessionAdmin",
    "SpeakerAdmin",
]
