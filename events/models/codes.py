"""What people show at the door: a code that names their registration and nothing about them."""

import hmac
import re

from django.core import signing
from django.utils.crypto import salted_hmac

from events.models.afterwards import ALPHABET
from events.models.registrations import Registration
from hubportal.workflow.links import unsigned

# What the QR code in a letter says: which registration it is, and nothing about the person.
DOOR = signing.Signer(salt="events.door", sep=".")
# Of a code to be read aloud or typed: only staff at the door can try one, so 30 bits are enough.
LETTERS = 6
SHORT = re.compile(rf"(\d{{1,18}})([{ALPHABET}]{{{LETTERS}}})", re.IGNORECASE)
# What stands between, and is typed in many ways or not at all: blanks, hyphens, dashes, a minus.
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
ADDRESS = re.compile(r"/check-in/([^/?#]+)")
LONGEST = 500


def door_token(registration: Registration) -> str:
    """The last part of the address in the QR code."""
    return DOOR.sign(str(registration.pk))


def door_code(registration: Registration) -> str:
    """The same to read and to type, such as "4711-K7QF2M"."""
    return f"{registration.pk}-{_letters(registration.pk)}"


def registration_named(text: str) -> int | None:
    """Which registration a reading names: a whole address, its token, or the code as typed.

    None when it is not one of ours.
    """
    text = str(text).strip()[:LONGEST]
    if typed := SHORT.fullmatch(BETWEEN.sub("", text)):
        pk = int(typed[1])
        return pk if hmac.compare_digest(_letters(pk), typed[2].upper()) else None
    found = ADDRESS.search(text)
    return unsigned(DOOR, found[1] if found else text)


def _letters(pk: int) -> str:
    digest = salted_hmac("events.door.typed", str(pk), algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LETTERS])
