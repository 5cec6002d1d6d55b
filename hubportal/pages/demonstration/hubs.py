import datetime as dt

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import load, text
from hubportal.workflow.moves import move
from hubs.models import Hub, Organisation, Priority, Programme, Sector, Territory, Theme, Tie

# What a hub is before it rests or ends.
FIRST = {Hub.Status.PAUSED: Hub.Status.LIVE, Hub.Status.CLOSED: Hub.Status.LIVE}
INVENTED = [
    "An invented organisation of this demonstration.",
    "Sefydliad dychmygol yr arddangosiad hwn.",
    "En oppdiktet virksomhet i denne demonstrasjonen.",
]


def build_vocabularies() -> None:
    for row in load("vocabularies")["themes"]:
        Theme.objects.get_or_create(slug=row["slug"], defaults={"name": text(row["name"])})
    for row in load("vocabularies")["territories"]:
        parent = Territory.objects.get(slug=row["parent"])
        Territory.objects.get_or_create(
            slug=row["slug"],
            defaults={"name": text(row["name"]), "kind": row["kind"], "parent": parent},
        )


def build_hubs(today) -> dict[str, Hub]:
    return {row["slug"]: _hub(row, today) for row in load("hubs")["hubs"]}


def _hub(row: dict, today) -> Hub:
    plain = ["kind", "accent", "position", "languages", "welsh_standards", "time_zone"]
    plain += ["currency", "founded", "website"]
    defaults = {name: row[name] for name in plain if name in row}
    told = ["name", "short_name", "summary", "about", "looking_for"]
    defaults |= {name: text(row.get(name)) for name in told}
    defaults["programme"] = Programme.objects.filter(slug=row.get("programme", "")).first()
    defaults["reply_to"] = f"{row['slug']}.hub@example.org"
    defaults["territory"] = Territory.objects.get(slug=row["territory"])
    hub, new = Hub.objects.get_or_create(slug=row["slug"], defaults=defaults)
    if new:
        for theme in Theme.objects.filter(slug__in=row["themes"]):
            Priority.objects.get_or_create(hub=hub, theme=theme)
        if row["status"] != Hub.Status.PLANNED:
            # yesterday, because noon of today may still lie ahead
            with at(moment(row.get("founded", today - dt.timedelta(days=1)))):
                move(hub, FIRST.get(row["status"], row["status"]), by=None)
        if row["status"] in FIRST:
            with at(moment(row.get("ended", today - dt.timedelta(days=1)))):
                move(hub, row["status"], by=None)
    return hub


def build_organisations(hubs: dict[str, Hub]) -> dict[str, Organisation]:
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    territories = {territory.slug: territory for territory in Territory.objects.all()}
    rows = load("organisations")["organisations"]
    found = {row["slug"]: _organisation(row, sectors, territories) for row in rows}
    for row in rows:
        if "successor" in row and not found[row["slug"]].successor_id:
            found[row["slug"]].successor = found[row["successor"]]
            found[row["slug"]].save(update_fields=["successor"])
    for row in load("organisations")["ties"]:
        _tie(row, hubs, found)
    return found


def _organisation(row: dict, sectors, territories) -> Organisation:
    summary = INVENTED if row.get("invented") else row.get("summary")
    defaults = {
        "name": text(row["name"]),
        "summary": text(summary),
        "sector": sectors[row["sector"]],
        "territory": territories[row["territory"]],
        "city": row.get("city", ""),
        "size": row.get("size", ""),
        "ror_id": row.get("ror", ""),
        "website": row.get("website", ""),
        "domains": row.get("domains", []),
    }
    return Organisation.objects.get_or_create(slug=row["slug"], defaults=defaults)[0]


def _tie(row: dict, hubs, organisations) -> None:
    hub, until = hubs[row["hub"]], row.get("until")
    if row["kind"] == Tie.Kind.HOSTS and hub.ties.filter(kind=row["kind"], until=None).exists():
        return
    Tie.objects.get_or_create(
        hub=hub,
        organisation=organisations[row["organisation"]],
        kind=row["kind"],
        until=until,
        defaults={
            "since": row.get("since"),
            "note": text(row.get("note")),
            "acknowledgement": text(row.get("acknowledgement")),
        },
    )
