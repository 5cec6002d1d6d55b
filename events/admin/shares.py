"""The mix of sectors, and who would get the next seat."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import rules
from events.admin.desk import people
from events.admin.rows import Remembered
from events.forms.shares import SharesFormSet
from events.models import Event, Registration, Share
from hubportal.workflow.admin import Scoped

# So many people of a queue are shown; the rest are counted.
SHOWN = 100


class ShareInline(Remembered, Scoped, admin.TabularInline):
    model = Share
    formset = SharesFormSet
    classes = ["collapse"]
    extra = 0
    verbose_name_plural = gettext_lazy("Places held for sectors")


def who_is_next(model_admin, request, event):
    """The queues in the order in which seats would be given, by the rule that gives them."""
    now = timezone.now()
    pools = rules.outlook(event, now=now)
    return model_admin.desk_page(
        request,
        event,
        "admin/events/event/next.html",
        title=_("Who is next and why"),
        pools=pools,
        shown=SHOWN,
        held_until=rules.held_until(event) if pools[0].shares else None,
        closed=list(rules.reasons_not_open(event, now=now)),
        ended=_gives_no_more(event, now=now),
        **_applications(request, event),
    )


def _gives_no_more(event, *, now) -> bool:
    """Whether seats were given out, and are not any more; a postponed event may do so again."""
    ends = event.status in (Event.Status.PUBLISHED, Event.Status.CANCELLED)
    return ends and not rules.gives_seats(event, now=now)


def _applications(request, event) -> dict:
    """How many wait to be decided, and where, for those who may."""
    number = event.registrations.filter(status=Registration.Status.APPLIED).count()
    may = request.user.has_perm("events.decide_registration")
    return {"applied": number, "to_decide": people(event, "&decide=yes") if may else ""}
