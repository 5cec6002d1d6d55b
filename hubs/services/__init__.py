from hubs.services.hubs import move_hub
from hubs.services.organisations import check_stub, merge_stub, pointing_at
from hubs.services.publishing import confirm, publish, withdraw

__all__ = [
    "check_stub",
    "confirm",
    "merge_stub",
    "move_hub",
    "pointing_at",
    "publish",
    "withdraw",
]
