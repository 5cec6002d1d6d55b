"""The library and the glossary in the order in which people read them."""

from itertools import groupby

from django.conf import settings

from hubs.figures.alphabets import first_letter, place_in_alphabet
from hubs.models import GlossaryTerm, Resource, Sector
from hubs.models.publishing import texts


def primers(user) -> list[dict]:
    """Sectors with what explains them to others, each {sector, resources}: one query."""
    rows = Resource.objects.visible_to(user).filter(kind="primer", about_sector__isnull=False)
    rows = rows.select_related("about_sector").order_by("about_sector__position", "slug")
    return [
        {"sector": sector, "resources": list(found)}
        for sector, found in groupby(rows, key=lambda row: row.about_sector)
    ]


def sector_of(user) -> Sector | None:
    """The main sector that somebody signed in has named; strangers have none."""
    if not user.is_authenticated:
        return None
    return Sector.objects.filter(profiles__user=user).first()


def glossary(terms: list[GlossaryTerm], *, language: str) -> list[dict]:
    """{letter, words} in the order of the language; a word that two sectors use has two terms."""
    ordered = sorted(terms, key=lambda term: _place(str(term.term), language))
    words = [
        {"word": str(found[0].term), "terms": found}
        for _word, rows in groupby(ordered, key=lambda term: str(term.term).casefold())
        if (found := list(rows))
    ]
    return [
        {"letter": letter, "words": list(found)}
        for letter, found in groupby(words, key=lambda each: first_letter(each["word"], language))
    ]


def _place(word: str, language: str):
    """The same words side by side, also where only a hyphen tells them from others."""
    return place_in_alphabet(word, language), word.casefold()


def elsewhere(term: GlossaryTerm, *, language: str) -> list[tuple[str, str, str]]:
    """The term in the other languages, each as (code, name of the language, word)."""
    said = texts(term.term)
    return [
        (code, name, said[code])
        for code, name in settings.LANGUAGES
        if code != language and said.get(code, str(term.term)) != str(term.term)
    ]
