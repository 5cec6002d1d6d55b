"""Who sits in a governance body, and who does not.

The rule that hides groups of fewer than five people does not hold here: a seat in a named body is
held in public, and a body of thirteen whose small groups were hidden would hide what the figure is
for. A person who does not want to be named is counted all the same, by sector and nation alone.
"""

from collections import Counter

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubs.models import Body, Territory

# These consist of one group, such as students, by their purpose: breadth is not asked of them.
OF_ONE_GROUP = {Body.Kind.PANEL}
# Whom a body of health research is asked to hear, by the codes of their sectors.
EXPECTED = [
    ({"NHS", "CARE"}, _("Nobody is from the health service or social care.")),
    ({"ACAD"}, _("Nobody is from a university or research institute.")),
    ({"BIO", "MED", "DIG", "OTH"}, _("Nobody is from industry.")),
    ({"THIRD"}, _("Nobody is from a charity or another part of the third sector.")),
    ({"REG"}, _("Nobody is from a regulator.")),
    ({"GOV", "LOC"}, _("Nobody is from government or a local authority.")),
]


def by_term(seats, *, today) -> dict[str, list]:
    """Seats held now, still to come and of the past; a seat of no known dates is held now.

    Those without a name come last, by what is shown of them: their place in any other order, such
    as the chair's, would say more.
    """
    terms = {"current": [], "coming": [], "past": []}
    for seat in sorted(seats, key=_shown_order):
        if seat.until and seat.until < today:
            terms["past"].append(seat)
        elif seat.since and seat.since > today:
            terms["coming"].append(seat)
        else:
            terms["current"].append(seat)
    return terms


def _shown_order(seat) -> tuple:
    return (False,) if seat.is_named() else (True, str(seat.sector), str(seat.territory))


def composition(seats: list) -> dict:
    """How many of these seats by sector and by nation, as rows of label and value."""
    return {
        "total": len(seats),
        "sectors": _counted(seat.sector and seat.sector.get_roll_up_display() for seat in seats),
        "nations": _counted(nation_of(seat.territory) for seat in seats),
        "patients": sum(speaks_as_patient(seat) for seat in seats),
    }


def _counted(labels) -> list[dict]:
    """The largest first; what is not known comes last."""
    counts = Counter(str(label or "") for label in labels)
    unknown = counts.pop("", 0)
    rows = [{"label": label, "value": value} for label, value in counts.most_common()]
    return [*rows, {"label": gettext("Not known"), "value": unknown}] if unknown else rows


def speaks_as_patient(seat) -> bool:
    return bool(seat.lived_experience or (seat.sector and seat.sector.code == "PPI"))


def nation_of(territory: Territory | None) -> Territory | None:
    """The nation a place lies in; its country where that has no nations."""
    while territory and territory.kind not in {Territory.Kind.NATION, Territory.Kind.COUNTRY}:
        territory = territory.parent
    return territory


def absent(body: Body, seats: list, territories: list) -> list[str]:
    """Each group that nobody in the body speaks for, in plain sentences.

    `territories` are those of the hubs that the body is there for.
    """
    if body.kind in OF_ONE_GROUP or not seats:
        return []
    found = []
    if not any(speaks_as_patient(seat) for seat in seats):
        found.append(gettext("Nobody speaks as a patient, carer or member of the public."))
    if missing := absent_nations(seats, territories):
        found.append(gettext("Nobody is from %(places)s.") % {"places": _either(missing)})
    codes = {seat.sector.code for seat in seats if seat.sector}
    return [*found, *(str(sentence) for those, sentence in EXPECTED if not codes & those)]


def absent_nations(seats: list, territories: list) -> list[str]:
    """Nations with a hub that the body is there for, and without a seat in it."""
    present = {nation.pk for seat in seats if (nation := nation_of(seat.territory))}
    wanted = {nation.pk: nation for each in territories if (nation := nation_of(each))}
    return [str(nation) for key, nation in wanted.items() if key not in present]


def _either(names: list[str]) -> str:
    """One name, or several with "or" before the last."""
    if len(names) == 1:
        return names[0]
    return gettext("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
