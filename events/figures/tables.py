"""The figures of events in words, for a page and for a spreadsheet alike."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.figures import numbers, small
from events.figures.contacts import chance_at_all, conversations_by_chance
from events.models import Event, Needs
from hubs.figures.hubs import SMALLEST_SHOWN
from hubs.models import Sector
from hubs.models.hubs import LANGUAGES

# The mix of fewer people could be worked out from the chance that follows from it.
MANY = 20


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


def tables(events: QuerySet[Event], *, reader, now) -> list[Table]:
    """By ten queries, however many events and people there are.

    Access and diets are there only for a `reader` who may read them, where somebody needs any.
    """
    counted = numbers.counts(events)
    sectors = numbers.by_sector(events)
    found = [
        _funnel(counted, numbers.lapsed_offers(events)),
        _mix(sectors, numbers.targets(events)),
        _contacts(sectors, numbers.met(events, now=now)),
        _people(counted, numbers.new_and_returning(events), numbers.reach(events)),
        _pools(counted),
        _languages(numbers.languages(events)),
    ]
    needs = numbers.needs(events, reader)
    return [*found, _needs(needs)] if needs else found


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


def _mix(sectors: list[list[dict]], targets: dict) -> Table:
    """Small groups, and what would give them away, are hidden in each column by itself."""
    names = dict(Sector.RollUp.choices) | {"": _("No sector said")}
    (seated, few_seated), (came, few_came) = (
        small.added_up([[_column(event, names, number) for event in hub] for hub in sectors])
        for number in (0, 1)
    )
    most = _most(seated, few_seated)
    lines = []
    for code, name in names.items():
        held, at_most = targets.get(code, (0, None))
        if not (seated[code] or held or at_most is not None or code in few_seated):
            continue
        cells = [
            held or "",
            "" if at_most is None else at_most,
            small.told(seated[code], hidden=code in few_seated),
            small.told(came[code], hidden=code in few_came),
        ]
        lines.append(Line(str(name), cells, _bar(cells[2], most)))
    columns = [_("At least"), _("At most"), _("With a place"), _("Attended")]
    note = _untold_note() if few_seated or few_came else ""
    return Table(_("Mix of sectors, as wished and as it is"), columns, lines, note=note)


def _column(event: dict, names: dict, number: int) -> dict[str, int]:
    return {code: event.get(code, (0, 0))[number] for code in names}


def _most(groups: dict, hidden: set) -> int:
    return max((number for key, number in groups.items() if key not in hidden), default=0)


def _bar(cell, most: int) -> tuple[int, int]:
    """A hidden number has an empty bar."""
    return (cell if isinstance(cell, int) else 0), most


def _untold_note() -> str:
    return _("In this table numbers of people under %(number)d are not told, nor those from which one could work them out.") % {"number": SMALLEST_SHOWN}  # fmt: skip # noqa: E501 - one sentence, one text


def _contacts(sectors: list[list[dict]], average: float | None) -> Table:
    """Those who came where it is known, else those who have a place."""
    events = [event for hub in sectors for event in hub]
    came = any(pair[1] for event in events for pair in event.values())
    people = [{code: pair[came] for code, pair in event.items() if code} for event in events]
    share = _share(people)
    lines, sentences = [], []
    if share is not None:
        lines.append(Line(_("Conversations across sectors by chance, per cent"), [share]))
        words = _("If everybody talked with anybody, %(share)s of 100 conversations would cross sectors: 1 less the sum of the squared shares of the sectors.")  # fmt: skip # noqa: E501 - one sentence, one text
        sentences.append(words % {"share": share})
    if average is not None:
        lines.append(Line(_("People of other sectors met, on average"), [round(average, 1)]))
        sentences += _against_chance(average, (share or 0) / 100)
    return Table(_("Contacts across sectors, against chance"), [""], lines, sentences=sentences)


def _share(people: list[dict[str, int]]) -> int | None:
    """In per cent. It is made of the groups: where some are hidden, of many people and in tens."""
    chance = chance_at_all(people)
    if chance is None:
        return None
    if not any(small.untold(event) for event in people):
        return round(chance * 100)
    everybody = sum(sum(event.values()) for event in people)
    return round(chance * 10) * 10 if everybody >= MANY else None


def _against_chance(average: float, chance: float | None) -> list[str]:
    needed = conversations_by_chance(average, chance or 0)
    if needed is None:
        return []
    words = _("People say that they talked with %(met)s people of other sectors on average; by chance that takes %(needed)s conversations.")  # fmt: skip # noqa: E501 - one sentence, one text
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


def _languages(wished: list[list[dict]]) -> Table:
    names = dict(LANGUAGES) | {"": _("No language said")}
    hubs = [[{code: event.get(code, 0) for code in names} for event in hub] for hub in wished]
    number, hidden = small.added_up(hubs)
    most = _most(number, hidden)
    lines = []
    for code, name in names.items():
        if number[code] or code in hidden:
            cell = small.told(number[code], hidden=code in hidden)
            lines.append(Line(str(name), [cell], _bar(cell, most)))
    note = _untold_note() if hidden else ""
    return Table(_("Languages wished for"), [_("People")], lines, note=note)


def _needs(hubs: list[list[Counter]]) -> Table:
    """Each need by itself, as one person may have several: no whole of them is told."""
    lines, hidden = [], set()
    for code, name in [*Needs.Access.choices, *Needs.Diet.choices]:
        total, few = small.added_up([[{code: event[code]} for event in hub] for hub in hubs])
        hidden |= few
        if number := total[code]:
            lines.append(Line(str(name), [small.told(number, hidden=code in few)]))
    note = _("Counted for those who may read them, while they are kept: they are deleted 30 days after the event.")  # fmt: skip # noqa: E501 - one sentence, one text
    return Table(_("Access and diets"), [_("People")], lines, note=note, sentences=_untold(hidden))


def _untold(hidden: set) -> list[str]:
    return [_untold_note()] if hidden else []


def as_rows(found: list[Table]) -> list[list]:
    """One line for each cell: table, row, column, value."""
    rows = [
        [table.title, line.label, column, cell]
        for table in found
        for line in table.lines
        for column, cell in zip(table.columns, line.cells, strict=True)
    ]
    return [row for row in rows if row[-1] != ""]
