import datetime as dt
import io

from i18nfield.strings import LazyI18nString

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import LANGUAGES, load, text
from hubs import services
from hubs.models import Agreement, Hub, Organisation, Sector, Territory

DAYS = ["signed", "starts", "review", "expires"]


def build_agreements(hubs: dict[str, Hub], managers, day: dt.date) -> int:
    """Those of which sources tell, without days they do not give, and some invented ones."""
    rows = load("agreements")
    for row in rows["organisations"]:
        _organisation(row)
    for row in rows["agreements"]:
        _agreement(row, hubs, managers, day)
    return len(rows["agreements"])


def _organisation(row: dict) -> None:
    place = Territory.objects.filter(slug=row.get("territory")).first()
    defaults = {"name": text(row["name"]), "summary": text(row["summary"]), "territory": place}
    defaults |= {"city": row["city"], "website": row.get("website", "")}
    defaults["sector"] = Sector.objects.get(code=row["sector"])
    Organisation.objects.get_or_create(slug=row["slug"], defaults=defaults)


def _agreement(row: dict, hubs, managers, day: dt.date) -> None:
    hub = hubs[row["hub"]]
    defaults = {"hub": hub, "kind": row["kind"], "title": text(row["title"])}
    defaults |= {"purpose": _purpose(row), "results": text(row.get("results"))}
    defaults |= {f"{name}_on": day + dt.timedelta(days=row[name]) for name in DAYS if name in row}
    with at(moment(day + dt.timedelta(days=min(row.get("signed", -30) + 7, -1)))):
        agreement, new = Agreement.objects.get_or_create(slug=row["slug"], defaults=defaults)
        if not new:
            return
        agreement.hubs.set([hubs[slug] for slug in row["hubs"]])
        agreement.organisations.set(Organisation.objects.filter(slug__in=row["organisations"]))
        services.publish(agreement, by=managers(hub))
        if "document" in row:
            file = io.BytesIO(paper(row["document"]))
            file.name = f"{row['slug']}.pdf"
            services.add_document(agreement, by=managers(hub), file=file, title=row["document"])
    if "ended" in row:
        ended = day + dt.timedelta(days=row["ended"])
        with at(moment(ended)):
            services.end_agreement(agreement, by=managers(hub), ended_on=ended, note=row["why"])


def _purpose(row: dict) -> LazyI18nString:
    """What is invented says so, in each language."""
    notes = load("agreements")["invented"] if row.get("invented") else [""] * len(LANGUAGES)
    said = zip(row["purpose"], notes, strict=True)
    return text([f"{purpose}\n\n{note}".strip() for purpose, note in said])


def paper(title: str) -> bytes:
    """A PDF of one page that says what it stands for."""
    words = title.encode("latin-1", "replace")
    drawn = b"BT /F1 20 Tf 72 720 Td (%s) Tj 0 -40 Td /F1 12 Tf (Illustration) Tj ET" % words
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, b"".join(places))
    trailer = b"trailer<</Size %d/Root 1 0 R>>\n" % (len(parts) + 1)
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)
