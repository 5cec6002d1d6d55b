"""How an event stands: places, people and queues, counted by pool and sector."""

import datetime as dt

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce

from events.models import Event, Registration
from events.models.coming import WOULD_MOVE
from events.rules.shares import InLine, Pool, Quota, Standing

Mode = Registration.Mode
Status = Registration.Status


def modes(event: Event) -> list[str]:
    """The pools of an event: two if it is in person and online, one if not."""
    if event.format == Event.Format.HYBRID:
        return [Mode.IN_PERSON, Mode.ONLINE]
    return [Mode.ONLINE if event.format == Event.Format.ONLINE else Mode.IN_PERSON]


def mode_of(event: Event, wish: str = "") -> str:
    """The pool meant by a wish; the first there is where the event has no such."""
    return wish if wish in modes(event) else modes(event)[0]


def held_until(event: Event) -> dt.datetime:
    """From this moment on no place is held for a sector."""
    until, ends_at = event.shares_until, event.registration_ends_at
    return min(until, ends_at) if until else ends_at


def standing(event: Event, *, now) -> Standing:
    """Counted by two queries at most, because others stand in line while they run."""
    pools = {mode: Pool(mode, capacity) for mode, capacity in _capacities(event)}
    if now < held_until(event):
        main = next(iter(pools.values()))
        main.quotas = {share["roll_up"]: Quota(**share) for share in _shares(event)}
    found = Standing(pools)
    for row in _counts(event, now):
        roll_up = row["roll_up"]
        pools[mode_of(event, row["mode"])].seat(roll_up, row["taken"])
        pools[mode_of(event, row["wanted"] or row["mode"])].queued[roll_up] += row["queued"]
        found.lapsed += row["lapsed"]
    return found


def _capacities(event: Event) -> list[tuple[str, int | None]]:
    return list(zip(modes(event), [event.capacity, event.online_capacity], strict=False))


def _shares(event: Event):
    return event.shares.order_by("pk").values("roll_up", "at_least", "at_most")


def _counts(event: Event, now):
    offered = Q(status=Status.OFFERED)
    seated = Q(in_place=True) | (offered & Q(offer_expires_at__gt=now))
    rows = event.registrations.filter(
        Q(in_place=True) | Q(status__in=[Status.OFFERED, Status.WAITING])
    )
    roll_up = Coalesce("sector__roll_up", Value(""))
    return (
        rows.order_by()
        .annotate(roll_up=roll_up)
        .values("mode", "wanted", "roll_up")
        .annotate(
            taken=Count("pk", filter=seated & Q(beyond=False)),
            queued=Count("pk", filter=Q(status=Status.WAITING) | WOULD_MOVE),
            lapsed=Count("pk", filter=offered & Q(offer_expires_at__lte=now)),
        )
    )


def fits(event: Event, *, sector=None, mode: str = "", now) -> bool:
    """Whether there is a seat in this pool for somebody of this sector.

    Beware of the queue: who is owed a seat already comes first, see `services.waiting.settle`.
    """
    roll_up = sector.roll_up if sector else ""
    return standing(event, now=now).pools[mode_of(event, mode)].fits(roll_up)


def free_places(event: Event, *, now, mode: str = "") -> float:
    """Places of a pool that nobody has and nobody is offered; infinite where there is no limit."""
    return standing(event, now=now).pools[mode_of(event, mode)].free


def line(event: Event) -> list[InLine]:
    """Everybody in a queue, first those who wait longest."""
    rows = event.registrations.in_line().values_list(
        "pk", "mode", "wanted", "sector__roll_up", "beyond"
    )
    return [
        InLine(
            pk=pk,
            mode=mode_of(event, wanted or mode),
            roll_up=roll_up or "",
            leaves=mode if wanted and not beyond else "",
        )
        for pk, mode, wanted, roll_up, beyond in rows
    ]


def position(registration: Registration) -> int:
    """Which number in the queue of their pool this person is; 1 is next."""
    queue = registration.event.registrations.in_line()
    if registration.event.format == Event.Format.HYBRID:
        mode = registration.wanted or registration.mode
        queue = queue.filter(Q(wanted=mode) | Q(wanted="", mode=mode))
    first = Q(queued_at__lt=registration.queued_at)
    same_moment = Q(queued_at=registration.queued_at, pk__lte=registration.pk)
    return queue.filter(first | same_moment).count()
