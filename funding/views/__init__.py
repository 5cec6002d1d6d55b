from funding.views.applications import (
    ApplicationDetail,
    Check,
    Reply,
    Submitted,
    submit,
    withdraw,
)
from funding.views.calls import CallDetail, CallList, apply
from funding.views.sections import EditSection

__all__ = [
    "ApplicationDetail",
    "CallDetail",
    "CallList",
    "Check",
    "EditSection",
    "Reply",
    "Submitted",
    "apply",
    "submit",
    "withdraw",
]
