"""The texts in our own sources, and those the catalogues must hold."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

from hubportal.catalogues.files import ROOT, catalogue_path, packages_path, read

SOURCES = ("hubportal", "hubs", "members", "events", "funding", "templates")
SKIPPED = {"migrations", "locale", "tests", "static", "__pycache__"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def python_from(template: str) -> str:
    """A template as Python's tokenizer can read it: only the calls to gettext are left."""
    lines = templatize(template).split("\n")
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in lines)


def texts_in(source: str) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """(text or (singular, plural), context, comments for translators) in Python source."""
    file = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    found = extract("python", file, KEYWORDS, ("Translators:",), options, strip_comment_tags=True)
    for _line, text, comments, context in found:
        yield text, context, comments


def files_with_texts(folder: Path) -> Iterator[Path]:
    """Python files, and every file in a folder named templates."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        in_templates = folder.name == "templates" or "templates" in parts
        if SKIPPED.isdisjoint(parts) and path.is_file() and (path.suffix == ".py" or in_templates):
            yield path


def add_texts(catalogue: Catalog, path: Path, name: str) -> None:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = python_from(source)
    for text, context, comments in texts_in(source):
        catalogue.add(text, locations=[(name, None)], auto_comments=comments, context=context)


def project_texts() -> Catalog:
    catalogue = Catalog()
    for source in SOURCES:
        for path in files_with_texts(ROOT / source):
            add_texts(catalogue, path, path.relative_to(ROOT).as_posix())
    return catalogue


def wanted(language: str, domain: str) -> Catalog:
    """Every text a catalogue must hold: our own, and those a package lacks in this language."""
    catalogue = project_texts() if domain == "django" else Catalog()
    for message in read(packages_path(domain)):
        if message.id and language in message.auto_comments[0].split():
            catalogue.add(message.id, locations=message.locations, context=message.context)
    return catalogue


def merged(language: str, domain: str) -> Catalog:
    """What is wanted, with the translations there are; texts no longer used are left behind."""
    old, new = read(catalogue_path(language, domain), language), wanted(language, domain)
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known and known.pluralizable == message.pluralizable:
            message.string = known.string
            message.user_comments = known.user_comments
            message.flags |= known.flags & {"fuzzy"}
    return new
