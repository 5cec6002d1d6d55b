"""Programmes with their owners and funders, and what hubs want, who leads them, whom they know."""

from hubportal.pages.demonstration.texts import load, text
from hubs.models import (
    Backing,
    Hub,
    HubLink,
    Milestone,
    Organisation,
    Policy,
    Priority,
    Programme,
    PublicRole,
    Territory,
    Theme,
)


def build_programmes() -> None:
    for row in load("programmes")["programmes"]:
        told = {name: text(row.get(name)) for name in ("name", "summary", "aims", "about")}
        plain = {name: row[name] for name in ("launched", "website", "position") if name in row}
        Programme.objects.get_or_create(slug=row["slug"], defaults=told | plain)


def build_around(hubs: dict[str, Hub], organisations: dict[str, Organisation]) -> None:
    """What stands between hubs, programmes, policies and organisations."""
    around = Around(hubs, organisations)
    for name, add in KINDS.items():
        for row in load("programmes")[name]:
            add(around, row)


class Around:
    """Adds one row of the data each, where it is not there yet."""

    def __init__(self, hubs: dict[str, Hub], organisations: dict[str, Organisation]):
        self.hubs, self.organisations = hubs, organisations
        self.programmes = {each.slug: each for each in Programme.objects.all()}
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}

    def whose(self, row: dict) -> dict:
        """The hub or the programme that a row belongs to."""
        hub, programme = row.get("hub"), row.get("programme")
        return {"hub": self.hubs[hub]} if hub else {"programme": self.programmes[programme]}

    def policy(self, row: dict) -> None:
        territory = row.get("territory")
        Policy.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": text(row["name"]),
                "summary": text(row["summary"]),
                "organisation": self.organisations.get(row.get("organisation")),
                "territory": Territory.objects.get(slug=territory) if territory else None,
                "starts_on": row.get("starts_on"),
                "ends_on": row.get("ends_on"),
            },
        )

    def backing(self, row: dict) -> None:
        Backing.objects.get_or_create(
            **self.whose(row),
            organisation=self.organisations[row["organisation"]],
            kind=row["kind"],
            until=row.get("until"),
            defaults={
                "since": row.get("since"),
                "scope": text(row.get("scope")),
                "acknowledgement": text(row.get("acknowledgement")),
            },
        )

    def role(self, row: dict) -> None:
        plain = ["affiliation", "since", "until", "consented_on", "consent_note"]
        PublicRole.objects.get_or_create(
            **self.whose(row),
            kind=row["kind"],
            name=row["name"],
            defaults={
                "post": text(row.get("post")),
                "organisation": self.organisations.get(row.get("organisation")),
                **{name: row[name] for name in plain if name in row},
            },
        )

    def priority(self, row: dict) -> None:
        policy = row.get("policy")
        Priority.objects.get_or_create(
            **self.whose(row),
            theme=self.themes[row["theme"]],
            kind=row.get("kind", Priority.Kind.PRIORITY),
            until=row.get("until"),
            defaults={
                "since": row.get("since"),
                "note": text(row.get("note")),
                "policy": Policy.objects.get(slug=policy) if policy else None,
            },
        )

    def link(self, row: dict) -> None:
        HubLink.objects.get_or_create(
            hub=self.hubs[row["hub"]],
            other=self.hubs[row["other"]],
            kind=row["kind"],
            defaults={"note": text(row.get("note")), "since": row.get("since")},
        )

    def milestone(self, row: dict) -> None:
        Milestone.objects.get_or_create(
            **self.whose(row),
            on=row["on"],
            only_year=row.get("only_year", False),
            url=row.get("url", ""),
            defaults={"text": text(row["text"])},
        )


# In this order, because priorities follow from policies.
KINDS = {
    "policies": Around.policy,
    "backings": Around.backing,
    "roles": Around.role,
    "priorities": Around.priority,
    "links": Around.link,
    "milestones": Around.milestone,
}
