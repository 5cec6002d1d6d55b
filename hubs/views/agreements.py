from django.db.models import F, Prefetch
from django.utils import timezone
from django.views.generic import DetailView

from hubs import forms
from hubs.models import Agreement, Hub, Organisation
from hubs.views.lists import FilteredList


def with_parties(user):
    """What this person may see, with the parties that they may see and where each stands."""
    return (
        Agreement.objects.visible_to(user)
        .with_standing(today=timezone.localdate())
        .select_related("hub")
        .prefetch_related(
            Prefetch("hubs", Hub.objects.visible_to(user).in_order()),
            Prefetch("organisations", Organisation.objects.visible_to(user).order_by("slug")),
        )
    )


class AgreementList(FilteredList):
    """What the hubs have signed, and with whom. The papers themselves are not here."""

    template_name = "hubs/agreements.html"
    context_object_name = "agreements"

    def get_queryset(self):
        user = self.request.user
        self.filter = forms.AgreementFilter(self.request.GET, with_parties(user), user=user)
        return self.filter.qs.order_by(F("signed_on").desc(nulls_last=True), "slug")


class AgreementDetail(DetailView):
    """One agreement: who, what for, from when until when, and what came of it."""

    template_name = "hubs/agreement.html"
    context_object_name = "agreement"

    def get_queryset(self):
        return with_parties(self.request.user)
