from events.models.events import Event
from events.models.registrations import Registration
from events.models.reminders import Reminder

__all__ = ["Event", "Registration", "Reminder"]
