"""The address of a person's own calendar: made on request, ended at once."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from events.models import CalendarKey


@transaction.atomic
def renew_calendar(person, *, ended: str = "", now=None) -> CalendarKey:
    """Ends the address `ended` and makes another; makes the first one where there is none.

    Asked twice for the same, it does so once: what is ended is named, and only that ends.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    keys = CalendarKey.objects.filter(person=person)
    keys.filter(ended_at=None, key=ended).update(ended_at=now or timezone.now())
    return keys.filter(ended_at=None).first() or CalendarKey.objects.create(person=person)
