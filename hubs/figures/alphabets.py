"""In which order words stand in a language."""

import unicodedata
from string import ascii_lowercase

# Source of the orders: Geiriadur Prifysgol Cymru for Welsh; Språkrådet for Norwegian, which
# takes foreign ä and ö for its own letters and an old "aa" for å.
ALPHABETS = {
    "en": [*ascii_lowercase],
    "cy": [
        *"abc",
        "ch",
        "d",
        "dd",
        *"ef",
        "ff",
        "g",
        "ng",
        *"hijkl",
        "ll",
        *"mnop",
        "ph",
        *"qr",
        "rh",
        *"st",
        "th",
        *"uvwxyz",
    ],
    "nb": [*ascii_lowercase, "æ", "ø", "å"],
}
SAME_LETTER = {"nb": {"ä": "æ", "ö": "ø", "aa": "å"}}


def letters(word: str, language: str) -> list[str]:
    """The word in letters of the language: Welsh "llan" is ll, a, n. Accents do not count.

    Two signs that are a letter elsewhere are taken for one here too, as in "Bangor".
    """
    alphabet = ALPHABETS.get(language, ALPHABETS["en"])
    rest, found = unicodedata.normalize("NFC", word.casefold()), []
    for signs, letter in SAME_LETTER.get(language, {}).items():
        rest = rest.replace(signs, letter)
    while rest:
        size = 2 if rest[:2] in alphabet else 1
        sign, rest = rest[:size], rest[size:]
        found.append(sign if sign in alphabet else unicodedata.normalize("NFKD", sign)[0])
    return [letter for letter in found if letter.isalnum()]


def place_in_alphabet(word: str, language: str) -> list[tuple[int, str]]:
    """A key to sort by. What is not in the alphabet, such as digits, comes first."""
    alphabet = ALPHABETS.get(language, ALPHABETS["en"])
    return [
        (alphabet.index(letter) if letter in alphabet else -1, letter)
        for letter in letters(word, language)
    ]


def first_letter(word: str, language: str) -> str:
    return next(iter(letters(word, language)), "").title()
