import datetime as dt

from hubportal.pages.demonstration.texts import load, text
from hubs.models import Hub, Organisation, Recognition, RecognitionScheme


def build_recognitions(hubs: dict[str, Hub], day: dt.date) -> int:
    rows = load("recognitions")
    for row in rows["schemes"]:
        defaults = {"name": text(row["name"]), "about": text(row["about"])}
        defaults["awarded_by"] = row["awarded_by"]
        RecognitionScheme.objects.get_or_create(slug=row["slug"], defaults=defaults)
    for row in rows["recognitions"]:
        _recognition(row, hubs, day)
    return len(rows["recognitions"])


def _recognition(row: dict, hubs, day: dt.date) -> None:
    scheme = RecognitionScheme.objects.get(slug=row["scheme"])
    known = {
        organisation.slug: organisation
        for organisation in Organisation.objects.filter(
            slug__in=[row.get("organisation"), row.get("coordinator")]
        )
    }
    year = row.get("year")
    awarded = dt.date(year, 1, 1) if year else day + dt.timedelta(days=row["awarded"])
    expires = day + dt.timedelta(days=row["expires"]) if "expires" in row else None
    Recognition.objects.get_or_create(
        scheme=scheme,
        hub=hubs[row["hub"]],
        organisation=known.get(row.get("organisation")),
        defaults={
            "level": text(row["level"]),
            "stars": row.get("stars"),
            "awarded_on": awarded,
            "only_year": bool(year),
            "expires_on": expires,
            "coordinator": known.get(row.get("coordinator")),
            "evidence_url": row.get("evidence", ""),
            "note": text(row.get("note")),
        },
    )
