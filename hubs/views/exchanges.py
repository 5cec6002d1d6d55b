from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.views.generic import DetailView

from hubs import figures, forms
from hubs.models import FollowUp, Hub, NetworkMeeting, Organisation
from hubs.views.lists import FilteredList


class ExchangeList(FilteredList):
    """Where hubs met, and what they learned from one another."""

    template_name = "hubs/exchanges.html"
    context_object_name = "exchanges"
    paginate_by = 20

    def get_queryset(self):
        user = self.request.user
        shown = NetworkMeeting.objects.visible_to(user)
        self.filter = forms.ExchangeFilter(self.request.GET, shown, user=user)
        hubs = Hub.objects.visible_to(user).in_order()
        undone = Count("follow_ups", filter=Q(follow_ups__done_on=None), distinct=True)
        return (
            self.filter.qs.annotate(undone=undone)
            .prefetch_related(Prefetch("hosts", hubs), Prefetch("participants", hubs), "themes")
            .order_by("-held_on", "-pk")
        )


class ExchangeDetail(DetailView):
    """One meeting between hubs: who met and why, what was learned, and what follows."""

    template_name = "hubs/exchange.html"
    context_object_name = "exchange"

    def get_queryset(self):
        user = self.request.user
        hubs = Hub.objects.visible_to(user).in_order()
        organisations = Organisation.objects.visible_to(user).order_by("slug")
        promises = FollowUp.objects.filter(owner_hub__in=Hub.objects.visible_to(user))
        met = NetworkMeeting.objects.attended_by(user).filter(pk=OuterRef("pk"))
        shown = NetworkMeeting.objects.visible_to(user).annotate(reads_notes=Exists(met))
        return shown.prefetch_related(
            "themes",
            Prefetch("hosts", hubs),
            Prefetch("participants", hubs),
            Prefetch("organisations", organisations),
            Prefetch("follow_ups", promises.select_related("owner_hub").in_order()),
        )

    def get_context_data(self, **kwargs):
        exchange = self.object
        follow_ups = exchange.follow_ups.all()
        return super().get_context_data(
            follow_ups=figures.follow_ups(follow_ups, today=timezone.localdate()),
            notes=exchange.notes if exchange.reads_notes else "",
            **kwargs,
        )
