from funding.rules.applications import (
    MOST_PARTNERS,
    SUMMARY_WORDS,
    Gap,
    count_words,
    gaps,
    reasons_not_to_submit,
)
from funding.rules.calls import (
    attended,
    conditions,
    is_clear_time,
    reasons_not_to_apply,
    reasons_not_to_publish,
)
from funding.rules.reviews import (
    people_who_may_review,
    reasons_not_to_assign,
    reasons_not_to_decide,
    reasons_not_to_release,
    reasons_not_to_review,
)

__all__ = [
    "MOST_PARTNERS",
    "SUMMARY_WORDS",
    "Gap",
    "attended",
    "conditions",
    "count_words",
    "gaps",
    "is_clear_time",
    "people_who_may_review",
    "reasons_not_to_apply",
    "reasons_not_to_assign",
    "reasons_not_to_decide",
    "reasons_not_to_publish",
    "reasons_not_to_release",
    "reasons_not_to_review",
    "reasons_not_to_submit",
]
