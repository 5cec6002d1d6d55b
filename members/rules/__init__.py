from members.rules.organisations import (
    reasons_against_address,
    reasons_not_to_accept,
    reasons_not_to_add,
    reasons_not_to_answer,
    reasons_not_to_ask,
    reasons_not_to_claim,
    reasons_not_to_edit,
    reasons_not_to_end,
    verified_addresses,
)
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
    "reasons_against_address",
    "reasons_not_to_accept",
    "reasons_not_to_add",
    "reasons_not_to_answer",
    "reasons_not_to_appoint",
    "reasons_not_to_ask",
    "reasons_not_to_be_called",
    "reasons_not_to_claim",
    "reasons_not_to_edit",
    "reasons_not_to_end",
    "verified_addresses",
]
