"""Where catalogues lie and how they are read and written."""

import io
import os
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALE = ROOT / "hubportal" / "locale"
# The second is what the admin's scripts say.
DOMAINS = ("django", "djangojs")
# Word for word Django's own rules: only catalogues with the same rule are merged into one.
PLURALS = {
    "cy": "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;",
    "nb": "nplurals=2; plural=(n != 1);",
}
HEADER = """\
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def plural_forms(language: str) -> int:
    return int(re.search(r"\d+", PLURALS[language])[0])


def catalogue_path(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def packages_path(domain: str) -> Path:
    return LOCALE / f"packages{domain.removeprefix('django')}.pot"


def read(path: Path, language: str | None = None) -> Catalog:
    """The catalogue in a file; an empty one where there is no file."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, path: Path, language: str | None = None) -> None:
    """Sorted by text, without dates, line numbers or tools' names: only changed texts show."""
    header = HEADER
    if language:
        catalogue._num_plurals = plural_forms(language)
        header += f'"Language: {language}\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n'
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + b"\n" + body.getvalue())


def compile_into_mo(path: Path, language: str) -> None:
    """In one step, so that a server which starts meanwhile never reads half a file."""
    unfinished = path.with_suffix(f".{os.getpid()}.mo")
    with unfinished.open("wb") as file:
        write_mo(file, read(path, language))
    unfinished.replace(path.with_suffix(".mo"))


def singular(message: Message) -> str:
    return message.id[0] if message.pluralizable else message.id


def forms(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one for each plural form."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)
