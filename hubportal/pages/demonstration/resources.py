import datetime as dt

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.stories import said, with_note
from hubportal.pages.demonstration.texts import load, text
from hubs import services
from hubs.models import Barrier, GlossaryTerm, Hub, Resource, Sector, Theme


def build_resources(hubs: dict[str, Hub], managers, day: dt.date) -> int:
    rows = load("resources")
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    for row in rows["resources"]:
        note = rows["invented"] if row.get("invented") else None
        _resource(row, hubs, sectors, managers, day, note)
    return len(rows["resources"])


def _resource(row: dict, hubs, sectors, managers, day: dt.date, note) -> None:
    hub = hubs[row["hub"]] if "hub" in row else None
    plain = ["kind", "url", "source", "languages", "dated", "minutes"]
    defaults = {name: row[name] for name in plain if name in row}
    defaults |= {"title": said(row["title"]), "summary": said(row["summary"])}
    defaults |= {
        "hub": hub,
        "body": with_note(said(row.get("body")), note),
        "about_sector": sectors.get(row.get("about")),
        "review_by": day + dt.timedelta(days=row["review"]),
    }
    with at(moment(day - dt.timedelta(days=row["days"]))):
        resource, new = Resource.objects.get_or_create(slug=row["slug"], defaults=defaults)
        if not new:
            return
        resource.for_sectors.set(sectors[code] for code in row.get("for", []))
        resource.barriers.set(Barrier.objects.filter(number__in=row["barriers"]))
        resource.themes.set(Theme.objects.filter(slug__in=row.get("themes", [])))
        services.publish(resource, by=managers(hub))


def build_glossary() -> int:
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    rows = load("glossary")["terms"]
    for row in rows:
        defaults = {name: text(row[name]) for name in ("term", "meaning")}
        defaults["sector"] = sectors[row["sector"]]
        GlossaryTerm.objects.get_or_create(slug=row["slug"], defaults=defaults)
    return len(rows)
