"""The data beside this package, and its texts in three languages."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from i18nfield.strings import LazyI18nString

FOLDER = Path(__file__).parent / "data"
LANGUAGES = ["en", "cy", "nb"]


@cache
def load(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def text(parts: list[str] | None) -> LazyI18nString:
    """English, Welsh and Norwegian; one alone is a name that is the same in all of them."""
    parts = parts or []
    if len(parts) == 1:
        parts = parts * len(LANGUAGES)
    return LazyI18nString(dict(zip(LANGUAGES, parts, strict=True)) if parts else "")


def checksum() -> str:
    """Of everything that the demonstration is made from."""
    files = sorted([*FOLDER.glob("*.toml"), *Path(__file__).parent.glob("*.py")])
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
