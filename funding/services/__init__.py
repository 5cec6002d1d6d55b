from funding.services.applications import apply, reply, submit, withdraw
from funding.services.calls import publish_call, tell_of_open_calls, withdraw_call
from funding.services.checks import pass_eligibility, query, refuse_eligibility
from funding.services.decisions import decide
from funding.services.drafts import (
    KEPT_REVISIONS,
    Stale,
    forget_old_revisions,
    mark_completed,
    organisation_called,
    save_section,
)
from funding.services.reviews import (
    assign,
    declare_conflict,
    declare_no_conflict,
    release,
    send_review,
)

__all__ = [
    "KEPT_REVISIONS",
    "Stale",
    "apply",
    "assign",
    "decide",
    "declare_conflict",
    "declare_no_conflict",
    "forget_old_revisions",
    "mark_completed",
    "organisation_called",
    "pass_eligibility",
    "publish_call",
    "query",
    "refuse_eligibility",
    "release",
    "reply",
    "save_section",
    "send_review",
    "submit",
    "tell_of_open_calls",
    "withdraw",
    "withdraw_call",
]
