"""Access needs and diets: read by named roles of the event's hub, and each reading written down."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from events import figures
from events.admin.desk import LINKS, Link, Page, to
from events.models import Event, Needs
from events.models.needs import NAMED_ROLES


def needs_page(model_admin, request, event: Event):
    """Totals and names, to be printed. For nobody else does this page exist."""
    if not may_read(request.user, event):
        raise Http404
    with override(settings.LANGUAGE_CODE):
        model_admin.log_change(request, event, gettext("Opened the list of access needs and diets"))
    found = figures.needs_of(event, request.user)
    for row in found.rows:
        row.late = told_late(event, row)
        row.access_names = names(Needs.Access, row.access)
        row.diet_names = names(Needs.Diet, row.diet)
    return model_admin.desk_page(
        request, event, "admin/events/event/needs.html", title=_("Access and diets"), needs=found
    )


def may_read(user, event: Event) -> bool:
    """Costs a query; none of an event as `events.admin.gathered` reads it for this person."""
    if hasattr(event, "reads_needs"):
        return event.reads_needs
    return user.memberships.filter(role__in=NAMED_ROLES, hub=event.hub_id).exists()


def told_late(event: Event, row: Needs) -> bool:
    day = timezone.localdate(row.told_at, event.zone)
    return event.needs_by is not None and day > event.needs_by


def names(choices, codes: list[str]) -> list[str]:
    known = dict(choices.choices)
    return [str(known.get(code, code)) for code in codes]


LINKS.append(Link(_("Access and diets"), to("needs"), "events.view_needs", open_to=may_read))
NEEDS = Page(needs_page, "events.view_registration")
