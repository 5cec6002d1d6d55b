"""What waits for those who look after events, for the staff's one work queue."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration, Scan
from hubs.figures.queue import AHEAD, Source


def waiting_for_staff(user, *, today: dt.date) -> list[Source]:
    """Applicants who should hear soon or should have heard, and readings that came too late."""
    return [*_applications(user, today=today), *_readings(user, today=today)]


def _readings(user, *, today: dt.date) -> Iterator[Source]:
    """One row for each event of the last weeks with readings that only staff can judge."""
    if not user.has_perm("events.view_scan"):
        return
    kept = Scan.objects.to_judge().filter(event=OuterRef("pk")).order_by()
    since = today - AHEAD
    events = Event.objects.managed_by(user).filter(Exists(kept), end_date__gte=since)
    words = _("Readings at the door to judge")
    yield Source("readings", events, words, F("end_date"), url=_to_judge)


def _to_judge(pk: int) -> str:
    rows = reverse("admin:events_scan_changelist")
    only = f"outcome__exact={Scan.Outcome.SET_ASIDE}&status__exact={Scan.Status.KEPT}"
    return f"{rows}?event__id__exact={pk}&{only}"


def _applications(user, *, today: dt.date) -> Iterator[Source]:
    """One row for each event whose applicants should hear soon, or should have heard."""
    if not user.has_perm("events.decide_registration"):
        return
    applied = Registration.objects.applied().filter(event=OuterRef("pk")).order_by()
    events = Event.objects.managed_by(user).filter(
        Exists(applied), status=Event.Status.PUBLISHED, starts_at__gt=timezone.now()
    )
    near = events.exclude(decide_by__gt=today + AHEAD)
    words = _("Applications to decide")
    yield Source("applications", near, words, F("decide_by"), url=_to_decide)


def _to_decide(pk: int) -> str:
    rows = reverse("admin:events_registration_changelist")
    return f"{rows}?event__id__exact={pk}&decide=yes"
