"""What waits for a member of staff, for the first page of the staff area: `{% desk as desk %}`."""

from datetime import timedelta

from django import template
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Registration
from funding import figures
from hubportal.outbox.models import Letter
from hubportal.pages import queue

register = template.Library()

SOON = timedelta(days=7)
UNMARKED_FOR = timedelta(days=90)


@register.simple_tag(takes_context=True)
def desk(context) -> list[dict]:
    """Lines {label, count, url}, those that wait first."""
    user = context["request"].user
    lines = [*figures.desk(user), *_queue(user), *_events(user), *_letters(user)]
    return sorted(lines, key=lambda line: not line["count"])


def _queue(user) -> list[dict]:
    if not user.has_perm("hubs.change_hub"):
        return []
    rows = queue.rows(user, today=timezone.localdate())
    page = reverse("staff_queue")
    return [{"label": _("Things that wait for you"), "count": len(rows), "url": page}]


def _events(user) -> list[dict]:
    if not user.has_perm("events.change_event"):
        return []
    now, status = timezone.now(), Event.Status
    unmarked = Registration.objects.confirmed().filter(event=OuterRef("pk"))
    past = Q(status=status.PUBLISHED, ends_at__range=(now - UNMARKED_FOR, now))
    # Ids first: events of several hubs would be counted once for each.
    events = Event.objects.filter(pk__in=Event.objects.managed_by(user).values("pk"))
    counts = events.aggregate(
        drafts=Count("pk", filter=Q(status=status.DRAFT)),
        soon=Count("pk", filter=Q(status=status.PUBLISHED, starts_at__range=(now, now + SOON))),
        unmarked=Count("pk", filter=past & Exists(unmarked)),
    )
    page = reverse("admin:events_event_changelist")
    return [
        {"label": _("Events to mark who came"), "count": counts["unmarked"], "url": page},
        {"label": _("Events in the next 7 days"), "count": counts["soon"], "url": page},
        {
            "label": _("Events in draft"),
            "count": counts["drafts"],
            "url": f"{page}?status__exact=draft",
        },
    ]


def _letters(user) -> list[dict]:
    if not user.has_perm("outbox.view_letter"):
        return []
    failed = Letter.objects.managed_by(user).filter(status=Letter.Status.FAILED)
    page = reverse("admin:outbox_letter_changelist")
    label = _("Letters that did not arrive")
    return [{"label": label, "count": failed.count(), "url": f"{page}?status__exact=failed"}]
