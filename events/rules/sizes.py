"""What the numbers of an event's places can be, given the people who have them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Registration

Mode = Registration.Mode


def reasons_not_to_resize(event: Event, capacity: int, *, now) -> Iterator[str]:
    """Places that people have, are being offered or that are held cannot go by a number."""
    found = reasons_against_sizes(
        event,
        capacity=capacity,
        format=event.format,
        online_capacity=event.online_capacity,
        now=now,
    )
    for _field, reason in found:
        yield reason
    yield from reasons_against_shares(event.shares.values_list("at_least", flat=True), capacity)


def reasons_against_sizes(
    event: Event, *, format: str, capacity: int, online_capacity: int | None, now
) -> Iterator[tuple[str, str]]:
    """Pairs of a field and why it cannot be so. `event` is as it stands, with its row locked."""
    people = _people(event, now)
    parted = event.format == Event.Format.HYBRID != format
    if parted and all(people[m].live for m in Mode):
        yield "format", _("People take part or wait in the room and online, so it stays both.")
        return
    taken = _taken_by_pool(people, format)
    if capacity < taken.get("capacity", 0):
        yield "capacity", _too_few(taken["capacity"])
    if online_capacity is not None and online_capacity < taken.get("online_capacity", 0):
        yield "online_capacity", _too_few(taken["online_capacity"])


@dataclass
class _People:
    live: int = 0
    taken: int = 0


def _people(event: Event, now) -> dict[str, _People]:
    """How many hold a seat, and how many have or wait for one, by pool."""
    seated = Q(in_place=True) | Q(status="offered", offer_expires_at__gt=now)
    rows = event.registrations.live().order_by().values("mode")
    rows = rows.annotate(live=Count("pk"), taken=Count("pk", filter=seated & Q(beyond=False)))
    found = {mode: _People() for mode in Mode}
    return found | {row["mode"]: _People(row["live"], row["taken"]) for row in rows}


def _taken_by_pool(people: dict[str, _People], format: str) -> dict[str, int]:
    """By the field that limits them, if the event has this format."""
    room, online = people[Mode.IN_PERSON].taken, people[Mode.ONLINE].taken
    if format == Event.Format.HYBRID:
        return {"capacity": room, "online_capacity": online}
    return {"capacity": room + online}


def _too_few(taken: int) -> str:
    return ngettext(
        "%(count)d place is taken or on offer; there cannot be fewer.",
        "%(count)d places are taken or on offer; there cannot be fewer.",
        taken,
    ) % {"count": taken}


def reasons_against_shares(floors: Iterable[int], capacity: int) -> Iterator[str]:
    """Not more can be held for sectors than there is."""
    held = sum(floors)
    if held > capacity:
        words = {"held": held, "capacity": capacity}
        yield _("Together %(held)d places are held, but there are only %(capacity)d.") % words
