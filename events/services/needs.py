"""What people need is written down, read by few, and deleted soon (promise 8)."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events.models import Event, Needs, NeedsDeletion, Registration
from events.services.leaving import forget_needs
from events.services.locks import locked

# After the end of the event.
KEPT = dt.timedelta(days=30)
TOLD = ["access", "access_note", "diet", "diet_note"]


def tell_needs(registration: Registration, needs: dict | None) -> None:
    """Keeps what somebody tells now; nothing at all leaves no row.

    `told_at` moves only when something is another than before.
    """
    held = Needs.objects.filter(registration=registration).first()
    told = {
        name: (needs or {}).get(name) or Needs._meta.get_field(name).get_default() for name in TOLD
    }
    if not any(told.values()):
        if held:
            held.delete()
    elif held is None:
        Needs.objects.create(registration=registration, **told)
    elif any(getattr(held, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(held, name, value)
        held.save()


def delete_old_needs(*, now: dt.datetime | None = None) -> int:
    """Thirty days after an event nothing is left but how many had told something.

    What was left of people who no longer come goes as well. Returns the number of rows deleted;
    a second run deletes none and proves nothing twice.
    """
    now = now or timezone.now()
    gone = forget_needs(Registration.objects.exclude(status__in=Registration.LIVE))
    held = Needs.objects.filter(registration__event=OuterRef("pk"))
    for event in Event.objects.filter(Exists(held), ends_at__lte=now - KEPT).order_by("pk"):
        gone += _delete_of(event, now=now)
    return gone


@transaction.atomic
def _delete_of(event: Event, *, now) -> int:
    locked(event)
    rows = forget_needs(event.registrations.all())
    if rows:
        NeedsDeletion.objects.create(event=event, at=now, rows=rows)
    return rows
