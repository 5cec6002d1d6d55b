"""Links that people type in, and links in letters that act without signing in.

Whoever holds one of the latter may do that one thing.
"""

from django.core import signing
from django.utils.translation import gettext_lazy

NOT_A_WEB_ADDRESS = gettext_lazy("Enter an address that begins with https:// or http://.")


def unsigned(signer: signing.Signer, token: str) -> int | None:
    """The key that a token names; None when it was not signed by us."""
    try:
        return int(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
