from events.admin.events import EventAdmin
from events.admin.registrations import RegistrationAdmin

__all__ = ["EventAdmin", "RegistrationAdmin"]
