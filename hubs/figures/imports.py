"""Opportunities in a table: its columns, and what each line says, with errors in words."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from hubs.figures import cells
from hubs.figures.spreadsheets import ESCAPED, FORMULA, plain
from hubs.models import Barrier, Hub, Opportunity, Organisation, Sector, Territory, Theme
from hubs.models.hubs import CURRENCIES, TIME_ZONES
from hubs.models.publishing import texts

MOST = 1000
LANGUAGES = {"": "en", "_cy": "cy", "_nb": "nb"}
TRANSLATED = {"title": 200, "summary": 300, "eligibility": 5000, "body": 20000}
MANY = ["sectors", "territories", "themes", "barriers"]
REQUIRED = ["title", "summary", "kind", "url"]
# What our own files have in addition; it is not read.
IGNORED = {"hub", "status", "errors"}
MOMENTS = {"opens_at": dt.time(0, 0), "closes_at": dt.time(23, 59)}
PLAIN = [
    *["kind", "url", "funder", "amount_min", "amount_max", "currency", "time_zone"],
    *["opens_at", "closes_at", "starts_on", "ends_on", *MANY],
    *["source", "source_url", "source_id", "checked_on", "review_by"],
]
COLUMNS = [name + end for name in TRANSLATED for end in LANGUAGES] + PLAIN


@dataclass
class Line:
    """One line: what it says of each field, or by column why it cannot be read."""

    number: int
    raw: dict[str, str]
    values: dict = field(default_factory=dict)
    many: dict[str, list[int]] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.raw.get("title") or self.raw.get("title_cy") or self.raw.get("title_nb") or "–"

    def refuse(self, column: str, reason: str) -> None:
        self.errors.append((column, reason))


class Books:
    """The words of our lists, read once for all lines: five queries, one more for funders."""

    def __init__(self, user):
        self.user = user
        rows = {
            "sectors": [(row.pk, row.code, row) for row in Sector.objects.filter(retired=False)],
            "territories": [(row.pk, row.slug, row) for row in Territory.objects.all()],
            "themes": [(row.pk, row.slug, row) for row in Theme.objects.filter(retired=False)],
            "barriers": [(row.pk, str(row.number), row) for row in Barrier.objects.all()],
        }
        self.codes = {name: {pk: code for pk, code, _row in found} for name, found in rows.items()}
        self.names = {
            name: {pk: str(row) for pk, _code, row in found} for name, found in rows.items()
        }
        self.readers: dict[str, Callable] = {
            name: cells.several(cells.one_of(_codes(found), of=[code for _pk, code, _r in found]))
            for name, found in rows.items()
        }
        self.readers |= _simple_readers()
        self._funders: dict[str, Organisation] | None = None
        self.readers["funder"] = self.funder

    def funder(self, text: str) -> Organisation:
        """By the address of its page or by its name in any language."""
        if self._funders is None:
            rows = Organisation.objects.visible_to(self.user).only("slug", "name")
            self._funders = {said.casefold(): row for row in rows for said in _called(row)}
        if text.casefold() not in self._funders:
            words = _("No organisation is called “%(name)s”. Enter it first, or leave this empty.")
            raise ValidationError(words % {"name": text[:100]})
        return self._funders[text.casefold()]


def _called(organisation: Organisation) -> list[str]:
    return [*texts(organisation.name).values(), organisation.slug]


def _codes(found) -> dict[str, int]:
    """By code and by name in any language."""
    by_name = {said.casefold(): pk for pk, _code, row in found for said in texts(row.name).values()}
    return by_name | {code.casefold(): pk for pk, code, _row in found}


def _choices(pairs) -> Callable:
    by_name = {str(name).casefold(): code for code, name in pairs}
    codes = [code for code, _name in pairs]
    return cells.one_of(by_name | {code.casefold(): code for code in codes}, of=codes)


def _simple_readers() -> dict[str, Callable]:
    readers: dict[str, Callable] = {
        "kind": _choices(Opportunity.Kind.choices),
        "currency": _choices(CURRENCIES),
        "time_zone": _choices(TIME_ZONES),
    }
    readers |= dict.fromkeys(["url", "source_url"], cells.address)
    readers |= dict.fromkeys(["amount_min", "amount_max"], cells.whole_amount)
    readers |= dict.fromkeys(["starts_on", "ends_on", "checked_on", "review_by"], cells.day)
    readers |= dict.fromkeys(MOMENTS, cells.moment)
    readers |= dict.fromkeys(["source", "source_id"], cells.line_of_text(200))
    for name, longest in TRANSLATED.items():
        readers |= dict.fromkeys([name + end for end in LANGUAGES], cells.line_of_text(longest))
    return readers


def read_line(number: int, raw: dict[str, str], *, books: Books, hub: Hub | None) -> Line:
    """Every error of the line at once, each with its column."""
    line = Line(number, raw)
    found = {}
    for column, text in raw.items():
        try:
            found[column] = _read(column, text, books)
        except ValidationError as error:
            line.refuse(column, " ".join(error.messages))
    for column in REQUIRED:
        said = (
            any(raw.get(column + end) for end in LANGUAGES)
            if column in TRANSLATED
            else raw.get(column)
        )
        if not said:
            line.refuse(column, _("This must not be empty."))
    _fill(line, found, hub)
    _check(line)
    return line


def _read(column: str, text: str, books: Books):
    if column not in books.readers:
        raise ValidationError(_("There are more cells than columns."))
    if not ESCAPED.match(text):
        cells.refuse_formulas(text, formula=FORMULA)
    return books.readers[column](plain(text))


def _fill(line: Line, found: dict, hub: Hub | None) -> None:
    for name in TRANSLATED:
        ends = {code: found.pop(name + end, "") for end, code in LANGUAGES.items()}
        if said := {code: text for code, text in ends.items() if text}:
            line.values[name] = LazyI18nString(said)
    line.many = {name: found.pop(name) for name in MANY if name in found}
    if hub:
        found = {"time_zone": hub.time_zone, "currency": hub.currency} | found
    zone = ZoneInfo(found.get("time_zone", "Europe/London"))
    for name in MOMENTS.keys() & found.keys():
        date, time = found[name]
        found[name] = dt.datetime.combine(date, time or MOMENTS[name], tzinfo=zone)
    line.values |= found


def _check(line: Line) -> None:
    """What two cells say together."""
    said = line.values.get
    if said("opens_at") and said("closes_at") and said("closes_at") <= said("opens_at"):
        line.refuse("closes_at", _("It cannot close before it opens."))
    if said("starts_on") and said("ends_on") and said("ends_on") < said("starts_on"):
        line.refuse("ends_on", _("It cannot end before it begins."))
    low, high = said("amount_min"), said("amount_max")
    if low is not None and high is not None and high < low:
        line.refuse("amount_max", _("The highest amount is below the lowest."))
    if said("source_id") and not said("source"):
        line.refuse("source", _("Say whose id it is."))


def allowed() -> list[tuple[str, list[tuple[str, str]]]]:
    """Columns with a closed list, in the staff's words, each with its codes and their names."""
    sectors = [(row.code, str(row)) for row in Sector.objects.filter(retired=False)]
    lists = {"kind": Opportunity.Kind.choices, "currency": CURRENCIES, "time_zone": TIME_ZONES}
    return [(label(name), list(codes)) for name, codes in [*lists.items(), ("sectors", sectors)]]


def label(column: str) -> str:
    """What staff call a column: the field's name, and the language where there are several."""
    name = next((each for each in TRANSLATED if column.startswith(each)), column)
    called = capfirst(str(Opportunity._meta.get_field(name).verbose_name))
    code = LANGUAGES.get(column.removeprefix(name), "") if name in TRANSLATED else ""
    return f"{called} ({code})" if code else called


def row_of(opportunity: Opportunity, books: Books) -> dict[str, str]:
    """The opportunity as a line that can be read again."""
    zone = ZoneInfo(opportunity.time_zone)
    row = {
        name + end: texts(getattr(opportunity, name)).get(code, "")
        for name in TRANSLATED
        for end, code in LANGUAGES.items()
    }
    for name in PLAIN:
        if name in MANY:
            codes = [books.codes[name].get(each.pk) for each in getattr(opportunity, name).all()]
            row[name] = "|".join(filter(None, codes))
        elif name in MOMENTS:
            at = getattr(opportunity, name)
            row[name] = f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
        else:
            value = getattr(opportunity, name)
            row[name] = "" if value is None else str(value)
    row["funder"] = opportunity.funder.slug if opportunity.funder else ""
    return {column: row[column] for column in COLUMNS}
