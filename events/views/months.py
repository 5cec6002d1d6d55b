import calendar
import datetime as dt

from django.utils import timezone
from django.views.generic import TemplateView

from events import rules
from events.forms import EventFilter
from events.models import Event


class EventMonth(TemplateView):
    """The events of one month as a table of weeks, with the same filters as the list."""

    template_name = "events/month.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        filter = EventFilter(self.request.GET, user=self.request.user, now=now)
        first = filter.first_of_month
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        last = dt.date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        events = filter.narrow(Event.objects.visible_to(self.request.user))
        events = events.filter(start_date__lte=last, end_date__gte=first)
        events = events.select_related("hub").with_places().order_by("start_time", "pk")
        found = [rules.with_availability(event, now=now) for event in events]
        return super().get_context_data(
            filter=filter,
            chips=filter.chips(),
            first=first,
            earlier=filter.with_month(first - dt.timedelta(days=1)),
            later=filter.with_month(last + dt.timedelta(days=1)),
            days=weeks[0],
            weeks=[[_on(day, first, found) for day in week] for week in weeks],
            number=len(found),
            today=timezone.localdate(now),
            **kwargs,
        )


def _on(day: dt.date, first: dt.date, events: list[Event]) -> dict:
    """A day with what is on; one of the month before or after is left empty."""
    if day.month != first.month:
        return {"day": None, "events": []}
    return {
        "day": day,
        "events": [event for event in events if event.start_date <= day <= event.end_date],
    }
