from django.utils import timezone
from django.views.generic import DetailView

from hubs import figures, forms
from hubs.models import Organisation
from hubs.models.search import by_name
from hubs.views.lists import FilteredList


class OrganisationList(FilteredList):
    """Who is part of it, by name, sector, place, network and what they offer."""

    template_name = "hubs/organisations.html"
    context_object_name = "organisations"

    def get_queryset(self):
        shown = Organisation.objects.visible_to(self.request.user)
        self.filter = forms.OrganisationFilter(self.request.GET, shown, request=self.request)
        rows = self.filter.qs.select_related("sector", "territory").with_tended()
        return rows.order_by(by_name(), "slug")


class OrganisationDetail(DetailView):
    """One organisation: what it is, where it belongs, what it is good at and what it offers."""

    template_name = "hubs/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self):
        shown = Organisation.objects.visible_to(self.request.user).with_tended()
        return shown.select_related("sector", "territory", "successor")

    def get_context_data(self, **kwargs):
        organisation, user = self.object, self.request.user
        today = timezone.localdate()
        parts = figures.parts_of_organisation(organisation, user=user, today=today)
        ties = parts["ties"]
        return super().get_context_data(
            **parts,
            current=[tie for tie in ties if tie.until is None],
            past=[tie for tie in ties if tie.until is not None],
            front_door=figures.front_door(ties),
            mine=user.is_authenticated and self._looked_after_by(user),
            today=today,
            **kwargs,
        )

    def _looked_after_by(self, user) -> bool:
        return self.object.editors.current().filter(user=user).exists()
