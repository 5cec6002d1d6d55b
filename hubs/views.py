from django.db.models import Prefetch
from django.utils import timezone
from django.views.generic import DetailView, ListView

from hubs import figures
from hubs.models import Hub, Organisation, Sector, Territory, Tie

EVENTS_SHOWN = 5


class HubList(ListView):
    """All the hubs on one page, by kind."""

    template_name = "hubs/list.html"
    context_object_name = "hubs"

    def get_queryset(self):
        hosts = Tie.objects.current().filter(kind=Tie.Kind.HOSTS).select_related("organisation")
        shown = Hub.objects.visible_to(self.request.user).in_order().select_related("territory")
        return shown.prefetch_related(Prefetch("ties", hosts, to_attr="hosts"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming = figures.coming_events(user=self.request.user, now=timezone.now())
        for hub in context["hubs"]:
            hub.coming = coming.get(hub.pk, 0)
        return context


class HubDetail(DetailView):
    """One hub in one screen: what is next, who is here, what one can apply for."""

    template_name = "hubs/detail.html"
    context_object_name = "hub"

    def get_queryset(self):
        ties = Tie.objects.select_related("organisation").order_by("kind", "-since", "pk")
        shown = Hub.objects.visible_to(self.request.user).select_related("territory__parent")
        return shown.prefetch_related("themes", Prefetch("ties", ties))

    def get_context_data(self, **kwargs):
        hub, user, now = self.object, self.request.user, timezone.now()
        events = figures.events_of(hub, user=user).upcoming(now=now)
        return super().get_context_data(
            events=events.select_related("hub")[:EVENTS_SHOWN],
            calls=hub.calls.visible_to(user).open(now=now).select_related("scheme"),
            ties=figures.ties_by_kind(hub.ties.all()),
            people=figures.people_by_sector(hub),
            **kwargs,
        )


class OrganisationList(ListView):
    """Who is part of it, by name, sector and place."""

    template_name = "hubs/organisations.html"
    context_object_name = "organisations"
    paginate_by = 30

    def get_queryset(self):
        shown = Organisation.objects.visible_to(self.request.user)
        return shown.select_related("sector", "territory").order_by("slug")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            sectors=Sector.objects.all(), territories=Territory.objects.all(), **kwargs
        )


class OrganisationDetail(DetailView):
    """One organisation and its ties to hubs, as they are and as they were."""

    template_name = "hubs/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self):
        ties = Tie.objects.select_related("hub").order_by("kind", "-since", "pk")
        shown = Organisation.objects.visible_to(self.request.user)
        related = shown.select_related("sector", "territory", "successor")
        return related.prefetch_related("predecessors", Prefetch("ties", ties))
