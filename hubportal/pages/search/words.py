"""What somebody asked for, how Welsh changes the start of a word, and where a text says it."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import get_language

LONGEST, MOST_WORDS = 100, 8
# Letters that are no accented form of another, as PostgreSQL's unaccent writes them.
LETTERS = {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"}
# Radical: soft, nasal and aspirate mutation. Source: Geiriadur Prifysgol Cymru, "Treigladau".
MUTATIONS = {
    "c": ["g", "ngh", "ch"],
    "p": ["b", "mh", "ph"],
    "t": ["d", "nh", "th"],
    "g": ["", "ng"],
    "b": ["f", "m"],
    "d": ["dd", "n"],
    "ll": ["l"],
    "m": ["f"],
    "rh": ["r"],
}
# What a word begins with that has lost its g, and what no word of a dictionary begins with.
LEFT_BY_G = "aeiouwylrn"
KEPT_BY_G = ("ll", "rh", "ng", "nh")
NO_RADICALS = ("dd", "ng")
SHORTEST_FORM = 4
AROUND = 90


@dataclass(frozen=True)
class Asked:
    """The words as typed, cut to a length that a person would type."""

    text: str
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def slug(self) -> str:
        return slugify(fold(self.text)[0])


def asked(text: str) -> Asked:
    """Any text makes a search: what the database cannot hold, and what is too long, is left out."""
    clean = unicodedata.normalize("NFC", text[: 4 * LONGEST]).replace("\x00", " ")
    short = " ".join(clean.split())[:LONGEST].strip()
    said = re.sub(r"</?[a-zA-Z][^<>]*>", " ", short)
    found = [word.strip("\"'“”‘’«»,;:!?()[]{}<>") for word in said.split()]
    words = tuple(dict.fromkeys(word for word in found if any(map(str.isalnum, word))))
    return Asked(short, words[:MOST_WORDS])


def forms(word: str) -> list[str]:
    """The other shapes in which Welsh may write this word after a word that mutates it."""
    plain = fold(word)[0]
    if not plain.isalpha():
        return []
    first = {plain, *radicals(plain)}
    found = first | {form for radical in first for form in _mutated(radical)}
    return sorted(form for form in found - {plain} if len(form) >= SHORTEST_FORM)


def radicals(plain: str):
    """What the word may be in a dictionary; the longest sign that it begins with counts."""
    starts = [start for mutated in MUTATIONS.values() for start in mutated if start]
    longest = max((start for start in starts if plain.startswith(start)), key=len, default=None)
    for radical, mutated in MUTATIONS.items():
        if longest in mutated:
            yield radical + plain[len(longest) :]
        if "" in mutated and plain[0] in LEFT_BY_G and not plain.startswith(KEPT_BY_G):
            yield radical + plain


def _mutated(radical: str):
    signs = [sign for sign in MUTATIONS if radical.startswith(sign)]
    if signs and not radical.startswith(NO_RADICALS):
        sign = max(signs, key=len)
        yield from (start + radical[len(sign) :] for start in MUTATIONS[sign])


def fold(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each letter of it the place it had in `text`."""
    letters, places = [], []
    for place, sign in enumerate(text):
        lower = sign.lower()
        base = LETTERS.get(lower) or unicodedata.normalize("NFD", lower)
        for letter in base:
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def plain(text: str) -> str:
    """Markdown as one line of words."""
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    without_starts = re.sub(r"^\s*(?:[#>]+|[-+*]|\d+[.)])\s", "", without_links, flags=re.M)
    return " ".join(re.sub(r"[*`|]+|\b_+|_+\b", "", without_starts).split())


def marked(text: str, words, starts=()) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words; nothing is left out.

    What is in `starts` counts only where a word begins.
    """
    folded, places = fold(text)
    wanted = [re.escape(fold(word)[0]) for word in sorted(words, key=len, reverse=True) if word]
    wanted += [rf"\b{re.escape(form)}" for form in starts]
    pieces, done = [], 0
    for hit in re.finditer("|".join(wanted), folded) if wanted else ():
        start, end = places[hit.start()], places[hit.end() - 1] + 1
        if start >= done:
            pieces += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def around(text: str, words, starts=()) -> list[tuple[str, bool]]:
    """Some of the text with the first of the words in it, marked."""
    pieces, start = marked(text, words, starts), 0
    if len(pieces) > 1 and not pieces[0][1] and len(pieces[0][0]) > AROUND:
        # From the start of a word
        start = text.rfind(" ", 0, len(pieces[0][0]) - AROUND) + 1
    end = start + 3 * AROUND
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + AROUND)
    cut = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    return marked(cut, words, starts)


def said(texts: list[dict[str, str]], words) -> tuple[str, str]:
    """The first text that says one of the words, and its language; the reader's goes first."""
    reader = get_language()
    wanted = [fold(word)[0] for word in words]
    choices = [
        (text, code)
        for found in texts
        for code, text in sorted(found.items(), key=lambda row: row[0] != reader)
    ]
    for text, code in choices:
        if any(word in fold(text)[0] for word in wanted):
            return text, code
    return choices[0] if choices else ("", reader)


def meant(question: Asked, titles: list[str]) -> str:
    """The question in words of these titles; empty where nothing would change."""
    vocabulary = {fold(word)[0]: word for title in titles for word in re.findall(r"\w+", title)}
    better = []
    for word in question.words:
        near = difflib.get_close_matches(fold(word)[0], vocabulary, 1, 0.6)
        better.append(vocabulary[near[0]] if near else word)
    text = " ".join(better)
    return text if fold(text)[0] != fold(question.text)[0] else ""


def written(question: Asked, better: Asked, titles: list[str]) -> str:
    """The better words, each that was not asked for as these titles write it."""
    as_asked = {fold(word)[0]: word for word in question.words}
    as_said = {fold(word)[0]: word for title in titles for word in re.findall(r"\w+", title)}
    return " ".join((as_said | as_asked).get(word, word) for word in map(_folded, better.words))


def _folded(word: str) -> str:
    return fold(word)[0]
