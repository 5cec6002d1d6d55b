import datetime as dt

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Affiliation, Fact, Offer, Organisation, Strength, Theme
from members import services
from members.models import User


def build(organisations: dict[str, Organisation], persons: dict[str, User], day: dt.date) -> None:
    """What organisations are good at, belong to, say and offer, and who looks after their page."""
    data = load("organisations")
    for row in data["themes"]:
        Theme.objects.get_or_create(slug=row["slug"], defaults={"name": text(row["name"])})
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    for row in data["strengths"]:
        for slug in row["themes"]:
            Strength.objects.get_or_create(
                organisation=organisations[row["organisation"]], theme=themes[slug]
            )
    for row in data["affiliations"]:
        Affiliation.objects.get_or_create(
            organisation=organisations[row["organisation"]],
            network=organisations[row["network"]],
            defaults={"since": row.get("since")},
        )
    _facts(data["facts"], organisations)
    _offers(data["offers"], organisations, day)
    for row in data["claims"]:
        _claim(row, organisations[row["organisation"]], persons, day)


def _facts(rows: list[dict], organisations) -> None:
    """Translated texts cannot be looked up, so an organisation gets all of its facts or none."""
    said = set(Fact.objects.values_list("organisation__slug", flat=True))
    for row in rows:
        if row["organisation"] not in said:
            Fact.objects.create(
                organisation=organisations[row["organisation"]],
                label=text(row["label"]),
                value=text(row["value"]),
                year=row["year"],
                source_url=row["source"],
            )


def _offers(rows: list[dict], organisations, day: dt.date) -> None:
    said = set(Offer.objects.values_list("organisation__slug", flat=True))
    for row in rows:
        if row["organisation"] not in said:
            Offer.objects.create(
                organisation=organisations[row["organisation"]],
                kind=row["kind"],
                text=text(row["text"]),
                until=day + dt.timedelta(days=row["days"]) if "days" in row else None,
            )


def _claim(row: dict, organisation: Organisation, persons: dict[str, User], day: dt.date) -> None:
    person = persons[row["person"]]
    if person.claims.filter(organisation=organisation).exists():
        return
    asked_on = day - dt.timedelta(days=row["days"])
    with at(moment(asked_on)):
        asked = services.claim(
            organisation, by=person, address=person.email, message=row["message"]
        )
    if "answered" in row:
        with at(moment(asked_on + dt.timedelta(days=1))):
            services.accept_claim(asked, by=persons[row["answered"]])
