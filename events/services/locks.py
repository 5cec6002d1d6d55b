"""Who acts alone: on all places of an event, or on one registration.

Always the event first and then registrations, these in the order of their keys, so that nobody
waits for somebody who waits for them.
"""

from django.db.models import QuerySet
from django.utils import timezone

from events.models import Event, Registration
from hubportal.workflow.moves import busy_in_words


def locked(event: Event) -> Event:
    """The event read anew, its places ours alone until the end of the transaction."""
    rows = Event.objects.select_for_update(of=("self",), no_key=True)
    with busy_in_words():
        return rows.select_related("hub").get(pk=event.pk)


def under_lock(registration: Registration, now):
    """Locks the event, then the registration, and reads both anew; returns the moment of that.

    Somebody may be checked in at this moment, for which the event is not locked.
    """
    event = locked(registration.event)
    with busy_in_words():
        registration.refresh_from_db(from_queryset=_to_lock(Registration.objects.all()))
    registration.event = event
    return now or timezone.now()


def hold(registration: Registration, now=None):
    """Locks the registration alone, for what neither takes nor frees a place, and reads it anew.

    So many people do not wait for each other. Its event is read anew as well, not by the same
    query: after a wait for the row, that shows the event as it was before. Returns the moment.
    """
    with busy_in_words():
        fresh = _to_lock(Registration.objects.all()).get(pk=registration.pk)
    for field in Registration._meta.concrete_fields:
        setattr(registration, field.attname, getattr(fresh, field.attname))
    registration.event = Event.objects.select_related("hub").get(pk=fresh.event_id)
    return now or timezone.now()


def held(rows: QuerySet[Registration]) -> list[Registration]:
    """These registrations, locked and as they are once nobody else holds one of them."""
    with busy_in_words():
        return list(_to_lock(rows).order_by("pk"))


def _to_lock(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.select_for_update(of=("self",), no_key=True)
