from django.db.models import Q

from events.models import Event, Registration


def free_places(event: Event, *, now) -> int:
    """Places that nobody has and nobody is offered; below zero only if data were forced in."""
    return event.capacity - event.registrations.holding_a_seat(now=now).count()


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
