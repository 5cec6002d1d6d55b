"""What programmes, themes, policies and barriers gather from all hubs, a query for each page."""

import datetime as dt

from django.db.models import F, OuterRef, Q

from hubs.figures import parts
from hubs.models import (
    Backing,
    Barrier,
    Body,
    Hub,
    Milestone,
    Opportunity,
    Policy,
    Priority,
    Programme,
    PublicRole,
    Resource,
    Story,
    Strength,
    Theme,
)
from hubs.models.gathered import Rows, gather

SHOWN = 12
HUB = ["hub__slug", "hub__name", "hub__short_name", "hub__accent", "hub__status"]


def hubs_of(rows) -> Rows:
    fields = ["slug", "name", "short_name", "summary", "accent", "status"]
    return Rows(rows.in_order(), *fields)


def programme_parts(programme: Programme, *, user) -> dict[str, list]:
    """All lists of a programme's page."""
    backings = Backing.objects.filter(programme=programme).order_by(*parts.NEWEST_FIRST)
    fields = ["kind", "scope", "acknowledgement", *parts.THEN, *parts.ORGANISATION]
    return gather(
        Programme.objects.filter(pk=programme.pk),
        backings=Rows(backings, *fields),
        roles=parts.roles(PublicRole.objects.filter(programme=programme)),
        priorities=parts.priorities(Priority.objects.filter(programme=programme)),
        bodies=parts.bodies(Body.objects.visible_to(user).filter(programme=programme)),
        milestones=parts.milestones(Milestone.objects.filter(programme=programme)),
        hubs=hubs_of(Hub.objects.visible_to(user).filter(programme=programme)),
        barriers=Rows(Barrier.objects.order_by("number"), "number", "name"),
    )


def calls_of_programme(programme: Programme, *, user, now: dt.datetime):
    """What is open now at its hubs or everywhere; the floor above by its reverse accessor."""
    calls = Hub._meta.get_field("calls").related_model.objects.visible_to(user).open(now=now)
    shown = Hub.objects.visible_to(user).filter(programme=programme)
    whose = Q(hub__in=shown) | parts.of_no_hub(programme.pk)
    return calls.filter(whose).select_related("scheme", "hub")


def theme_parts(theme: Theme, *, user, now: dt.datetime) -> dict[str, list]:
    """What all hubs and organisations have of a theme, beside its events."""
    priorities = Priority.objects.filter(theme=theme, hub__in=Hub.objects.visible_to(user))
    strengths = Strength.objects.filter(theme=theme, organisation__stub=False)
    opportunities = Opportunity.objects.public().filter(themes=theme)
    return gather(
        Theme.objects.filter(pk=theme.pk),
        priorities=Rows(
            priorities.order_by("kind", "hub__kind", "hub__position"),
            *["kind", "note", "policy__slug", "policy__name", *parts.THEN, *HUB],
        ),
        strengths=Rows(strengths.order_by("organisation__slug"), "note", *parts.ORGANISATION),
        opportunities=_opportunities(opportunities.open(now=now)),
        resources=_resources(Resource.objects.public().filter(themes=theme)),
        stories=_stories(Story.objects.public().filter(themes=theme)),
    )


def events_of_theme(theme: Theme):
    """Announced events of the theme; the floor above by its reverse accessor."""
    return theme.events.model.objects.filter(status="published", themes=theme)


def _opportunities(rows) -> Rows:
    soonest = rows.order_by(F("closes_at").asc(nulls_last=True), "pk")[:SHOWN]
    return Rows(soonest, "slug", "kind", "title", "summary", "closes_at", "time_zone")


def _resources(rows) -> Rows:
    return Rows(rows.order_by("slug")[:SHOWN], "slug", "title", "summary")


def _stories(rows) -> Rows:
    return Rows(rows.order_by("-dated", "-pk")[:SHOWN], "slug", "title", "summary", "dated")


def policy_parts(policy: Policy, *, user) -> dict[str, list]:
    """The priorities that follow from a policy."""
    shown = Q(hub=None) | Q(hub__in=Hub.objects.visible_to(user))
    priorities = Priority.objects.filter(shown, policy=policy)
    fields = ["kind", "note", *parts.THEN, "theme__slug", "theme__name", *HUB]
    fields += ["programme__slug", "programme__name"]
    return gather(
        Policy.objects.filter(pk=policy.pk),
        priorities=Rows(priorities.order_by("hub__kind", "hub__position", "theme__slug"), *fields),
    )


def barriers_with_help(*, now: dt.datetime) -> list[Barrier]:
    """The barriers, each with the resources `helping` and the opportunities `applying`."""
    resources = _resources(Resource.objects.public().filter(barriers=OuterRef("pk")))
    open_now = Opportunity.objects.public().open(now=now).filter(barriers=OuterRef("pk"))
    opportunities = _opportunities(open_now)
    found = list(
        Barrier.objects.order_by("number").annotate(
            found_resources=resources.subquery(), found_opportunities=opportunities.subquery()
        )
    )
    for barrier in found:
        barrier.helping = resources.revive(barrier.found_resources)
        barrier.applying = opportunities.revive(barrier.found_opportunities)
    return found
