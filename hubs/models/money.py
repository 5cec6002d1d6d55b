from django.utils.formats import number_format
from django.utils.translation import gettext as _


def money(amount: int | None, currency: str) -> str:
    """An amount in whole units of `currency`, as people write it; empty when there is none."""
    if amount is None:
        return ""
    pattern = {
        "GBP": _("£%(amount)s"),
        "EUR": _("€%(amount)s"),
        "NOK": _("%(amount)s kr"),
    }[currency]
    return pattern % {"amount": number_format(amount, decimal_pos=0, force_grouping=True)}
