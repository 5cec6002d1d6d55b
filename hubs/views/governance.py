from django.db.models import Prefetch
from django.utils import timezone
from django.views.generic import DetailView, ListView

from hubs import figures
from hubs.models import Body, BodyMeeting, Hub, Seat

# A place, and what it is part of: regions lie in nations, nations in countries.
PLACES = "territory__parent__parent__parent"


class BodyList(ListView):
    """Who governs and advises the programme and its hubs."""

    template_name = "hubs/bodies.html"
    context_object_name = "bodies"

    def get_queryset(self):
        shown = Body.objects.visible_to(self.request.user)
        return shown.select_related("hub", "programme").in_order()


class BodyDetail(DetailView):
    """One body: its mandate, who sits in it, who is missing, and when it met."""

    template_name = "hubs/body.html"
    context_object_name = "body"

    def get_queryset(self):
        seats = Seat.objects.select_related("sector", "organisation", PLACES).in_order()
        meetings = BodyMeeting.objects.order_by("-held_on", "-pk")
        shown = Body.objects.visible_to(self.request.user)
        return shown.select_related("programme", f"hub__{PLACES}").prefetch_related(
            Prefetch("seats", seats), Prefetch("meetings", meetings)
        )

    def get_context_data(self, **kwargs):
        body, today = self.object, timezone.localdate()
        terms = figures.by_term(body.seats.all(), today=today)
        seats = terms["current"]
        return super().get_context_data(
            today=today,
            terms=terms,
            composition=figures.composition(seats),
            absent=figures.absent(body, seats, self.territories()),
            **kwargs,
        )

    def territories(self) -> list:
        """Those of the hubs that the body is there for."""
        body = self.object
        if body.hub:
            return [body.hub.territory]
        hubs = Hub.objects.visible_to(self.request.user).filter(programme=body.programme_id)
        return [hub.territory for hub in hubs.select_related(PLACES).in_order()]
