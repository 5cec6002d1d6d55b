from hubs.emails.contact import visitor_message
from hubs.emails.exchanges import (
    FOLLOW_UP_DUE,
    FOLLOW_UP_OVERDUE,
    follow_up_due,
    follow_up_overdue,
)
from hubs.emails.features import (
    perspective_answered,
    perspective_approved,
    perspective_changes_asked,
    perspective_invitation,
    perspective_proposed,
    perspective_published,
    perspective_reminder,
    perspective_withdrawn,
)
from hubs.emails.reminders import agreement_due, recognition_due
from hubs.emails.reviews import CONTENT_REVIEW, hub_review, programme_review

__all__ = [
    "CONTENT_REVIEW",
    "FOLLOW_UP_DUE",
    "FOLLOW_UP_OVERDUE",
    "agreement_due",
    "follow_up_due",
    "follow_up_overdue",
    "hub_review",
    "perspective_answered",
    "perspective_approved",
    "perspective_changes_asked",
    "perspective_invitation",
    "perspective_proposed",
    "perspective_published",
    "perspective_reminder",
    "perspective_withdrawn",
    "programme_review",
    "recognition_due",
    "visitor_message",
]
