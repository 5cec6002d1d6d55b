"""The figures of events in words, for a page and for a spreadsheet alike."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.figures import numbers
from events.figures.contacts import chance_at_all, conversations_by_chance
from events.figures.opinions import ENOUGH
from events.models import Event, Needs
from hubs.models import Sector
from hubs.models.hubs import LANGUAGES


@dataclass(frozen=True)
class Line:
    """A row: what it is and its cells; `bar` is (value, most) for a small bar beside them."""

    label: str
    cells: list
    bar: tuple[int, int] | None = None


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    lines: list[Line]
    note: str = ""
    sentences: list[str] = field(default_factory=list)


def tables(events: QuerySet[Event]) -> list[Table]:
    """By ten queries, however many events and people there are."""
    counted = numbers.counts(events)
    sectors = numbers.by_sector(events)
    return [
        _funnel(counted, numbers.lapsed_offers(events)),
        _mix(numbers.added_up(sectors), numbers.targets(events)),
        _contacts(sectors, *numbers.met(events)),
        _people(counted, numbers.new_and_returning(events), numbers.reach(events)),
        _pools(counted),
        _languages(numbers.languages(events), counted["seated"]),
        _needs(*numbers.needs(events)),
    ]


def _funnel(counted: dict, lapsed: int) -> Table:
    most = counted["all"]
    rows = [
        (_("Asked for a place"), counted["all"]),
        (_("Had a place at some time"), counted["ever"]),
        (_("Attended"), counted["attended"]),
        (_("Did not come"), counted["missed"]),
        (_("Have a place now, not marked yet"), counted["confirmed"]),
        (_("On the waiting list"), counted["waiting"]),
        (_("Have an offer"), counted["offered"]),
        (_("To be decided"), counted["applied"]),
        (_("Not accepted"), counted["declined"]),
        (_("Gave their place or their wish up"), counted["cancelled"]),
        (_("Cancelled by the hub"), counted["removed"]),
        (_("Offers that lapsed"), lapsed),
    ]
    lines = [Line(label, [number], (number, most)) for label, number in rows]
    return Table(_("From asking to attending"), [_("People")], lines)


def _mix(actual: dict, targets: dict) -> Table:
    names = dict(Sector.RollUp.choices) | {"": _("No sector said")}
    most = max([seated for seated, _came in actual.values()], default=0)
    lines = []
    for code, name in names.items():
        seated, came = actual.get(code, (0, 0))
        held, at_most = targets.get(code, (0, None))
        if seated or held or at_most is not None:
            cells = [held or "", "" if at_most is None else at_most, seated, came]
            lines.append(Line(str(name), cells, (seated, most)))
    columns = [_("At least"), _("At most"), _("With a place"), _("Attended")]
    return Table(_("Mix of sectors, as wished and as it is"), columns, lines)


def _contacts(sectors: dict, number: int, average: float | None) -> Table:
    """Those who came where it is known, else those who have a place."""
    came = any(pair[1] for event in sectors.values() for pair in event.values())
    people = [
        {code: pair[came] for code, pair in event.items() if code} for event in sectors.values()
    ]
    chance = chance_at_all(people)
    lines, sentences = [], []
    if chance is not None:
        share = round(chance * 100)
        lines.append(Line(_("Conversations across sectors by chance, per cent"), [share]))
        words = _("If everybody talked with anybody, %(share)s of 100 conversations would cross sectors: 1 less the sum of the squared shares of the sectors.")  # fmt: skip # noqa: E501
        sentences.append(words % {"share": share})
    if number >= ENOUGH and average is not None:
        lines.append(Line(_("People of other sectors met, on average"), [round(average, 1)]))
        sentences += _against_chance(average, chance)
    return Table(_("Contacts across sectors, against chance"), [""], lines, sentences=sentences)


def _against_chance(average: float, chance: float | None) -> list[str]:
    needed = conversations_by_chance(average, chance or 0)
    if needed is None:
        return []
    words = _("People say that they talked with %(met)s people of other sectors on average; by chance that takes %(needed)s conversations.")  # fmt: skip # noqa: E501
    return [words % {"met": round(average, 1), "needed": round(needed, 1)}]


def _people(counted: dict, known: tuple[int, int], reach: dict) -> Table:
    new, again = known
    rows = [
        (_("Came to an event of ours for the first time"), new),
        (_("Had attended another event before"), again),
        (_("Home hubs of people with a place"), reach["hubs"]),
        (_("Organisations of people with a place"), reach["organisations"]),
        (_("Invited by the hub"), counted["invited"]),
        (_("Came instead of a colleague"), counted["instead"]),
        (_("Came without registering"), counted["walked_in"]),
        (_("Beyond the places"), counted["beyond"]),
    ]
    return Table(_("Who they are"), [_("Number")], [Line(label, [n]) for label, n in rows])


def _pools(counted: dict) -> Table:
    columns = [_("With a place"), _("Attended")]
    lines = [
        Line(_("In the room"), [counted["room"], counted["came_to_room"]]),
        Line(_("Online"), [counted["online"], counted["came_online"]]),
    ]
    return Table(_("In the room and online"), columns, lines)


def _languages(wished: dict, seated: int) -> Table:
    names = dict(LANGUAGES)
    lines = [
        Line(str(names.get(code, code)), [number], (number, seated))
        for code, number in sorted(wished.items(), key=lambda pair: -pair[1])
    ]
    return Table(_("Languages wished for"), [_("People")], lines)


def few(number: int) -> str:
    """Small numbers of a kind that leads to a person are not told."""
    if number >= numbers.FEWEST:
        return str(number)
    return _("fewer than %(number)d") % {"number": numbers.FEWEST}


def _needs(access, diet) -> Table:
    names = {**dict(Needs.Access.choices), **dict(Needs.Diet.choices)}
    lines = [Line(str(names.get(each, each)), [few(n)]) for each, n in access.most_common()]
    lines += [Line(str(names.get(each, each)), [few(n)]) for each, n in diet.most_common()]
    note = _("Counted while they are kept: they are deleted 30 days after the event.")
    return Table(_("Access and diets"), [_("People")], lines, note=note)


def as_rows(found: list[Table]) -> list[list]:
    """One line for each cell: table, row, column, value."""
    rows = [
        [table.title, line.label, column, cell]
        for table in found
        for line in table.lines
        for column, cell in zip(table.columns, line.cells, strict=True)
    ]
    return [row for row in rows if row[-1] != ""]
