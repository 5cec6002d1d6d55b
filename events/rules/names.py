"""Whether two ways to write a name can be those of one person."""

import re
import unicodedata

from members.models import User

# Letters of our languages that are no other letter with a mark.
PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
APOSTROPHES = re.compile(r"['’‘`]")


def is_named_otherwise(person: User, name: str) -> bool:
    """Whether nobody would take `name` for this person's; who told no name is named like anybody.

    Neither case, accents and blanks, nor the order of names and a name left out make a difference.
    """
    one, other = _names(person.name), _names(name)
    return not (one <= other or other <= one)


def _names(text: str) -> set[str]:
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text.casefold()))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return set(re.findall(r"\w+", plain.translate(PLAIN)))
