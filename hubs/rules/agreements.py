from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.models import Agreement


def reasons_against_parties(hubs, organisations):
    """An agreement is between two at least, of whichever kind."""
    if len(hubs) + len(organisations) < 2:
        yield _("An agreement has at least two parties. Choose hubs, organisations or both.")


def reasons_not_to_review(agreement: Agreement, *, review_on):
    """A review looks forward, and not beyond the end."""
    if agreement.ended_on:
        yield _("This agreement has ended.")
    if review_on <= timezone.localdate():
        yield _("The next review has to be in the future.")
    if agreement.expires_on and review_on > agreement.expires_on:
        yield _("The next review cannot be after it expires.")


def reasons_not_to_end(agreement: Agreement, *, ended_on):
    if agreement.ended_on:
        yield _("This agreement has ended.")
    if ended_on > timezone.localdate():
        yield _("Enter a day that has come. What ends later has an expiry date.")
    begun = agreement.starts_on or agreement.signed_on
    if begun and ended_on < begun:
        yield _("An agreement cannot end before it starts.")
    if agreement.expires_on and ended_on > agreement.expires_on:
        yield _("It had expired by then, so it did not end early.")


def reasons_against_days(typed: dict):
    """Pairs of field and reason; `typed` holds the days of an agreement, some perhaps missing."""
    signed, starts = typed.get("signed_on"), typed.get("starts_on")
    review, expires = typed.get("review_on"), typed.get("expires_on")
    if signed and signed > timezone.localdate():
        yield "signed_on", _("It cannot have been signed in the future.")
    if expires and signed and not starts and expires < signed:
        yield "expires_on", _("An agreement cannot expire before it starts.")
    if review and expires and review > expires:
        yield "review_on", _("The next review cannot be after it expires.")
