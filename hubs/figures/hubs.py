"""What a hub adds up to: its coming events, its ties by kind, its people by sector."""

from collections import Counter
from itertools import groupby

from django.db.models import Count, F

from hubs.figures.parts import offered_at
from hubs.models import Hub

# Fewer people than this might be recognised.
SMALLEST_SHOWN = 5


def announced_events():
    """Events that are on; the floor above is reached by its reverse accessor alone."""
    return Hub._meta.get_field("events").related_model.objects.filter(status="published")


def coming_events_of(hub: Hub, *, now):
    """The events of a hub that are still to come, those it co-hosts included."""
    return announced_events().of_hub(hub).upcoming(now=now).with_places().select_related("hub")


def past_events_of(hub: Hub, *, now):
    """The events that a hub has held, the newest first, those it co-hosted included."""
    return announced_events().of_hub(hub).past(now=now).select_related("hub")


def open_calls_of(hub: Hub, *, user, now):
    """Calls one can apply to now: the hub's own, and those of the programme it belongs to."""
    calls = hub.calls.model.objects.visible_to(user).open(now=now)
    return calls.filter(offered_at(hub)).select_related("scheme")


def coming_events(*, now) -> Counter:
    """How many events are still to come, by the hub's key, co-hosted ones included."""
    coming = announced_events().upcoming(now=now).order_by()
    counts = Counter(dict(coming.values_list("hub").annotate(Count("pk"))))
    shared = coming.exclude(co_hosts=None).exclude(co_hosts=F("hub"))
    counts.update(dict(shared.values_list("co_hosts").annotate(Count("pk"))))
    return counts


def ties_by_kind(ties) -> list[dict]:
    """Each kind of tie with those that hold and those that ended; `ties` come sorted by kind."""
    return [
        {
            "kind": group[0].get_kind_display(),
            "current": [tie for tie in group if tie.until is None],
            "past": [tie for tie in group if tie.until is not None],
        }
        for _, rows in groupby(ties, key=lambda tie: tie.kind)
        if (group := list(rows))
    ]


def people_by_sector(hub: Hub) -> dict:
    """Confirmed people of the hub, by main sector; sectors of fewer than five are hidden."""
    rows = list(
        hub.profiles.confirmed()
        .exclude(sector=None)
        .values("sector__name", "sector__position")
        .annotate(count=Count("pk"))
        .order_by("-count", "sector__position")
    )
    shown = [row for row in rows if row["count"] >= SMALLEST_SHOWN]
    total = sum(row["count"] for row in rows)
    return {
        # beside the rows the total would give away the size of what is hidden
        "total": total if not shown and total >= SMALLEST_SHOWN else None,
        "rows": [{"label": row["sector__name"], "value": row["count"]} for row in shown],
        "hidden": len(rows) > len(shown),
        "most": max((row["count"] for row in shown), default=0),
    }
