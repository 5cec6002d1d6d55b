"""What the database knows of the hubs around one, by a single query."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from hubs.matching.hubs import Aims, Relation, aims, relations
from hubs.models import Hub, HubLink, NetworkMeeting, Priority, Recognition
from hubs.models.gathered import Rows

THEM = OuterRef("pk")


def relations_of(hub: Hub, mine: Aims, *, user, now: dt.datetime, today: dt.date) -> list[Relation]:
    """Every other hub that this person may see, as it stands to `hub`."""
    priorities = priorities_of(THEM, today=today)
    recognitions, links = recognitions_of(THEM, today=today), links_with(hub)
    rows = (
        Hub.objects.visible_to(user)
        .exclude(pk=hub.pk)
        .in_order()
        .annotate(
            priorities_now=priorities.subquery(),
            recognitions_now=recognitions.subquery(),
            links_with_us=links.subquery(),
            events_together=ArraySubquery(events_together(hub, now=now)),
            met_on=Subquery(meetings_with(hub, today=today)),
        )
    )
    others = (
        (
            other,
            aims(
                priorities.revive(other.priorities_now),
                recognitions.revive(other.recognitions_now),
            ),
            len(other.events_together),
            links.revive(other.links_with_us),
            other.met_on,
        )
        for other in rows
    )
    return relations(mine, others)


def priorities_of(hub, *, today: dt.date) -> Rows:
    held = Priority.objects.current(today=today).filter(hub=hub).order_by("kind", "theme__slug")
    return Rows(held, "kind", "theme__slug", "theme__name")


def recognitions_of(hub, *, today: dt.date) -> Rows:
    held = Recognition.objects.current(today=today).filter(hub=hub).order_by("scheme__slug")
    return Rows(held, "scheme__slug", "scheme__name")


def links_with(hub: Hub) -> Rows:
    ours = Q(hub=hub, other=THEM) | Q(hub=THEM, other=hub)
    links = HubLink.objects.filter(ours).order_by("kind", "pk")
    return Rows(links, "pk", "kind", "note", "since", "until")


def events_together(hub: Hub, *, now: dt.datetime) -> QuerySet:
    """Keys of the events both have held; the floor above is reached by its reverse accessor."""
    held = hub.events.model.objects.filter(status="published").of_hub(hub).past(now=now)
    both = Q(hub=THEM) | Q(co_hosts=THEM)
    return held.filter(both).order_by().values("pk").distinct()


def meetings_with(hub: Hub, *, today: dt.date) -> QuerySet:
    """The day of the last network meeting of both."""
    meetings = NetworkMeeting.objects.public().of_hub(hub).filter(held_on__lte=today)
    both = Q(hosts=THEM) | Q(participants=THEM)
    return meetings.filter(both).order_by("-held_on").values("held_on")[:1]
