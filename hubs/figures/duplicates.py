"""Whether a line of a table is an opportunity that is here already, and what it would change."""

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.figures.imports import MANY, MOMENTS, TRANSLATED, Books, Line, label, read_line
from hubs.models import ImportBatch, Opportunity
from hubs.models.publishing import texts


@dataclass
class Change:
    """A field as it is and as the file has it, in words."""

    label: str
    was: str
    now: str


@dataclass
class Match:
    """A line with what becomes of it: `new`, `same`, `changed`, `kept` or `wrong`."""

    line: Line
    verdict: str
    existing: Opportunity | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(label(column) if column else "", text) for column, text in self.line.errors]

    def in_words(self) -> str:
        return " ".join(f"{column}: {text}" if column else text for column, text in self.errors)


@dataclass
class Preview:
    """Every line of a file; `mark` changes when anything that was shown would."""

    matches: list[Match]
    mark: str

    def of(self, *verdicts: str) -> list[Match]:
        return [match for match in self.matches if match.verdict in verdicts]

    @property
    def counts(self) -> dict[str, int]:
        verdicts = ["new", "changed", "same", "kept", "wrong"]
        return {verdict: len(self.of(verdict)) for verdict in verdicts}


def preview(batch: ImportBatch, user) -> Preview:
    """By nine queries, however many lines there are."""
    books = Books(user)
    lines = [read_line(number, raw, books=books, hub=batch.hub) for number, raw in batch.rows]
    known = Known(lines, user)
    seen: dict[tuple, int] = {}
    matches = []
    for line in lines:
        _refuse_twins(line, seen)
        matches.append(_match(line, known, books))
    return Preview(matches, _mark(matches))


def _refuse_twins(line: Line, seen: dict[tuple, int]) -> None:
    for key in keys(line.values):
        if key in seen:
            words = _("It is the same as line %(number)d of this file.")
            line.refuse("", words % {"number": seen[key]})
            return
    seen |= {key: line.number for key in keys(line.values)}


def keys(values: dict) -> list[tuple]:
    """What tells one opportunity from another, the surest first.

    An id at its source; else title, funder and deadline; else the address to apply at. One that
    has an id at its source is not told by its address, which many entries of a list may share.
    """
    found = []
    source, source_id = values.get("source", ""), values.get("source_id", "")
    if source and source_id:
        found.append(("id", source.casefold(), source_id))
    funder, closes = values.get("funder"), values.get("closes_at")
    for title in texts(values.get("title")).values():
        found.append(("title", normal(title), funder.pk if funder else None, closes))
    if values.get("url") and not source_id:
        found.append(("url", values["url"].rstrip("/").casefold()))
    return found


def normal(title: str) -> str:
    """Letters and digits alone, without accents and case."""
    split = unicodedata.normalize("NFKD", title.casefold())
    return "".join(sign for sign in split if sign.isalnum())


class Known:
    """What is here already and could be one of these lines, by seven queries."""

    def __init__(self, lines: list[Line], user):
        rows = self._rows(lines)
        shown = Opportunity.objects.visible_to(user).filter(pk__in=rows.values("pk"))
        shown = shown.select_related("funder", "hub").prefetch_related(*MANY)
        self.by_key: dict[tuple, list[Opportunity]] = defaultdict(list)
        for row in shown.order_by("pk"):
            for key in keys(vars_of(row)):
                self.by_key[key].append(row)
        mine = Opportunity.objects.managed_by(user).filter(status=Opportunity.Status.DRAFT)
        self.open_to_change = set(
            mine.filter(pk__in=rows.values("pk")).values_list("pk", flat=True)
        )
        ids = rows.exclude(source_id="").values_list("source", "source_id")
        self.taken = {("id", source.casefold(), source_id) for source, source_id in ids}

    @staticmethod
    def _rows(lines: list[Line]):
        said = defaultdict(set)
        for line in lines:
            for name in ("source_id", "url", "closes_at"):
                said[name].add(line.values.get(name))
        alike = Q(source_id__in=said["source_id"] - {None}) | Q(url__in=_spellings(said["url"]))
        alike |= Q(closes_at__in=said["closes_at"] - {None})
        return Opportunity.objects.filter(
            alike | (Q(closes_at=None) if None in said["closes_at"] else Q())
        )

    def find(self, line: Line) -> Opportunity | None:
        for key in keys(line.values):
            rows = [row for row in self.by_key.get(key, ()) if not _another_id(row, line)]
            if rows:
                return rows[0]
        return None


def _spellings(urls) -> set[str]:
    bare = {url.rstrip("/") for url in urls if url}
    return bare | {f"{url}/" for url in bare}


def _another_id(row: Opportunity, line: Line) -> bool:
    """The same source has two entries of these names: they are two things."""
    said = line.values.get
    same_source = row.source.casefold() == said("source", "").casefold()
    both = bool(row.source_id and said("source_id"))
    return both and same_source and row.source_id != said("source_id")


def vars_of(row: Opportunity) -> dict:
    names = ("title", "funder", "closes_at", "url", "source", "source_id")
    return {name: getattr(row, name) for name in names}


def _match(line: Line, known: Known, books: Books) -> Match:
    existing = known.find(line)
    theirs = keys(vars_of(existing)) if existing else []
    if any(key in known.taken and key not in theirs for key in keys(line.values)):
        line.refuse("source_id", _("This entry of that source is here already."))
    if line.errors:
        return Match(line, "wrong", existing)
    if existing is None:
        return Match(line, "new")
    changes = changes_of(existing, line, books)
    if not changes:
        return Match(line, "same", existing)
    verdict = "changed" if existing.pk in known.open_to_change else "kept"
    return Match(line, verdict, existing, changes)


def changes_of(existing: Opportunity, line: Line, books: Books) -> list[Change]:
    """What the line says otherwise; what it does not say changes nothing."""
    found = []
    for name, value in line.values.items():
        if name in TRANSLATED:
            found += _translated(existing, name, value)
        elif getattr(existing, name) != value:
            found.append(Change(label(name), _said(existing, name), _said(line.values, name)))
    for name, pks in line.many.items():
        was = [row.pk for row in getattr(existing, name).all()]
        if set(was) != set(pks):
            names = books.names[name]
            found.append(Change(label(name), _list(was, names), _list(pks, names)))
    return found


def _translated(existing: Opportunity, name: str, value) -> list[Change]:
    was = texts(getattr(existing, name))
    ends = {"en": "", "cy": "_cy", "nb": "_nb"}
    return [
        Change(label(name + ends[code]), was.get(code, ""), text)
        for code, text in texts(value).items()
        if was.get(code, "") != text
    ]


def _said(values, name: str) -> str:
    value = values.get(name) if isinstance(values, dict) else getattr(values, name)
    if name in MOMENTS and value:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _list(pks, names: dict[int, str]) -> str:
    return ", ".join(names.get(pk, "?") for pk in pks)


def _mark(matches: list[Match]) -> str:
    said = [
        (match.line.number, match.verdict, match.existing and match.existing.changed_at.isoformat())
        for match in matches
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
