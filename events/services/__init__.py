from events.services.events import (
    cancel_event,
    change_event,
    clone,
    create_event,
    postpone,
    publish,
    resize,
)
from events.services.registrations import (
    cancel,
    mark_attended,
    mark_missed,
    quieten,
    register,
    remove,
    take_offer,
)
from events.services.reminders import send_due_reminders
from events.services.waiting import locked, offer_freed_places, pass_on_lapsed_offers

__all__ = [
    "cancel",
    "cancel_event",
    "change_event",
    "clone",
    "create_event",
    "locked",
    "mark_attended",
    "mark_missed",
    "offer_freed_places",
    "pass_on_lapsed_offers",
    "postpone",
    "publish",
    "quieten",
    "register",
    "remove",
    "resize",
    "send_due_reminders",
    "take_offer",
]
