"""Tables as spreadsheet programs write and read them."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubportal.workflow.forms import UNPRINTABLE
from hubportal.workflow.moves import Refused

# What a spreadsheet program would take for a formula and run; a number is none.
FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d+([.,]\d+)?$)")
ESCAPED = re.compile(r"'+[=@+\t\r-]")
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Table:
    """The first line's names and the other lines, each with its number in the file."""

    header: list[str]
    lines: list[tuple[int, list[str]]]


def csv_of(header: Iterable[str], rows: Iterable[Iterable]) -> bytes:
    """A file that opens in every spreadsheet program and in which no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe(cell) -> str:
    """The cell as text that no program takes for a formula; `plain` takes this back."""
    text = "" if cell is None else str(cell).strip()
    return f"'{text}" if FORMULA.match(text) or ESCAPED.match(text) else text


def plain(cell: str) -> str:
    """The cell's text without blanks around it and without what `safe` put before it."""
    text = cell.strip()
    return text[1:] if ESCAPED.match(text) else text


def table(content: bytes, *, most: int) -> Table:
    """The lines of a CSV file; commas, semicolons and tabs are told apart by its first line.

    Raises `Refused` where it is no such file or has more than `most` lines under the first.
    """
    text = decoded(content)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(text, delimiter)
    if not rows:
        raise Refused(_("The file is empty."))
    (_number, header), *lines = rows
    if not lines:
        raise Refused(_("The file has names of columns and nothing below them."))
    if len(lines) > most:
        words = ngettext(
            "The file has %(lines)d line; at most %(most)d can be read at a time. Split it.",
            "The file has %(lines)d lines; at most %(most)d can be read at a time. Split it.",
            len(lines),
        )
        raise Refused(words % {"lines": len(lines), "most": most})
    return Table(header, lines)


def decoded(content: bytes) -> str:
    """The file's text: UTF-8 or UTF-16 as Excel writes them, otherwise Windows-1252."""
    if content.startswith(WORKBOOK):
        raise Refused(_("This is a workbook. Save it as “CSV UTF-8” and choose that file."))
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if utf_16 else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(_("This is no text. Save the table as “CSV UTF-8” and choose that file."))


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every line that says something, with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, begins = [], 1
    try:
        for cells in reader:
            cells = [UNPRINTABLE.sub("", cell).strip() for cell in cells]
            if any(cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            _("Line %(number)d cannot be read: its quotation marks do not match.")
            % {"number": begins}
        ) from error
    return rows
