from hubs.rules.organisations import reasons_not_to_check, reasons_not_to_merge
from hubs.rules.publishing import owes_welsh, reasons_against_languages

__all__ = [
    "owes_welsh",
    "reasons_against_languages",
    "reasons_not_to_check",
    "reasons_not_to_merge",
]
