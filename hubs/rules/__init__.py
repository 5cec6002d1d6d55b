from hubs.rules.agreements import (
    reasons_against_days,
    reasons_against_parties,
    reasons_not_to_end,
    reasons_not_to_review,
)
from hubs.rules.contact import reasons_not_to_write
from hubs.rules.exchanges import reasons_not_to_finish
from hubs.rules.features import (
    content,
    current_digest,
    digest,
    has_changed,
    is_one_word,
    is_public_now,
    not_approved_by,
    reasons_not_to_approve,
    reasons_not_to_invite,
    reasons_not_to_propose,
    reasons_not_to_publish,
    reasons_not_to_send,
    reasons_to_keep,
)
from hubs.rules.governance import (
    reasons_against_chairs,
    reasons_not_to_agree,
    reasons_not_to_erase,
    reasons_not_to_take_back,
)
from hubs.rules.opportunities import reasons_not_to_apply
from hubs.rules.organisations import (
    domain_of,
    is_at,
    is_free_mail,
    reasons_against_domains,
    reasons_not_to_check,
    reasons_not_to_merge,
)
from hubs.rules.publishing import (
    has_public_page,
    owes_welsh,
    reasons_against_languages,
    reasons_against_own_languages,
    reasons_against_row,
)
from hubs.rules.recognitions import reasons_against_expired
from hubs.rules.resources import unchecked_since

__all__ = [
    "content",
    "current_digest",
    "digest",
    "domain_of",
    "has_changed",
    "is_at",
    "is_free_mail",
    "is_one_word",
    "has_public_page",
    "is_public_now",
    "not_approved_by",
    "owes_welsh",
    "reasons_against_chairs",
    "reasons_against_days",
    "reasons_against_domains",
    "reasons_against_expired",
    "reasons_against_languages",
    "reasons_against_own_languages",
    "reasons_against_parties",
    "reasons_against_row",
    "reasons_not_to_agree",
    "reasons_not_to_apply",
    "reasons_not_to_approve",
    "reasons_not_to_check",
    "reasons_not_to_end",
    "reasons_not_to_erase",
    "reasons_not_to_finish",
    "reasons_not_to_invite",
    "reasons_not_to_merge",
    "reasons_not_to_propose",
    "reasons_not_to_publish",
    "reasons_not_to_review",
    "reasons_not_to_send",
    "reasons_not_to_take_back",
    "reasons_not_to_write",
    "reasons_to_keep",
    "unchecked_since",
]
