import datetime as dt

from hubportal.pages.demonstration.clock import working_day
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Body, BodyMeeting, Programme, Seat, Sector, Territory

UNNAMED = "Seat {number}, name not recorded here"


def build_bodies(hubs, organisations, day: dt.date) -> list[Body]:
    programmes = {programme.slug: programme for programme in Programme.objects.all()}
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    territories = {territory.slug: territory for territory in Territory.objects.all()}
    made = []
    for row in load("governance")["bodies"]:
        body, new = _body(row, hubs, programmes, day)
        if new:
            _seats(body, row["seats"], sectors, territories, organisations)
            _meetings(body, row.get("meetings", ()), day)
        made.append(body)
    return made


def _body(row: dict, hubs, programmes, day):
    defaults = {
        "kind": row["kind"],
        "name": text(row["name"]),
        "mandate": text(row["mandate"]),
        "audience": row.get("audience", Body.Audience.PUBLIC),
        "since": row.get("since"),
        "review_by": day + dt.timedelta(days=row["review"]) if "review" in row else None,
        "hub": hubs.get(row.get("hub")),
        "programme": programmes.get(row.get("programme")),
    }
    return Body.objects.get_or_create(slug=row["slug"], defaults=defaults)


def _seats(body: Body, rows: list[dict], sectors, territories, organisations) -> None:
    numbered = [row for row in rows for _ in range(row.get("times", 1))]
    for number, row in enumerate(numbered, start=1):
        organisation = organisations.get(row.get("organisation"))
        sector, place = sectors.get(row.get("sector")), territories.get(row.get("territory"))
        Seat.objects.create(
            body=body,
            name=row.get("name", UNNAMED.format(number=number)),
            post=text(row.get("post")),
            organisation=organisation,
            sector=sector or organisation.sector,
            territory=place or organisation.territory,
            chair=row.get("chair", False),
            lived_experience=row.get("lived", False),
            since=row.get("since"),
            until=row.get("until"),
            consented_on=row.get("consented"),
            consent_note=row.get("note", ""),
            withdrawn_on=row.get("withdrawn"),
        )


def _meetings(body: Body, rows: list[dict], day: dt.date) -> None:
    for row in rows:
        BodyMeeting.objects.create(
            body=body,
            held_on=working_day(day, row["days"]),
            place=row["place"],
            agenda=text(row["agenda"]),
            minutes=text(row.get("minutes")),
        )
