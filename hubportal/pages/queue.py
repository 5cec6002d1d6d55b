"""The staff's work queue: one page of all that waits, from all floors, the most urgent first."""

import datetime as dt

from django.apps import apps
from django.contrib import admin
from django.db.models import F, Value
from django.db.models.functions import TruncDate
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import rules
from events.figures import waiting_for_staff
from events.models import ChangeNotice, Event
from hubs.figures import queue as hubs_queue
from hubs.figures.queue import Source
from members.models import Claim

WEEK = dt.timedelta(days=7)


def claims(user) -> list[Source]:
    """Members who ask to look after an organisation."""
    if not user.has_perm("members.answer_claim"):
        return []
    found = Claim.objects.managed_by(user).filter(status=Claim.Status.WAITING)
    no_hub, words = Value(""), _("Claim to answer")
    asked_on = TruncDate("created_at")
    return [Source("claims", found, words, asked_on, title="organisation__name", hub=no_hub)]


def without_link(user, *, now) -> list[Source]:
    """Online events that start within a week, or go on, and that nobody could join."""
    if not user.has_perm("events.change_event"):
        return []
    found = Event.objects.managed_by(user).filter(
        status=Event.Status.PUBLISHED,
        format__in=[Event.Format.ONLINE, Event.Format.HYBRID],
        join_url="",
        starts_at__lte=now + WEEK,
        ends_at__gt=now,
    )
    words = _("Still without a joining link")
    return [Source("without link", found, words, F("start_date"))]


def untold(user) -> list[Source]:
    """Events that changed, of which people with a place do not know yet."""
    if not user.has_perm("events.change_event"):
        return []
    told_on = TruncDate("change_notices__due_at")
    found = Event.objects.filter(
        pk__in=Event.objects.managed_by(user).values("pk"),
        change_notices__in=ChangeNotice.objects.open(),
    )
    return [Source("untold", found, _("Changed, and people are not told yet"), told_on)]


def interpreters(user) -> list[hubs_queue.Waiting]:
    """Events at which one in ten people wishes to use Welsh and nobody interprets yet."""
    if not user.has_perm("events.change_event"):
        return []
    why = _("Hold it in Welsh or book interpreters")
    return [
        hubs_queue.Waiting(
            "events.event", event.pk, event.title, event.hub.short_name, why, event.interpreters_by
        )
        for event in rules.to_be_interpreted(Event.objects.managed_by(user), now=timezone.now())
    ]


def rows(user, *, today: dt.date) -> list[hubs_queue.Waiting]:
    above = [
        *untold(user),
        *without_link(user, now=timezone.now()),
        *waiting_for_staff(user, today=today),
        *claims(user),
    ]
    return [*interpreters(user), *hubs_queue.waiting(user, today=today, above=above)]


def described(row: hubs_queue.Waiting) -> dict:
    model = apps.get_model(row.label)._meta
    page = f"admin:{model.app_label}_{model.model_name}_change"
    url = row.url or reverse(page, args=[row.pk])
    return {"kind": capfirst(model.verbose_name), "url": url, "row": row}


def grouped(waiting: list[hubs_queue.Waiting], *, today: dt.date) -> list[dict]:
    """Overdue, within a week, later; what has no date comes with the first."""
    bounds = [
        (_("Now"), lambda due: due is None or due <= today),
        (_("Within a week"), lambda due: due and today < due <= today + WEEK),
        (_("Later"), lambda due: due and due > today + WEEK),
    ]
    groups = [
        {"title": title, "items": [described(row) for row in waiting if belongs(row.due)]}
        for title, belongs in bounds
    ]
    return [group for group in groups if group["items"]]


@require_safe
def staff_queue(request):
    """For staff alone: `hubportal.urls` wraps it in the admin's own door."""
    today = timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": _("What waits for you"),
        "groups": grouped(rows(request.user, today=today), today=today),
        "today": today,
    }
    return TemplateResponse(request, "admin/queue.html", context)
