from dataclasses import dataclass

from django.db.models import Count, Q

from events.models import Event, Registration


def free_places(event: Event, *, now) -> int:
    """Places that nobody has and nobody is offered; below zero only if data were forced in."""
    return event.capacity - event.registrations.holding_a_seat(now=now).count()


@dataclass
class Places:
    """How an event stands at one moment."""

    free: int
    waiting: int
    lapsed: int

    @property
    def unsettled(self) -> bool:
        """Whether the queue is owed something before anybody new comes in."""
        return bool(self.lapsed or (self.free > 0 and self.waiting))


def places(event: Event, *, now) -> Places:
    """Counted by one query, because others stand in line while it runs."""
    offered = Q(status=Registration.Status.OFFERED)
    counted = event.registrations.aggregate(
        taken=Count("pk", filter=Q(in_place=True) | (offered & Q(offer_expires_at__gt=now))),
        waiting=Count("pk", filter=Q(status=Registration.Status.WAITING)),
        lapsed=Count("pk", filter=offered & Q(offer_expires_at__lte=now)),
    )
    return Places(event.capacity - counted["taken"], counted["waiting"], counted["lapsed"])


def position(registration: Registration) -> int:
    """Which number in the queue this person is; 1 is next."""
    queue = registration.event.registrations.waiting()
    first = Q(queued_at__lt=registration.queued_at)
    same_moment = Q(queued_at=registration.queued_at, pk__lte=registration.pk)
    return queue.filter(first | same_moment).count()


def with_availability(event: Event, *, now) -> Event:
    """Puts `availability` and `places_left`, which pages show in words, on an event.

    The event comes from `with_places()`.
    """
    event.places_left = max(event.capacity - event.taken, 0)
    event.availability = _time_says(event, now) or _places_say(event)
    return event


def _time_says(event: Event, now) -> str:
    if event.status != Event.Status.PUBLISHED:
        return event.status
    if now >= event.ends_at:
        return "over"
    opens_at = event.registration_opens_at
    if now >= event.registration_ends_at:
        return "closed"
    return "soon" if opens_at and now < opens_at else ""


def _places_say(event: Event) -> str:
    if event.waiting or not event.places_left:
        return "full"
    few = max(3, event.capacity // 10)
    return "few" if event.places_left <= few else "open"
