from events.services.afterwards import (
    certify,
    close_attendance,
    say_opinion,
    settle_attendance,
)
from events.services.answers import (
    Given,
    change_answers,
    keep_answers,
    sign_up,
    write_in,
)
from events.services.approval import (
    accept,
    accept_next,
    answer_undecided,
    decline,
    remind_of_decisions,
)
from events.services.attendance import (
    arrive,
    join,
    mark_attended,
    mark_missed,
)
from events.services.calendars import renew_calendar
from events.services.changes import tell, tell_changes, to_tell
from events.services.consents import change_consents, hide_from_others, show_to_others
from events.services.copies import clone
from events.services.events import (
    cancel_event,
    change_event,
    create_event,
    postpone,
    publish,
    resize,
)
from events.services.exports import export_figures, export_people
from events.services.invitations import invite
from events.services.locks import locked
from events.services.messages import (
    drop_message,
    schedule_message,
    send_due_messages,
    send_message,
    test_message,
    unschedule_message,
    write_message,
)
from events.services.needs import delete_old_needs, tell_needs
from events.services.programme import keep_material, remove_material, remove_session
from events.services.registrations import (
    cancel,
    quieten,
    register,
    remove,
    take_offer,
)
from events.services.reminders import send_due_reminders
from events.services.scans import Reading, dismiss, read, registration_of
from events.services.substitution import ask_colleague, substitute
from events.services.switching import switch
from events.services.taking_back import undo, undo_at_the_door
from events.services.waiting import (
    fill_places,
    offer_freed_places,
    pass_on_lapsed_offers,
    release_shares,
    settle,
)
from events.services.walk_ins import RoomFull, SomebodyElse, let_in, walk_in

__all__ = [
    "keep_answers",
    "Given",
    "Reading",
    "RoomFull",
    "SomebodyElse",
    "accept",
    "accept_next",
    "answer_undecided",
    "arrive",
    "ask_colleague",
    "cancel",
    "cancel_event",
    "certify",
    "change_answers",
    "change_consents",
    "change_event",
    "clone",
    "close_attendance",
    "create_event",
    "decline",
    "delete_old_needs",
    "dismiss",
    "drop_message",
    "export_figures",
    "export_people",
    "fill_places",
    "hide_from_others",
    "invite",
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
    "registration_of",
    "release_shares",
    "remind_of_decisions",
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
    "sign_up",
    "substitute",
    "switch",
    "take_offer",
    "tell_needs",
    "tell",
    "tell_changes",
    "test_message",
    "to_tell",
    "undo",
    "undo_at_the_door",
    "unschedule_message",
    "walk_in",
    "write_in",
    "write_message",
    "renew_calendar",
]
