from events.services.afterwards import (
    certify,
    close_attendance,
    hide_from_others,
    say_opinion,
    settle_attendance,
    show_to_others,
)
from events.services.attendance import arrive, join, mark_attended, mark_missed, undo
from events.services.events import (
    cancel_event,
    change_event,
    clone,
    create_event,
    postpone,
    publish,
    resize,
)
from events.services.messages import (
    drop_message,
    schedule_message,
    send_due_messages,
    send_message,
    test_message,
    unschedule_message,
    write_message,
)
from events.services.programme import keep_material, remove_material, remove_session
from events.services.registrations import (
    cancel,
    quieten,
    register,
    remove,
    take_offer,
)
from events.services.reminders import send_due_reminders
from events.services.scans import Reading, read
from events.services.switching import switch
from events.services.waiting import (
    fill_places,
    locked,
    offer_freed_places,
    pass_on_lapsed_offers,
    release_shares,
    settle,
)
from events.services.walk_ins import RoomFull, let_in, walk_in

__all__ = [
    "Reading",
    "RoomFull",
    "arrive",
    "cancel",
    "cancel_event",
    "certify",
    "change_event",
    "clone",
    "close_attendance",
    "create_event",
    "drop_message",
    "fill_places",
    "hide_from_others",
    "join",
    "keep_material",
    "let_in",
    "locked",
    "mark_attended",
    "mark_missed",
    "offer_freed_places",
    "pass_on_lapsed_offers",
    "postpone",
    "publish",
    "quieten",
    "read",
    "register",
    "release_shares",
    "remove",
    "remove_material",
    "remove_session",
    "resize",
    "say_opinion",
    "schedule_message",
    "send_due_messages",
    "send_due_reminders",
    "send_message",
    "settle",
    "settle_attendance",
    "show_to_others",
    "switch",
    "take_offer",
    "test_message",
    "undo",
    "unschedule_message",
    "walk_in",
    "write_message",
]
