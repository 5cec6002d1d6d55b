"""The short lists of an organisation's page, each empty where there is nothing to show."""

import datetime as dt

from django.db.models import F, Q

from hubs.models import (
    Affiliation,
    Agreement,
    Body,
    Fact,
    Feature,
    Hub,
    Offer,
    Organisation,
    Policy,
    PublicRole,
    Recognition,
    Seat,
    Story,
    Strength,
    Tie,
)
from hubs.models.gathered import Rows, gather

# Those of whom no year is known come last.
NEWEST_FIRST = [F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "pk"]
HUB = ["hub__slug", "hub__name", "hub__short_name", "hub__accent"]
PERSON = ["name", "post", "since", "until"]
STORIES_SHOWN = 6
# Networks of some hundred members are shown whole; larger ones have a website.
MEMBERS_SHOWN = 200


def parts_of_organisation(organisation: Organisation, *, user, today: dt.date) -> dict[str, list]:
    """Everything that an organisation's page lists, by one query."""
    here = {"organisation": organisation}
    known = Organisation.objects.visible_to(user).values("pk")
    offers = Offer.objects.filter(**here).exclude(until__lt=today)
    return gather(
        Organisation.objects.filter(pk=organisation.pk),
        predecessors=Rows(
            Organisation.objects.filter(successor=organisation, pk__in=known).order_by("slug"),
            *["slug", "name"],
        ),
        ties=_ties(Tie.objects.visible_to(user).filter(**here)),
        networks=_affiliations(Affiliation.objects.filter(**here, network__in=known), "network"),
        members=_affiliations(
            Affiliation.objects.filter(network=organisation, organisation__in=known), "organisation"
        ),
        strengths=Rows(
            Strength.objects.filter(**here).order_by("pk"), "note", "theme__slug", "theme__name"
        ),
        facts=Rows(
            Fact.objects.filter(**here).order_by("-year", "pk"),
            *["label", "value", "year", "source_url"],
        ),
        offers=Rows(offers.order_by("kind", "pk"), "kind", "text", "until"),
        policies=Rows(
            Policy.objects.filter(**here).order_by(F("starts_on").desc(nulls_last=True), "pk"),
            *["slug", "name", "starts_on", "ends_on"],
        ),
        **_published(organisation, user),
        **_people(organisation, user),
    )


def _ties(rows) -> Rows:
    fields = ["kind", "note", "since", "until", *HUB]
    return Rows(rows.order_by("kind", F("since").desc(nulls_last=True), "pk"), *fields)


def _affiliations(rows, other: str) -> Rows:
    fields = ["since", "until", f"{other}__slug", f"{other}__name"]
    return Rows(rows.order_by(f"{other}__slug", "pk")[:MEMBERS_SHOWN], *fields)


def _published(organisation: Organisation, user) -> dict[str, Rows]:
    """What hubs say about it: agreements, recognitions, stories and interviews."""
    agreements = Agreement.objects.visible_to(user).filter(organisations=organisation)
    recognitions = Recognition.objects.visible_to(user).filter(organisation=organisation)
    stories = Story.objects.visible_to(user).filter(organisations=organisation)
    features = Feature.objects.visible_to(user).filter(organisation=organisation)
    return {
        "agreements": Rows(
            agreements.order_by(F("signed_on").desc(nulls_last=True), "pk"),
            *["slug", "title", "kind", "signed_on", "expires_on", "ended_on"],
        ),
        "recognitions": Rows(
            recognitions.order_by("-awarded_on", "pk"),
            *["level", "awarded_on", "only_year", "expires_on", "scheme__slug", "scheme__name"],
            *["coordinator__slug", "coordinator__name"],
        ),
        "stories": Rows(
            stories.order_by("-dated", "-pk")[:STORIES_SHOWN], "slug", "title", "dated"
        ),
        "features": Rows(
            features.order_by("-public_from", "-pk")[:STORIES_SHOWN],
            *["slug", "title", "shown", "public_from"],
        ),
    }


def _people(organisation: Organisation, user) -> dict[str, Rows]:
    """Those who agreed to be named in a public role, as of this organisation at the time."""
    hubs = Q(hub=None) | Q(hub__in=Hub.objects.visible_to(user).values("pk"))
    roles = PublicRole.objects.named().filter(hubs, organisation=organisation)
    bodies = Body.objects.visible_to(user)
    seats = Seat.objects.named().filter(organisation=organisation, body__in=bodies.values("pk"))
    programme = ["programme__slug", "programme__name"]
    return {
        "roles": Rows(roles.order_by(*NEWEST_FIRST), *PERSON, "kind", *HUB, *programme),
        "seats": Rows(seats.order_by(*NEWEST_FIRST), *PERSON, "chair", "body__slug", "body__name"),
    }


def front_door(ties: list[Tie]) -> Hub | None:
    """The hub that introduces people to the organisation: that of its first tie that holds.

    `ties` come sorted by kind, so that a host's hub is asked before a partner's.
    """
    return next((tie.hub for tie in ties if tie.until is None), None)
