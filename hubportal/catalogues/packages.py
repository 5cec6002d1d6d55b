"""The texts of bought-in packages that Welsh or Norwegian readers would meet in English."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from hubportal.catalogues.files import LOCALE, PLURALS, forms, read, singular
from hubportal.catalogues.texts import add_texts, files_with_texts

PACKAGES = (
    "django.conf",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "allauth",
    "crispy_forms",
    "django_filters",
    "i18nfield",
)


def folder_of(package: str) -> Path:
    return Path(find_spec(package).submodule_search_locations[0])


def texts_of(package: str, domain: str) -> Catalog:
    """From the English catalogue a package ships, else from its sources."""
    folder = folder_of(package)
    shipped = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    catalogue = read(shipped)
    if domain == "django" and not shipped.exists():
        for path in files_with_texts(folder):
            add_texts(catalogue, path, package)
    return catalogue


@cache
def corrected(language: str) -> set[str]:
    """Texts a package ships with a fault, misspelt or meaning something else; ours replace them."""
    path = LOCALE / language / "corrected.txt"
    return set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()


def is_translated(message: Message, own: Catalog) -> bool:
    """A text that has since got a plural is not: Django would look for it in vain."""
    known = own.get(message.id, message.context)
    if known is None or known.fuzzy or known.pluralizable != message.pluralizable:
        return False
    return all(forms(known))


def languages_without(message: Message, shipped: dict[str, Catalog]) -> Iterator[str]:
    """Languages in which the package itself has nothing for this text, or nothing right."""
    for language, own in shipped.items():
        if not is_translated(message, own) or singular(message) in corrected(language):
            yield language


def lacking_in(package: str, domain: str) -> Iterator[tuple[Message, set[str]]]:
    locale = folder_of(package) / "locale"
    shipped = {
        language: read(locale / language / "LC_MESSAGES" / f"{domain}.po", language)
        for language in PLURALS
    }
    for message in texts_of(package, domain):
        languages = set(languages_without(message, shipped)) if message.id else set()
        if languages:
            yield message, languages


def package_texts(domain: str) -> Catalog:
    """Texts that ours must hold for the packages; the comment names the languages."""
    lacking: dict[tuple, tuple[set, set]] = {}
    for package in PACKAGES:
        for message, languages in lacking_in(package, domain):
            key = (message.id, message.context)
            places, known = lacking.setdefault(key, (set(), set()))
            places.add((package, None))
            known |= languages
    catalogue = Catalog()
    for (text, context), (places, languages) in lacking.items():
        comment = " ".join(sorted(languages))
        catalogue.add(text, locations=sorted(places), auto_comments=[comment], context=context)
    return catalogue
