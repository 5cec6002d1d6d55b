"""What single cells of a table say. Each reader takes a text that is not empty.

They raise `ValidationError` in words for whoever wrote the table.
"""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from hubs.models.publishing import web_address

LARGEST = 2_147_483_647
LONGEST_ADDRESS = 200
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a day of spreadsheets, on no clock
# The days between 1982 and 2119 as spreadsheets count them; other numbers are slips.
SERIAL = re.compile(r"[3-7]\d{4}([.,]\d+)?")
ORDINARY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?")
TROUBLE = re.compile(r"#[A-Z0-9/]+[!?]?")
MONEY = re.compile(r"[£€\s]|kr\.?|GBP|NOK|EUR", re.IGNORECASE)


def line_of_text(longest: int):
    def read(text: str) -> str:
        if len(text) > longest:
            words = _("It has %(length)d signs; at most %(longest)d fit.")
            raise ValidationError(words % {"length": len(text), "longest": longest})
        return text

    return read


def address(text: str) -> str:
    web_address(text)
    return line_of_text(LONGEST_ADDRESS)(text)


def whole_amount(text: str) -> int:
    """12000 of "£12,000", "12 000 kr" and "12.000,00"; fractions are refused."""
    digits = MONEY.sub("", text)
    digits = re.sub(r"[.,]0{1,2}$", "", digits)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > LARGEST:
        raise ValidationError(_("Enter a whole amount, such as 5000."))
    return int(digits)


def day(text: str) -> dt.date:
    return moment(text)[0]


def moment(text: str) -> tuple[dt.date, dt.time | None]:
    """Day and time on the clocks of the entry's place; no time where none is said.

    Reads 2027-01-31 16:00, 31/01/2027 16:00 (the day first), 31.01.2027 and Excel's numbers.
    """
    if SERIAL.fullmatch(text):
        return _of_serial(float(text.replace(",", ".")))
    date_text, _blank, time_text = text.replace("T", " ").partition(" ")
    time_text = time_text.strip()
    found = _date(date_text)
    if found is None or not 2000 <= found.year <= 2100:
        raise ValidationError(_("Enter a date such as 2027-01-31 or 31/01/2027, the day first."))
    return found, _time(time_text) if time_text else None


def _date(text: str) -> dt.date | None:
    try:
        if found := ORDINARY.fullmatch(text):
            number, month, year = map(int, found.groups())
            return dt.date(year, month, number)
        return parse_date(text)
    except ValueError:
        return None


def _time(text: str) -> dt.time:
    found = TIME.fullmatch(text)
    try:
        return dt.time(int(found[1]), int(found[2]))
    except (TypeError, ValueError):
        raise ValidationError(_("Enter the time as 16:00.")) from None


def _of_serial(number: float) -> tuple[dt.date, dt.time | None]:
    at = EPOCH + dt.timedelta(minutes=round(number * 24 * 60))
    return at.date(), at.time() if number % 1 else None


def one_of(choices: dict[str, object], *, of: list[str]):
    """The key for a code, or a name, in any case; `of` are the codes that a message offers."""

    def read(text: str):
        if text.casefold() not in choices:
            offered = ", ".join(of[:40])
            words = _("There is no “%(text)s” here. Choose one of: %(codes)s.")
            raise ValidationError(words % {"text": text[:50], "codes": offered})
        return choices[text.casefold()]

    return read


def several(read):
    """A list with "|", ";" or "," between; each part read by `read`."""

    def read_all(text: str) -> list:
        parts = [part.strip() for part in re.split(r"[|;,]", text)]
        return list(dict.fromkeys(read(part) for part in parts if part))

    return read_all


def refuse_formulas(text: str, *, formula: re.Pattern) -> None:
    if formula.match(text):
        raise ValidationError(_("It begins like a formula. Paste the value alone."))
    if TROUBLE.fullmatch(text):
        raise ValidationError(_("The spreadsheet shows an error here. Put the value instead."))
