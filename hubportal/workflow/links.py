"""Links in letters that act without signing in: whoever holds one may do that one thing."""

from django.core import signing


def unsigned(signer: signing.Signer, token: str) -> int | None:
    """The key that a token names; None when it was not signed by us."""
    try:
        return int(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
