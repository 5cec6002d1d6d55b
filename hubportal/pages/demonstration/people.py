from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from hubportal.pages.demonstration.texts import load
from hubs.models import Sector, Theme
from members import services
from members.models import Membership, Profile, User

PASSWORD = "demonstration"  # noqa: S105 - printed for everybody who tries the portal out
ACCOUNTS = ["member", "applicant", "reviewer", "wales", "scotland", "programme", "door"]
ABOUT = {
    "en": "An example person, invented for this demonstration.",
    "cy": "Person enghreifftiol, a ddyfeisiwyd ar gyfer yr arddangosiad hwn.",
    "nb": "En eksempelperson, oppdiktet til denne demonstrasjonen.",
}
ZONES = {"nb": "Europe/Oslo"}


def build_people(hubs, organisations) -> dict[str, User]:
    """Everybody by the name before the @; accounts have a password, the others none."""
    services.sync_groups()
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    password = make_password(PASSWORD)
    people = {}
    for row in [*load("people")["accounts"], *_others()]:
        person = _person(row, password if row.get("account", True) else "!", hubs)
        _profile(person, row, sectors, themes, hubs, organisations)
        people[row["email"].partition("@")[0]] = person
    return people


def _others() -> list[dict]:
    lines = load("people")["others"]["rows"].strip().splitlines()
    names = ["name", "sector", "organisation", "hub", "language", "post", "interests"]
    rows = [dict(zip(names, map(str.strip, line.split("|")), strict=True)) for line in lines]
    for row in rows:
        row["email"] = f"{slugify(row['name'].replace('ø', 'o')).replace('-', '.')}@example.org"
        row["interests"] = [theme.strip() for theme in row["interests"].split(",")]
        row["account"] = False
    return rows


def _person(row: dict, password: str, hubs) -> User:
    language = row.get("language", "en")
    defaults = {
        "name": row["name"],
        "language": language,
        "time_zone": ZONES.get(language, "Europe/London"),
        "password": password,
    }
    person, new = User.objects.get_or_create(email=row["email"], defaults=defaults)
    if new:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    for hub, role in row.get("staff", []):
        Membership.objects.get_or_create(user=person, hub=hubs.get(hub), role=role)
    if row.get("staff"):
        services.sync_rights(person)
    return person


def _profile(person: User, row: dict, sectors, themes, hubs, organisations) -> None:
    defaults = {
        "sector": sectors[row["sector"]],
        "organisation": organisations.get(row.get("organisation", "")),
        "post": row["post"],
        "home_hub": hubs[row["hub"]],
        "about": ABOUT[person.language],
    }
    profile, new = Profile.objects.get_or_create(user=person, defaults=defaults)
    if new:
        profile.further_sectors.set(sectors[code] for code in row.get("further", []))
        profile.interests.set(themes[slug] for slug in row.get("interests", []))
