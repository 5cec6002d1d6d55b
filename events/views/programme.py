from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from events import rules
from events.models import Event, EventSeries, Material
from hubportal.uploads.serving import serve

PAST_SHOWN = 12


@require_safe
def material(request, slug, pk):
    """A file to be saved, or the way to a link.

    For those without a place what is kept for people with one does not exist.
    """
    seen = Material.objects.visible_to(request.user).select_related("upload", "event")
    found = get_object_or_404(seen, event__slug=slug, pk=pk)
    if found.upload is None:
        return HttpResponseRedirect(found.url)
    announced = found.event.status != Event.Status.DRAFT
    public = announced and found.audience == Material.Audience.EVERYBODY
    response = serve(found.upload, public=public)
    # slides are to be kept, pictures of a poster too
    name = content_disposition_header(True, found.upload.name)
    response.headers["Content-Disposition"] = name
    return response


class SeriesDetail(DetailView):
    """Events that belong together: those to come, and those that were."""

    template_name = "events/series.html"
    context_object_name = "series"

    def get_queryset(self):
        return EventSeries.objects.visible_to(self.request.user).select_related("hub")

    def get_context_data(self, **kwargs):
        now = timezone.now()
        events = Event.objects.visible_to(self.request.user).filter(series=self.object)
        events = events.with_hosts().with_places()
        coming = list(events.upcoming(now=now))
        past = list(events.past(now=now)[: PAST_SHOWN + 1])
        for event in [*coming, *past]:
            rules.with_availability(event, now=now)
        return super().get_context_data(
            coming=coming, past=past[:PAST_SHOWN], more=len(past) > PAST_SHOWN, **kwargs
        )
