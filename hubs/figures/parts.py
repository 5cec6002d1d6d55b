"""The many short lists of a hub's page, each empty where there is nothing to show."""

import datetime as dt

from django.db.models import Exists, F, Q, Subquery

from hubs.figures.features import MOST_WORDS
from hubs.models import (
    Agreement,
    Body,
    Feature,
    Hub,
    Milestone,
    NetworkMeeting,
    Opportunity,
    Priority,
    Programme,
    PublicRole,
    Recognition,
    Story,
    Tie,
)
from hubs.models.gathered import Rows, gather

SHOWN = 5
STORIES_SHOWN = 3
# Those of whom no year is known come last.
NEWEST_FIRST = ["kind", F("since").desc(nulls_last=True), "pk"]
THEN = ["since", "until"]
ORGANISATION = ["organisation__slug", "organisation__name", "organisation__stub"]


def parts_of(hub: Hub, *, user, now: dt.datetime) -> dict[str, list]:
    """Everything that a hub's page lists beside events, calls and people, by one query."""
    return gather(
        Hub.objects.filter(pk=hub.pk),
        ties=ties(Tie.objects.visible_to(user).filter(hub=hub)),
        roles=roles(PublicRole.objects.filter(hub=hub)),
        priorities=priorities(Priority.objects.filter(hub=hub)),
        bodies=bodies(Body.objects.visible_to(user).filter(hub=hub)),
        agreements=_agreements(hub),
        recognitions=_recognitions(hub),
        meetings=_meetings(hub),
        milestones=milestones(Milestone.objects.filter(hub=hub)),
        opportunities=_opportunities(hub, now=now),
        stories=_stories(hub),
        features=_features(hub),
    )


def ties(rows) -> Rows:
    fields = ["kind", "note", "acknowledgement", *THEN, *ORGANISATION]
    return Rows(rows.order_by(*NEWEST_FIRST), *fields)


def roles(rows) -> Rows:
    """Those who agreed to be named, as they were at the time."""
    fields = ["name", "kind", "post", "affiliation", *THEN, *ORGANISATION]
    return Rows(rows.named().order_by(*NEWEST_FIRST), *fields)


def priorities(rows) -> Rows:
    fields = ["kind", "note", *THEN, "theme__slug", "theme__name", "policy__slug", "policy__name"]
    return Rows(rows.order_by("kind", F("until").desc(nulls_first=True), "theme__slug"), *fields)


def bodies(rows) -> Rows:
    return Rows(rows.order_by(*NEWEST_FIRST), "slug", "name", "kind", *THEN)


def milestones(rows) -> Rows:
    return Rows(rows.order_by("-on", "-pk"), "on", "only_year", "text", "url")


def _agreements(hub: Hub) -> Rows:
    party = Agreement.hubs.through.objects.filter(hub=hub).values("agreement")
    rows = Agreement.objects.public().filter(Q(hub=hub) | Q(pk__in=party))
    fields = ["slug", "title", "kind", "signed_on", "starts_on", "expires_on", "ended_on"]
    return Rows(rows.order_by(F("signed_on").desc(nulls_last=True), "pk"), *fields)


def _recognitions(hub: Hub) -> Rows:
    fields = ["level", "stars", "awarded_on", "only_year", "expires_on", "evidence_url"]
    fields += ["scheme__slug", "scheme__name", "coordinator__slug", "coordinator__name"]
    return Rows(Recognition.objects.filter(hub=hub).order_by("-awarded_on", "pk"), *fields)


def _meetings(hub: Hub) -> Rows:
    rows = NetworkMeeting.objects.public().of_hub(hub).order_by("-held_on", "pk")[:SHOWN]
    return Rows(rows, "slug", "title", "held_on", "place")


def _opportunities(hub: Hub, *, now: dt.datetime) -> Rows:
    rows = Opportunity.objects.public().open(now=now).filter(offered_at(hub))
    soonest = rows.order_by(F("closes_at").asc(nulls_last=True), "pk")[:SHOWN]
    return Rows(soonest, "slug", "kind", "title", "summary", "closes_at", "time_zone")


def _stories(hub: Hub) -> Rows:
    rows = Story.objects.public().filter(hub=hub).order_by("-dated", "-pk")[:STORIES_SHOWN]
    return Rows(rows, "slug", "title", "summary", "dated")


def _features(hub: Hub) -> Rows:
    """The newest first; what everybody sees of them is what was approved."""
    rows = Feature.objects.public().filter(hub=hub).order_by("-public_from", "-pk")[:MOST_WORDS]
    return Rows(rows, "slug", "shown", "organisation__slug", "organisation__name")


def offered_at(hub: Hub) -> Q:
    """Calls and the like: the hub's own, and while it goes on those of its programme."""
    if hub.status == Hub.Status.CLOSED:
        return Q(hub=hub)
    return Q(hub=hub) | of_no_hub(hub.programme_id)


def of_no_hub(programme_id: int | None) -> Q:
    """What belongs to no hub belongs to the first programme."""
    first = Programme.objects.order_by("position", "slug").values("pk")[:1]
    is_first = Programme.objects.filter(pk=Subquery(first)).filter(pk=programme_id)
    return Q(hub=None) & Q(Exists(is_first))


def current(rows: list, *, today: dt.date) -> list:
    """Those of dated rows that hold on that day."""
    return [
        row
        for row in rows
        if (row.since is None or row.since <= today) and (row.until is None or row.until >= today)
    ]


def is_over(recognition: Recognition, *, today: dt.date) -> bool:
    return recognition.expires_on is not None and recognition.expires_on < today
