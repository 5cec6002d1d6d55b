"""What somebody reads who opens the page to join an event from and is not registered."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.models import Event


def may_be_joined(event: Event) -> bool:
    """Whether it is announced and there is something to join: of all else nothing is said."""
    online = event.format in (Event.Format.ONLINE, Event.Format.HYBRID)
    return online and event.status != Event.Status.DRAFT


def lacks_link(event: Event, *, now) -> bool:
    """Whether people are to join online, now or later, and nobody has said where."""
    online = event.format in (Event.Format.ONLINE, Event.Format.HYBRID)
    return online and not event.join_url and now < event.ends_at


def reasons_not_to_join_without_a_place(event: Event, *, now) -> Iterator[str]:
    if event.status != Event.Status.PUBLISHED:
        yield _("This event does not take place now.")
    elif now >= event.ends_at:
        yield _("This event is over.")
    else:
        yield _("You have no place at this event.")
        yield _("Only people with a place can join.")
