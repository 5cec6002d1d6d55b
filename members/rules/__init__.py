from members.rules.people import (
    GIVEN_BY_HUB_MANAGERS,
    has_complete_profile,
    one_line,
    plain_name,
    reasons_not_to_appoint,
    reasons_not_to_be_called,
)

__all__ = [
    "GIVEN_BY_HUB_MANAGERS",
    "has_complete_profile",
    "one_line",
    "plain_name",
    "reasons_not_to_appoint",
    "reasons_not_to_be_called",
]
