"""Who acts alone: on all places of an event, or on one registration."""

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Registration
from hubportal.workflow.moves import Refused

# PostgreSQL's name for "somebody else held the lock for longer than we wait".
LOCK_NOT_AVAILABLE = "55P03"


class Busy(Refused):
    """Too many people want something from the same event in the same seconds."""

    def __init__(self):
        super().__init__(_("Very many people are registering right now. Please try again."))


def locked(event: Event) -> Event:
    """The event read anew, its places ours alone until the end of the transaction."""
    rows = Event.objects.select_for_update(of=("self",), no_key=True)
    try:
        return rows.select_related("hub").get(pk=event.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise


def under_lock(registration: Registration, now):
    """Locks the event and reads the registration anew; returns the moment of that."""
    event = locked(registration.event)
    registration.refresh_from_db()
    registration.event = event
    return now or timezone.now()


def hold(registration: Registration, now=None):
    """Locks the registration alone, for what neither takes nor frees a place, and reads it anew.

    So many people do not wait for each other. Its event is read anew as well, not by the same
    query: after a wait for the row, that shows the event as it was before. Returns the moment.
    """
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.get(pk=registration.pk)
    for field in Registration._meta.concrete_fields:
        setattr(registration, field.attname, getattr(fresh, field.attname))
    registration.event = Event.objects.select_related("hub").get(pk=fresh.event_id)
    return now or timezone.now()
