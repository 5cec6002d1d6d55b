"""Message catalogues by Babel alone, so that no machine needs GNU gettext.

`python -m hubportal.catalogues update` reads every text out of Python and templates into the Welsh and
Norwegian catalogues, keeping the translations; `check` says what is wrong with them; `compile` writes
the .mo files that Django reads. None of them needs a database, a network or Django's settings.

The catalogues also hold the texts of bought-in packages that their authors have not translated: the
project's catalogue wins over a package's own. Which texts those are is written by `update` into
`packages.pot` (and `packagesjs.pot` for the admin's scripts); a line `#. cy nb` names the languages
that lack the text.
"""

import io
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "hubportal" / "locale"
SOURCES = ("hubportal", "hubs", "members", "events", "funding", "templates")
SKIPPED = {"migrations", "locale", "tests", "static", "__pycache__"}
DOMAINS = ("django", "djangojs")
# Django keeps one rule for each language; ours must be the same text, or the two catalogues are not merged.
PLURALS = {
    "cy": "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;",
    "nb": "nplurals=2; plural=(n != 1);",
}
# The forms that stand for one number only may leave the figure out: "one place", "dau le".
SINGLE_NUMBER_FORMS = {"cy": (0, 1), "nb": (0,)}
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
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
NAMED = re.compile(r"%\([^)]+\)[-#0 +]?[\d.]*[a-zA-Z]|(?<!\{)\{\w*\}(?!\})")
POSITIONAL = re.compile(r"%[sdif]")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


# Reading texts out of sources ------------------------------------------------------------------


def python_from(template: str) -> str:
    """The template as lines that Python's tokenizer can read: only the calls to gettext are left."""
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in templatize(template).split("\n"))


def texts_in(source: str) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """(text or (singular, plural), context, comments for translators) in Python source."""
    file = io.BytesIO(source.encode())
    found = extract("python", file, KEYWORDS, ("Translators",), {"encoding": "utf-8"}, True)
    for _line, text, comments, context in found:
        yield text, context, comments


def files_with_texts(folder: Path) -> Iterator[Path]:
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


# The texts of packages -------------------------------------------------------------------------


def folder_of(package: str) -> Path:
    return Path(find_spec(package).submodule_search_locations[0])


def read(path: Path, language: str | None = None) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def texts_of(package: str, domain: str) -> Catalog:
    folder = folder_of(package)
    shipped = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    catalogue = read(shipped)
    if domain == "django" and not shipped.exists():
        for path in files_with_texts(folder):
            add_texts(catalogue, path, package)
    return catalogue


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(forms(message))


def corrected(language: str) -> set[str]:
    """Texts that a package ships with a fault, misspelt or meaning something else; ours replace them."""
    path = LOCALE / language / "corrected.txt"
    return set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()


def languages_without(message: Message, shipped: dict[str, Catalog]) -> Iterator[str]:
    """Languages in which the package itself has nothing for this text, or nothing right."""
    for language, own in shipped.items():
        if singular(message) in corrected(language) or not is_translated(own.get(message.id, message.context)):
            yield language


def package_texts(domain: str) -> Catalog:
    """Texts that ours must hold for the packages; the comment names the languages."""
    lacking: dict[tuple, tuple[set, set]] = {}
    for package in PACKAGES:
        locale = folder_of(package) / "locale"
        shipped = {lang: read(locale / lang / "LC_MESSAGES" / f"{domain}.po", lang) for lang in PLURALS}
        for message in texts_of(package, domain):
            languages = set(languages_without(message, shipped)) if message.id else set()
            if languages:
                places, known = lacking.setdefault((message.id, message.context), (set(), set()))
                places.add((package, None))
                known |= languages
    catalogue = Catalog()
    for (text, context), (places, languages) in lacking.items():
        comment = " ".join(sorted(languages))
        catalogue.add(text, locations=sorted(places), auto_comments=[comment], context=context)
    return catalogue


def packages_path(domain: str) -> Path:
    return LOCALE / f"packages{domain.removeprefix('django')}.pot"


# The catalogues --------------------------------------------------------------------------------


def singular(message: Message) -> str:
    return message.id[0] if message.pluralizable else message.id


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string,)


def catalogue_path(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def wanted(language: str, domain: str) -> Catalog:
    """Every text that the catalogue must hold: our own, and those a package lacks in this language."""
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


def write(catalogue: Catalog, path: Path, language: str | None = None) -> None:
    """Sorted by text, without dates, line numbers or the names of tools: only a changed text changes the file."""
    header = HEADER
    if language:
        catalogue._num_plurals = int(re.search(r"\d+", PLURALS[language])[0])
        header += f'"Language: {language}\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n'
    file = io.BytesIO()
    write_po(file, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + b"\n" + file.getvalue())


def update() -> int:
    for domain in DOMAINS:
        write(package_texts(domain), packages_path(domain))
        for language in PLURALS:
            write(merged(language, domain), catalogue_path(language, domain), language)
    return 0


def compile_all() -> int:
    for language in PLURALS:
        for domain in DOMAINS:
            path = catalogue_path(language, domain)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(path, language))
    return 0


# What can be wrong -----------------------------------------------------------------------------


def names(text: str) -> set[str]:
    return set(NAMED.findall(text))


def faults_of_form(original: str, translation: str, may_drop: bool) -> Iterator[str]:
    mine, theirs = names(original), names(translation)
    if not (theirs <= mine if may_drop else theirs == mine):
        yield f"placeholders differ ({', '.join(sorted(mine ^ theirs))})"
    if POSITIONAL.findall(original) != POSITIONAL.findall(translation):
        yield "placeholders differ in number or order"
    if sorted(TAG.findall(original)) != sorted(TAG.findall(translation)):
        yield "markup differs"
    for end in (str.startswith, str.endswith):
        if any(end(original, space) != end(translation, space) for space in ("\n", " ")):
            yield "begins or ends with other white space"


def faults_of(message: Message, language: str) -> Iterator[str]:
    translations = forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations):
        yield "not translated"
        return
    if message.pluralizable and len(translations) != int(re.search(r"\d+", PLURALS[language])[0]):
        yield f"has {len(translations)} plural forms"
    for index, translation in enumerate(translations):
        single = message.pluralizable and index in SINGLE_NUMBER_FORMS[language]
        yield from faults_of_form(message.id[1] if message.pluralizable else message.id, translation, single)


def faults_in(catalogue: Catalog, texts: Catalog, language: str) -> Iterator[str]:
    """One line for each thing wrong with a catalogue that must hold exactly these texts."""
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


def all_faults() -> Iterator[str]:
    for domain in DOMAINS:
        known = {(m.id, m.context, *m.auto_comments) for m in read(packages_path(domain)) if m.id}
        if known != {(m.id, m.context, *m.auto_comments) for m in package_texts(domain) if m.id}:
            yield f"{packages_path(domain).name}: the packages have changed; run update"
        for language in PLURALS:
            catalogue = read(catalogue_path(language, domain), language)
            for fault in faults_in(catalogue, wanted(language, domain), language):
                yield f"{language} {domain}: {fault}"


def check() -> int:
    faults = list(all_faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write(f"{len(faults)} faults in the catalogues\n")
    return 1 if faults else 0


def main(arguments: list[str]) -> int:
    commands = {"update": update, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write("usage: python -m hubportal.catalogues update|check|compile\n")
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
