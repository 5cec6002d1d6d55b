"""What a file is, decided by its bytes: never by its name or by what the browser says."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubportal.uploads import documents, pictures
from hubportal.uploads.refusals import BROKEN, WHY, NotThis
from hubportal.uploads.scanner import scan

MEGABYTE = 1024 * 1024
LONGEST_NAME = 100


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken; `largest` in bytes, `look` raises `NotThis`."""

    label: str
    begins: bytes
    content_type: str
    extension: str
    largest: int
    look: Callable

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = Kind("PNG", pictures.PNG, "image/png", ".png", 2 * MEGABYTE, pictures.png)
JPEG = Kind("JPEG", pictures.JPEG, "image/jpeg", ".jpg", 2 * MEGABYTE, pictures.jpeg)
PDF = Kind("PDF", documents.PDF, "application/pdf", ".pdf", 10 * MEGABYTE, documents.pdf)
DOCX = Kind("Word (.docx)", documents.ZIP, WORD, ".docx", 10 * MEGABYTE, documents.docx)
PICTURES = (PNG, JPEG)
DOCUMENTS = (PDF, DOCX)
ANY = (*DOCUMENTS, *PICTURES)
NO_NAME = gettext_lazy("file")


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its cleaned bytes; pixels where it is a picture, else 0."""

    name: str
    kind: Kind
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        return len(self.content)


def check(file, *, kinds=ANY) -> Checked:
    """Looks a file through. Raises `ValidationError` with what its owner can do about it.

    `file` has a `name` and can be read; what is left of it after cleaning is in the answer.
    """
    if isinstance(file, Checked):
        return known(file, kinds)
    largest = max(kind.largest for kind in kinds)
    file.seek(0)
    data = file.read(largest + 1)
    kind = next((kind for kind in kinds if data.startswith(kind.begins)), None)
    if len(data) > (kind.largest if kind else largest):
        raise ValidationError(too_large(kind.largest if kind else largest), code="too_large")
    if kind is None:
        raise ValidationError(not_of(kinds), code="kind")
    try:
        scan(data)
        drawn = kind.look(data)
    except NotThis as refusal:
        raise ValidationError(refusal.why, code=refusal.args[0]) from refusal
    name = clean_name(file.name, kind)
    return Checked(name, kind, *drawn) if drawn else Checked(name, kind, data)


def known(checked: Checked, kinds) -> Checked:
    if checked.kind not in kinds:
        raise ValidationError(not_of(kinds), code="kind")
    return checked


def not_of(kinds) -> str:
    return _("This is not a file of these kinds: %(kinds)s. Its name alone does not count.") % {
        "kinds": ", ".join(kind.label for kind in kinds)
    }


def too_large(largest: int) -> str:
    return _("This file is too large. It may have %(size)s at most.") % {
        "size": filesizeformat(largest)
    }


def clean_name(name: str, kind: Kind) -> str:
    """The last part of the name, without signs that could end a header or turn the text round."""
    last = PurePosixPath(str(name or "").replace("\\", "/")).name
    stem = unicodedata.normalize("NFC", last.rpartition(".")[0] or last)
    legible = "".join(
        sign for sign in stem if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    legible = re.sub(r"[\"<>|:*?;%]+", "", legible)
    return (
        re.sub(r"\s+", " ", legible).strip(" .")[:LONGEST_NAME] or str(NO_NAME)
    ) + kind.extension


__all__ = ["ANY", "BROKEN", "DOCUMENTS", "PICTURES", "WHY", "Checked", "Kind", "check"]
