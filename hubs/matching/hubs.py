"""Which hubs should meet, and why: shared aims, strengths that fit, the same recognition."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

SUGGESTED = 3
# What a reason counts. Some overlap and something to gain weigh most: networking.md, §1 no. 3.
WEIGHTS = {"priority": 3, "strength": 4, "ours": 4, "recognition": 2, "events": 1}
# Hubs that are linked or have just met know of each other.
LINKED, JUST_MET = -6, -4
JUST = dt.timedelta(days=365)
EVENTS_COUNTED = 3


@dataclass(frozen=True)
class Reason:
    """Why two hubs might meet.

    `kind` is "priority" (both have it), "strength" (theirs is our priority), "ours" (our strength
    is their priority), "recognition" (the same scheme) or "events" (held together, `number`).
    `things` are themes or schemes.
    """

    kind: str
    things: tuple = ()
    number: int = 0

    @property
    def weight(self) -> int:
        counted = min(self.number, EVENTS_COUNTED) if self.kind == "events" else len(self.things)
        return WEIGHTS[self.kind] * counted


@dataclass
class Relation:
    """Another hub, why to meet it, and how the two know each other already.

    `links` are its `HubLink`s with us; `met_on` is the day of the last network meeting.
    """

    hub: object
    reasons: list[Reason] = field(default_factory=list)
    links: list = field(default_factory=list)
    met_on: dt.date | None = None

    def score(self, *, today: dt.date) -> int:
        known = LINKED if self.links else 0
        just = JUST_MET if self.met_on and today - self.met_on < JUST else 0
        return sum(reason.weight for reason in self.reasons) + known + just


@dataclass
class Aims:
    """What a hub wants, can do and holds: themes and schemes by their key."""

    priorities: dict = field(default_factory=dict)
    strengths: dict = field(default_factory=dict)
    schemes: dict = field(default_factory=dict)


def aims(priorities: Iterable, recognitions: Iterable) -> Aims:
    """From current `Priority` rows and current `Recognition` rows with their theme and scheme."""
    found = Aims()
    for row in priorities:
        kept = found.strengths if row.kind == row.Kind.STRENGTH else found.priorities
        kept[row.theme.slug] = row.theme
    for row in recognitions:
        found.schemes[row.scheme.slug] = row.scheme
    return found


def common(one: dict, other: dict) -> tuple:
    return tuple(one[key] for key in one if key in other)


def reasons(mine: Aims, theirs: Aims, *, events: int = 0) -> list[Reason]:
    """Every reason that holds, a theme named once: a shared priority is no strength besides."""
    shared = common(mine.priorities, theirs.priorities)
    wanted = {key: theme for key, theme in mine.priorities.items() if theme not in shared}
    offered = {key: theme for key, theme in theirs.priorities.items() if key not in mine.priorities}
    found = [
        Reason("priority", shared),
        Reason("strength", common(wanted, theirs.strengths)),
        Reason("ours", common(mine.strengths, offered)),
        Reason("recognition", common(mine.schemes, theirs.schemes)),
        Reason("events", number=events),
    ]
    return [reason for reason in found if reason.weight]


def relations(mine: Aims, others: Iterable[tuple]) -> list[Relation]:
    """`others` are (hub, its aims, number of joint events, links with us, last meeting)."""
    return [
        Relation(hub, reasons(mine, theirs, events=events), list(links), met_on)
        for hub, theirs, events, links, met_on in others
    ]


def hubs_to_meet(found: Iterable[Relation], *, today: dt.date, at_most: int = SUGGESTED) -> list:
    """The best of those with a reason; whom we are linked to or have just met ranks lower."""
    worth = [each for each in found if each.reasons]
    return sorted(worth, key=lambda each: (-each.score(today=today), each.hub.slug))[:at_most]
