import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Event as Entry

from hubportal.outbox.letters import absolute
from hubs.feeds.atom import answer
from hubs.feeds.calendars import CALENDAR_TYPE, new_calendar, plain, uid
from hubs.models import Opportunity


@require_safe
def opportunity_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The moment at which it closes, as an entry of a calendar; 404 where it never does."""
    shown = Opportunity.objects.visible_to(AnonymousUser())
    opportunity = get_object_or_404(shown, slug=slug)
    if opportunity.closes_at is None:
        raise Http404
    calendar = new_calendar("PUBLISH")
    calendar.add_component(_deadline(opportunity))
    response = answer(request, calendar.to_ical(), CALENDAR_TYPE, opportunity.changed_at)
    response["Content-Disposition"] = f'attachment; filename="{opportunity.slug}.ics"'
    return response


def _deadline(opportunity: Opportunity) -> Entry:
    """A moment without length, which takes nobody's time; in UTC, so that no zone is needed."""
    changed = opportunity.changed_at.astimezone(dt.UTC).replace(microsecond=0)
    address = absolute(opportunity.get_absolute_url())
    entry = Entry()
    entry.add("uid", uid("opportunity", opportunity.pk))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("dtstart", opportunity.closes_at.astimezone(dt.UTC))
    entry.add("summary", plain(_("Closes: %(title)s") % {"title": opportunity.title}))
    entry.add("description", f"{plain(opportunity.summary)}\n\n{address}")
    entry.add("url", address)
    entry.add("transp", "TRANSPARENT")
    return entry
