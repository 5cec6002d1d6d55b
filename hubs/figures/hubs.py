"""What a hub adds up to: its coming events, its ties by kind, its people by sector."""

from collections import Counter
from itertools import groupby

from django.db.models import Count, F

from hubs.figures.parts import offered_at
from hubs.models import Hub, Sector

# Fewer people than this might be recognised.
SMALLEST_SHOWN = 5


def announced_events():
    """Events that are on; the floor above is reached by its reverse accessor alone."""
    return Hub._meta.get_field("events").related_model.objects.filter(status="published")


def coming_events_of(hub: Hub, *, now):
    """The events of a hub that are still to come, those it co-hosts included."""
    return announced_events().of_hub(hub).upcoming(now=now).with_places().with_hosts()


def past_events_of(hub: Hub, *, now):
    """The events that a hub has held, the newest first, those it co-hosted included."""
    return announced_events().of_hub(hub).past(now=now).with_hosts()


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
    """Confirmed people of the hub, by main sector; sectors of fewer than five are hidden.

    Where every sector is that small, they are counted by the programme's words for reports.
    """
    rows = list(
        hub.profiles.confirmed()
        .exclude(sector=None)
        .values_list("sector__name", "sector__roll_up")
        .annotate(count=Count("pk"))
        .order_by("-count", "sector__position")
    )
    sectors = [(name, number) for name, _roll_up, number in rows]
    shown = _large_enough(sectors) or _large_enough(_rolled_up(rows))
    total = sum(number for _name, number in sectors)
    return {
        # beside the rows the total would give away the size of what is hidden
        "total": total if not shown and total >= SMALLEST_SHOWN else None,
        "rows": [{"label": label, "value": number} for label, number in shown],
        "hidden": bool(shown) and sum(number for _label, number in shown) < total,
        "most": max((number for _label, number in shown), default=0),
    }


def _large_enough(groups) -> list[tuple]:
    return [(label, number) for label, number in groups if number >= SMALLEST_SHOWN]


def _rolled_up(rows) -> list[tuple]:
    """The same people by fewer words, the largest group first."""
    counts: Counter = Counter()
    for _name, roll_up, number in rows:
        counts[roll_up] += number
    return [(Sector.RollUp(code).label, number) for code, number in counts.most_common()]
