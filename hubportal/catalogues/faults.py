"""What can be wrong with a catalogue, one line for each fault."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from hubportal.catalogues.files import (
    DOMAINS,
    PLURALS,
    catalogue_path,
    forms,
    packages_path,
    plural_forms,
    read,
)
from hubportal.catalogues.packages import package_texts
from hubportal.catalogues.texts import wanted

# The forms that stand for one number only may leave the figure out: "one place", "dau le".
SINGLE_NUMBER_FORMS = {"cy": (0, 1), "nb": (0,)}
NAMED = re.compile(r"%\([^)]+\)[-#0 +]?[\d.]*[a-zA-Z]|(?<!\{)\{\w*\}(?!\})")
POSITIONAL = re.compile(r"%[sdif]")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def faults_of_form(original: str, translation: str, may_drop: bool) -> Iterator[str]:
    mine, theirs = set(NAMED.findall(original)), set(NAMED.findall(translation))
    if not (theirs <= mine if may_drop else theirs == mine):
        yield f"placeholders differ ({', '.join(sorted(mine ^ theirs))})"
    if POSITIONAL.findall(original) != POSITIONAL.findall(translation):
        yield "placeholders differ in number or order"
    if sorted(TAG.findall(original)) != sorted(TAG.findall(translation)):
        yield "markup differs"
    if edges(original) != edges(translation):
        yield "begins or ends with other white space"


def edges(text: str) -> list[bool]:
    """Whether the text begins and ends with a line break or a space."""
    return [text[:1] == "\n", text[:1] == " ", text[-1:] == "\n", text[-1:] == " "]


def faults_of(message: Message, language: str) -> Iterator[str]:
    translations = forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations):
        yield "not translated"
        return
    if message.pluralizable and len(translations) != plural_forms(language):
        yield f"has {len(translations)} plural forms"
    original = message.id[1] if message.pluralizable else message.id
    for index, translation in enumerate(translations):
        may_drop = message.pluralizable and index in SINGLE_NUMBER_FORMS[language]
        yield from faults_of_form(original, translation, may_drop)


def faults_in(catalogue: Catalog, texts: Catalog, language: str) -> Iterator[str]:
    """Everything wrong with a catalogue that must hold exactly these texts."""
    for message in texts:
        known = catalogue.get(message.id, message.context) if message.id else message
        if known is None or known.pluralizable != message.pluralizable:
            yield f"missing: {message.id!r}"
    for message in catalogue:
        if message.id and texts.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"
        elif message.id:
            yield from (f"{fault}: {message.id!r}" for fault in faults_of(message, language))
    yield from (f"no longer used: {message.id!r}" for message in catalogue.obsolete.values())


def keys(catalogue: Catalog) -> set[tuple]:
    return {(m.id, m.context, *m.auto_comments) for m in catalogue if m.id}


def all_faults() -> Iterator[str]:
    for domain in DOMAINS:
        path = packages_path(domain)
        if keys(read(path)) != keys(package_texts(domain)):
            yield f"{path.name}: the packages have changed; run update"
        for language in PLURALS:
            catalogue = read(catalogue_path(language, domain), language)
            for fault in faults_in(catalogue, wanted(language, domain), language):
                yield f"{language} {domain}: {fault}"
