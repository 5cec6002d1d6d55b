import datetime as dt
from zoneinfo import ZoneInfo

from hubportal.pages.demonstration.clock import LONDON, at, moment
from hubportal.pages.demonstration.events import dated
from hubportal.pages.demonstration.stories import said, with_note
from hubportal.pages.demonstration.texts import LANGUAGES, load, text
from hubs import figures, services
from hubs.figures import spreadsheets
from hubs.models import Barrier, Hub, Opportunity, Organisation, Sector, Territory, Theme
from members import services as people_services
from members.models import User

PLAIN = ["kind", "amount_min", "amount_max", "url", "source", "source_url", "source_id"]
PUBLISHED_BEFORE = dt.timedelta(days=40)


def build_opportunities(hubs: dict[str, Hub], events, persons, managers, day: dt.date) -> int:
    """`events` by the slugs of the demonstration's data."""
    rows = load("opportunities")
    for row in rows["opportunities"]:
        note = rows["invented"] if row.get("invented") else None
        _opportunity(row, hubs, events, persons["member"], managers, day, note)
    _import(rows["import"], hubs, managers)
    return len(rows["opportunities"]) + 1


def _opportunity(row: dict, hubs, events, member: User, managers, day: dt.date, note) -> None:
    hub = hubs[row["hub"]] if "hub" in row else None
    slug = dated(row["slug"], day) if row.get("dated") else row["slug"]
    if Opportunity.objects.filter(slug=slug).exists():
        return
    began = day - PUBLISHED_BEFORE
    with at(moment(began)):
        opportunity = Opportunity.objects.create(
            slug=slug,
            hub=hub,
            funder=Organisation.objects.filter(slug=row.get("funder", "")).first(),
            currency=row.get("currency", "GBP"),
            checked_on=began,
            review_by=day + dt.timedelta(days=row["review"]),
            **{name: row[name] for name in PLAIN if name in row},
            **_texts(row, note),
            **_moments(row, hub, day),
        )
        _ties(opportunity, row, events)
        services.publish(opportunity, by=managers(hub))
    if "saved" in row:
        with at(moment(day - dt.timedelta(days=2))):
            people_services.save(opportunity, by=member, remind=row["saved"] == "remind")


def _texts(row: dict, note) -> dict:
    body = row.get("body") or (["", "", ""] if note else None)
    return {
        "title": text(row["title"]),
        "summary": text(row["summary"]),
        "body": with_note(said(body), note),
        "eligibility": text(row.get("eligibility")),
    }


def _moments(row: dict, hub: Hub | None, day: dt.date) -> dict:
    zone = ZoneInfo(hub.time_zone) if hub else LONDON
    found = {"time_zone": zone.key}
    for name, hour in (("opens", 9), ("closes", 16)):
        if name in row:
            found[f"{name}_at"] = moment(day + dt.timedelta(days=row[name]), hour, zone=zone)
        elif f"{name}_at" in row:
            found[f"{name}_at"] = row[f"{name}_at"]
    for name in ("starts", "ends"):
        if name in row:
            found[f"{name}_on"] = day + dt.timedelta(days=row[name])
    return found


def _ties(opportunity: Opportunity, row: dict, events) -> None:
    opportunity.sectors.set(Sector.objects.filter(code__in=row.get("sectors", [])))
    opportunity.territories.set(Territory.objects.filter(slug__in=row.get("territories", [])))
    opportunity.themes.set(Theme.objects.filter(slug__in=row.get("themes", [])))
    opportunity.barriers.set(Barrier.objects.filter(number__in=row["barriers"]))
    opportunity.events.set(events[slug] for slug in row.get("events", []))


def _import(row: dict, hubs, managers) -> None:
    """By the way that staff take: a file, a look, a draft."""
    line, hub = dict(row["line"]), hubs[row["hub"]]
    if Opportunity.objects.filter(source_id=line["source_id"]).exists():
        return
    for name in ("title", "summary"):
        ends = ["" if code == "en" else f"_{code}" for code in LANGUAGES]
        line |= {name + end: words for end, words in zip(ends, row[name], strict=True)}
    content, by = spreadsheets.csv_of(line, [line.values()]), managers(hub)
    batch = services.keep_file(content, name="opportunities.csv", hub=hub)
    services.confirm_import(batch, by=by, mark=figures.preview(batch, by).mark)
