"""What waits for those who look after events, for the staff's one work queue."""

import datetime as dt

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from hubs.figures.queue import AHEAD, Source


def waiting_for_staff(user, *, today: dt.date) -> list[Source]:
    """One row for each event whose applicants should hear soon, or should have heard."""
    if not user.has_perm("events.decide_registration"):
        return []
    applied = Registration.objects.applied().filter(event=OuterRef("pk")).order_by()
    events = Event.objects.managed_by(user).filter(
        Exists(applied), status=Event.Status.PUBLISHED, starts_at__gt=timezone.now()
    )
    near = events.exclude(decide_by__gt=today + AHEAD)
    words = _("Applications to decide")
    return [Source("applications", near, words, F("decide_by"), url=_to_decide)]


def _to_decide(pk: int) -> str:
    rows = reverse("admin:events_registration_changelist")
    return f"{rows}?event__id__exact={pk}&decide=yes"
