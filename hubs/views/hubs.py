from django.db.models import F, Prefetch
from django.utils import timezone
from django.views.generic import DetailView, ListView

from hubs import figures
from hubs.models import Hub, Tie
from hubs.models.hubs import LANGUAGES

EVENTS_SHOWN = 5
PAST_EVENTS_SHOWN = 3
# Those of whom no year is known come last.
NEWEST_FIRST = ["kind", F("since").desc(nulls_last=True), "pk"]


class HubList(ListView):
    """All the hubs on one page, by kind."""

    template_name = "hubs/list.html"
    context_object_name = "hubs"

    def get_queryset(self):
        hosts = Tie.objects.visible_to(self.request.user).current().filter(kind=Tie.Kind.HOSTS)
        return (
            Hub.objects.visible_to(self.request.user)
            .in_order()
            .prefetch_related(Prefetch("ties", hosts.select_related("organisation"), "hosts"))
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming = figures.coming_events(now=timezone.now())
        for hub in context["hubs"]:
            hub.coming = coming[hub.pk]
        return context


class HubDetail(DetailView):
    """One hub in one screen: what is next, who is here, what one can apply for."""

    template_name = "hubs/detail.html"
    context_object_name = "hub"

    def get_queryset(self):
        ties = Tie.objects.visible_to(self.request.user).select_related("organisation")
        hubs = Hub.objects.visible_to(self.request.user).select_related("territory__parent")
        return hubs.prefetch_related("themes", Prefetch("ties", ties.order_by(*NEWEST_FIRST)))

    def get_context_data(self, **kwargs):
        hub, now = self.object, timezone.now()
        calls = hub.calls.visible_to(self.request.user).open(now=now)
        ties = list(hub.ties.all())
        return super().get_context_data(
            events=figures.coming_events_of(hub, now=now)[:EVENTS_SHOWN],
            past_events=figures.past_events_of(hub, now=now)[:PAST_EVENTS_SHOWN],
            calls=calls.select_related("scheme"),
            ties=figures.ties_by_kind(ties),
            hosts=[tie for tie in ties if tie.kind == Tie.Kind.HOSTS and tie.until is None],
            people=figures.people_by_sector(hub),
            languages_spoken=", ".join(str(dict(LANGUAGES)[code]) for code in hub.languages),
            **kwargs,
        )
