from events.rules.dates import reasons_against_far_date, reasons_against_wall_time
from events.rules.events import (
    reasons_not_to_call_off,
    reasons_not_to_postpone,
    reasons_not_to_publish,
    reasons_not_to_resize,
)
from events.rules.offers import offer_limit, offer_until, waking_time
from events.rules.places import free_places, places, position, with_availability
from events.rules.registrations import (
    after_cancelling,
    already,
    in_words,
    reasons_not_open,
    reasons_not_to_cancel,
    reasons_not_to_mark,
    reasons_not_to_register,
    reasons_not_to_remove,
    reasons_not_to_take,
)

__all__ = [
    "after_cancelling",
    "already",
    "free_places",
    "in_words",
    "offer_limit",
    "offer_until",
    "places",
    "position",
    "reasons_against_far_date",
    "reasons_against_wall_time",
    "reasons_not_open",
    "reasons_not_to_call_off",
    "reasons_not_to_cancel",
    "reasons_not_to_mark",
    "reasons_not_to_postpone",
    "reasons_not_to_publish",
    "reasons_not_to_register",
    "reasons_not_to_remove",
    "reasons_not_to_resize",
    "reasons_not_to_take",
    "waking_time",
    "with_availability",
]
