from hubs.services.agreements import add_document, end_agreement, remove_document, review_agreement
from hubs.services.contact import write_to
from hubs.services.exchanges import finish, send_due_follow_ups
from hubs.services.feature_links import invite, new_address, new_link
from hubs.services.feature_reminders import remind_interviewees
from hubs.services.features import (
    agree,
    approve,
    ask_for_changes,
    edited,
    hold,
    propose,
    publish_feature,
    reopen,
    save_answers,
    send_answers,
    take_back,
    withdraw_feature,
)
from hubs.services.governance import record_consent, take_back_consent
from hubs.services.hubs import move_hub
from hubs.services.imports import (
    LARGEST_IMPORT,
    confirm_import,
    forget_old_imports,
    keep_file,
    lines_in,
)
from hubs.services.opportunities import check_opportunity
from hubs.services.organisations import check_stub, merge_stub, pointing_at
from hubs.services.people import erase_named_person, forget_withdrawn_interviews
from hubs.services.pictures import keep_picture
from hubs.services.publishing import confirm, publish, reschedule, withdraw
from hubs.services.reminders import send_due_reviews
from hubs.services.reviews import send_due_content_reviews

__all__ = [
    "LARGEST_IMPORT",
    "add_document",
    "agree",
    "approve",
    "ask_for_changes",
    "check_opportunity",
    "check_stub",
    "confirm",
    "confirm_import",
    "edited",
    "end_agreement",
    "finish",
    "erase_named_person",
    "forget_old_imports",
    "forget_withdrawn_interviews",
    "hold",
    "invite",
    "keep_file",
    "lines_in",
    "keep_picture",
    "merge_stub",
    "move_hub",
    "new_address",
    "new_link",
    "pointing_at",
    "propose",
    "publish",
    "publish_feature",
    "record_consent",
    "remind_interviewees",
    "remove_document",
    "reopen",
    "reschedule",
    "review_agreement",
    "save_answers",
    "send_answers",
    "send_due_content_reviews",
    "send_due_follow_ups",
    "send_due_reviews",
    "take_back",
    "take_back_consent",
    "withdraw",
    "withdraw_feature",
    "write_to",
]
