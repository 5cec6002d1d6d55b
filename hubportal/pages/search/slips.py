"""What somebody meant who slipped at one word or more, by the words of titles that they may see."""

import difflib
import re
from collections import Counter

from django.db.models import Count, Func, TextField, Value

from hubportal.pages.search.kinds import KINDS
from hubportal.pages.search.words import Asked, asked, fold, radicals

# Shorter words are near to too many others.
SHORTEST = 3
LONGER_OR_SHORTER = 2
LIKE_ENOUGH = 0.75


class WordsIn(Func):
    """A row for each of the words in a text of a search column that a pattern describes."""

    function = "regexp_matches"
    template = "(%(function)s(%(expressions)s, 'g'))[1]"
    output_field = TextField()
    set_returning = True


def mended(question: Asked, *, user) -> Asked | None:
    """The question with each word that no title has replaced by what is most like it there."""
    slips = [word for word in question.words if _can_slip(fold(word)[0])]
    if not slips:
        return None
    known = _words_of_titles(slips, user)
    better = {word: _most_like(fold(word)[0], known) for word in slips}
    text = " ".join(better.get(word) or word for word in question.words)
    return asked(text) if any(better.values()) else None


def _can_slip(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST


def _words_of_titles(slips: list[str], user) -> Counter:
    """How often titles say each word that begins and is about as long as one of these."""
    pattern = "|".join(sorted({_shape(shape) for word in slips for shape in _shapes(word)}))
    parts = [
        kind.visible_to(user)
        .order_by()
        .annotate(word=WordsIn(kind.title_column, Value(rf"\m(?:{pattern})\M")))
        .values("word")
        .annotate(times=Count("pk"))
        .values_list("word", "times")
        for kind in KINDS
    ]
    known: Counter = Counter()
    for word, times in parts[0].union(*parts[1:], all=True):
        known[word] += times
    return known


def _shapes(word: str) -> set[str]:
    folded = fold(word)[0]
    return {folded, *radicals(folded)}


def _shape(word: str) -> str:
    shortest = max(len(word) - LONGER_OR_SHORTER, SHORTEST)
    return rf"{re.escape(word[0])}\w{{{shortest - 1},{len(word) + LONGER_OR_SHORTER - 1}}}"


def _most_like(word: str, known: Counter) -> str:
    """The unmutated form of a Welsh word, or else the most like, or else the most frequent."""
    if word in known:
        return ""
    unmutated = [form for form in radicals(word) if form in known]
    near = unmutated or difflib.get_close_matches(word, known, 5, LIKE_ENOUGH)
    return max(near, key=lambda each: (_likeness(word, each), known[each], each), default="")


def _likeness(word: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, word).ratio()
