import datetime as dt

from funding import services
from funding.models import Call, Criterion, Question, Scheme, Section
from hubportal.pages.demonstration.clock import at, moment, working_day
from hubportal.pages.demonstration.events import dated
from hubportal.pages.demonstration.texts import load, text

PLAIN = [
    *("kind", "prefix", "min_amount", "max_amount", "min_months", "max_months"),
    *("min_partners", "min_sectors", "partner_in_hub_nation", "max_score", "reviewers"),
]
TEXTS = ["name", "summary", "guidance"]


def build_schemes() -> dict[str, Scheme]:
    return {row["slug"]: _scheme(row) for row in load("schemes")["schemes"]}


def _scheme(row: dict) -> Scheme:
    defaults = {name: row[name] for name in PLAIN if name in row}
    defaults |= {name: text(row[name]) for name in TEXTS}
    scheme, new = Scheme.objects.get_or_create(slug=row["slug"], defaults=defaults)
    if new:
        Criterion.objects.bulk_create(
            Criterion(
                scheme=scheme,
                name=text(each["name"]),
                guidance=text(each["guidance"]),
                weight=each["weight"],
                position=position,
            )
            for position, each in enumerate(row["criteria"])
        )
        for position, each in enumerate(row["sections"]):
            _section(scheme, each, position)
    return scheme


def _section(scheme: Scheme, row: dict, position: int) -> None:
    texts = {name: text(row[name]) for name in ("name", "hint")}
    section = Section.objects.create(scheme=scheme, slug=row["slug"], position=position, **texts)
    Question.objects.bulk_create(
        Question(
            section=section,
            kind=each.get("kind", Question.Kind.TEXT),
            wording=text(each["wording"]),
            hint=text(each.get("hint")),
            required=each.get("required", True),
            word_limit=each.get("limit", 250),
            position=number,
        )
        for number, each in enumerate(row["questions"])
    )


def answers_by_question() -> dict[str, str]:
    """Which of the ready answers belongs to a question: by its English wording."""
    return {
        question["wording"][0]: question["answer"]
        for scheme in load("schemes")["schemes"]
        for section in scheme["sections"]
        for question in section["questions"]
    }


def build_calls(schemes, hubs, events: dict, managers, today: dt.date) -> dict[str, Call]:
    rows = load("schemes")["calls"]
    return {row["slug"]: _call(row, schemes, hubs, events, managers, today) for row in rows}


def _call(row: dict, schemes, hubs, events, managers, today: dt.date) -> Call:
    opens, closes = (working_day(today, row[name]) for name in ("opens", "closes"))
    hub = hubs.get(row.get("hub", ""))
    call, new = Call.objects.get_or_create(
        slug=dated(row["slug"], opens),
        defaults={
            "scheme": schemes[row["scheme"]],
            "hub": hub,
            "event": events.get(row.get("event", "")),
            "title": text(row["title"]),
            "summary": text(row["summary"]),
            "opens_at": moment(opens, 9),
            "closes_at": moment(closes, row["hour"]),
            "decisions_by": working_day(today, row["decisions"]),
            "budget": row["budget"],
        },
    )
    if new:
        with at(moment(opens - dt.timedelta(days=10), 11)) as now:
            services.publish_call(call, by=managers(hub), now=now)
    return call
