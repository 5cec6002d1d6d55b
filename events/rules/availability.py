"""Whether there are places, in the words that lists and pages show."""

from events.models import Event
from events.rules.places import held_until

FEW, SHARE = 3, 10
# So long as there are places to be had, some of them may be held for sectors.
HOLDING = ("open", "few")


def with_availability(event: Event, *, now) -> Event:
    """Puts `availability` and `places_left`, which pages show in words, on an event.

    The event comes from `with_places()`. `places_left` is of the room of an event in person and
    online, or, once that is full, of the places online: None where there is no limit to them.
    `some_held` says that not everybody may take what is left in the room, but `left_for_all` of it.
    """
    event.places_left = max(event.capacity - event.taken, 0)
    event.availability = _time_says(event, now) or _places_say(event)
    held = event.held if event.availability in HOLDING and now < held_until(event) else 0
    event.some_held, event.left_for_all = held > 0, max(event.places_left - held, 0)
    if event.some_held:
        event.availability = _say_held(event)
    if event.availability == "online":
        event.places_left = online_left(event)
    return event


def online_left(event: Event) -> int | None:
    """Places online of an event that is in person as well; None where there is no limit."""
    if event.online_capacity is None:
        return None
    return max(event.online_capacity - event.taken_online, 0)


def _time_says(event: Event, now) -> str:
    if event.status != Event.Status.PUBLISHED:
        return event.status
    if now >= event.ends_at:
        return "over"
    opens_at = event.registration_opens_at
    if now >= event.asks_until:
        return "closed"
    return "soon" if opens_at and now < opens_at else ""


def _places_say(event: Event) -> str:
    if event.approval:
        return "apply"
    in_the_room = _say(event.places_left, event.capacity, event.waiting - event.waiting_online)
    return outside_the_room(event) if in_the_room == "full" else in_the_room


def outside_the_room(event: Event) -> str:
    """For whom the room has no place: "online" where there is one, or else "full"."""
    if event.format != Event.Format.HYBRID:
        return "full"
    online = _say(online_left(event), event.online_capacity, event.waiting_online)
    return "full" if online == "full" else "online"


def _say_held(event: Event) -> str:
    """Of an event at which places are free, but some or all of these in the room are held."""
    if event.left_for_all:
        return _say(event.left_for_all, event.capacity, 0)
    return "online" if outside_the_room(event) == "online" else event.availability


def _say(left: int | None, capacity: int | None, waiting: int) -> str:
    if left is None or capacity is None:
        return "open"
    if waiting or not left:
        return "full"
    return "few" if left <= max(FEW, capacity // SHARE) else "open"
