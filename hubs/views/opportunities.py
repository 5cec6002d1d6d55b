from django.utils import timezone
from django.views.generic import DetailView

from hubs import figures, forms, rules
from hubs.models import Opportunity
from hubs.views.lists import FilteredList


class OpportunityList(FilteredList):
    """What can be applied for elsewhere: now, later, or until lately."""

    template_name = "hubs/opportunities.html"
    context_object_name = "opportunities"
    paginate_by = 30

    def get_queryset(self):
        user = self.request.user
        shown = Opportunity.objects.visible_to(user)
        self.filter = forms.OpportunityFilter(self.request.GET, shown, user=user)
        return self.filter.qs.select_related("hub", "funder")


class OpportunityDetail(DetailView):
    """One opportunity: who may apply, until when, and where we know it from."""

    template_name = "hubs/opportunity.html"
    context_object_name = "opportunity"

    def get_queryset(self):
        user = self.request.user
        shown = Opportunity.objects.visible_to(user).select_related("hub", "funder")
        if user.is_authenticated:
            shown = shown.kept_by(user)
        return shown.prefetch_related("sectors", "territories", "themes", "barriers")

    def get_context_data(self, **kwargs):
        now, user = timezone.now(), self.request.user
        events = figures.events_of(self.object, user)
        return super().get_context_data(
            events=events,
            calls=figures.calls_of(events, user, now=now),
            closed=self.object.is_closed(now=now),
            **self._mine(events, now),
            **kwargs,
        )

    def _mine(self, events: list, now) -> dict:
        """What our data say of the reader, who is somebody we know."""
        user = self.request.user
        if not user.is_authenticated:
            return {}
        person = user.circumstances()
        reasons = rules.reasons_not_to_apply(self.object, person, events=events, now=now)
        return {"reasons": list(reasons)}
