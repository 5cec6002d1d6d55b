"""What waits for those who look after events, for the staff's one work queue."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Question, Registration, Scan, Session
from hubportal.workflow.translated import missing
from hubs.figures.queue import AHEAD, REASONS, Source


def waiting_for_staff(user, *, today: dt.date) -> list[Source]:
    """Applicants to answer, readings that came too late, and texts that lack a language."""
    found = [*_applications(user, today=today), *_readings(user, today=today)]
    return [*found, *_languages(user)]


def _languages(user) -> Iterator[Source]:
    """Coming events with a text, a session or a question that lacks a language of the hub.

    Those announced in one language for a reason as well, as with all content.
    """
    if not user.has_perm("events.change_event"):
        return
    coming = Event.objects.managed_by(user).filter(
        status=Event.Status.PUBLISHED, ends_at__gt=timezone.now()
    )
    for code in ("cy", "nb"):
        lacks = Q(pk__in=missing(coming, code).values("pk"))
        for rows in (Session.objects.all(), Question.objects.filter(retired=False)):
            theirs = rows.filter(event__in=coming.values("pk"))
            lacks |= Q(pk__in=missing(theirs, code).values("event"))
        owed = coming.filter(lacks, hub__languages__contains=[code])
        yield Source(f"events {code}", owed, REASONS[code], F("start_date"))


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
