from hubs.emails.contact import visitor_message
from hubs.emails.exchanges import (
    FOLLOW_UP_DUE,
    FOLLOW_UP_OVERDUE,
    follow_up_due,
    follow_up_overdue,
)

__all__ = [
    "FOLLOW_UP_DUE",
    "FOLLOW_UP_OVERDUE",
    "follow_up_due",
    "follow_up_overdue",
    "visitor_message",
]
