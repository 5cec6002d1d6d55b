from django.db.models import Prefetch
from django.views.generic import DetailView

from hubs import forms
from hubs.models import Organisation, Tie
from hubs.views.hubs import NEWEST_FIRST
from hubs.views.lists import FilteredList


class OrganisationList(FilteredList):
    """Who is part of it, by name, sector and place."""

    template_name = "hubs/organisations.html"
    context_object_name = "organisations"

    def get_queryset(self):
        shown = Organisation.objects.visible_to(self.request.user)
        self.filter = forms.OrganisationFilter(self.request.GET, shown)
        return self.filter.qs.select_related("sector", "territory").order_by("slug")


class OrganisationDetail(DetailView):
    """One organisation and its ties to hubs, as they are and as they were."""

    template_name = "hubs/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self):
        ties = Tie.objects.visible_to(self.request.user).select_related("hub")
        shown = Organisation.objects.visible_to(self.request.user)
        return shown.select_related("sector", "territory", "successor").prefetch_related(
            Prefetch("predecessors", shown), Prefetch("ties", ties.order_by(*NEWEST_FIRST))
        )

    def get_context_data(self, **kwargs):
        ties = self.object.ties.all()
        return super().get_context_data(
            current=[tie for tie in ties if tie.until is None],
            past=[tie for tie in ties if tie.until is not None],
            **kwargs,
        )
