from hubs.rules.organisations import (
    domain_of,
    is_at,
    is_free_mail,
    reasons_against_domains,
    reasons_not_to_check,
    reasons_not_to_merge,
)
from hubs.rules.publishing import owes_welsh, reasons_against_languages

__all__ = [
    "domain_of",
    "is_at",
    "is_free_mail",
    "owes_welsh",
    "reasons_against_domains",
    "reasons_against_languages",
    "reasons_not_to_check",
    "reasons_not_to_merge",
]
