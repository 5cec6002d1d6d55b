from hubs.services.contact import write_to
from hubs.services.exchanges import finish, send_due_follow_ups
from hubs.services.governance import record_consent, take_back_consent
from hubs.services.hubs import move_hub
from hubs.services.opportunities import check_opportunity
from hubs.services.organisations import check_stub, merge_stub, pointing_at
from hubs.services.pictures import keep_picture
from hubs.services.publishing import confirm, publish, withdraw

__all__ = [
    "check_opportunity",
    "check_stub",
    "confirm",
    "finish",
    "keep_picture",
    "merge_stub",
    "move_hub",
    "pointing_at",
    "publish",
    "record_consent",
    "send_due_follow_ups",
    "take_back_consent",
    "withdraw",
    "write_to",
]
