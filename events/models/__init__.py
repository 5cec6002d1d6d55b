from events.models.events import Event, Reminder
from events.models.registrations import Registration

__all__ = ["Event", "Registration", "Reminder"]
