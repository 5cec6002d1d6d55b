from django.db.models import F, Prefetch
from django.utils import timezone
from django.views.generic import DetailView

from hubs.models import Recognition, RecognitionScheme
from hubs.views.lists import PagedList

HIGHEST_FIRST = [F("stars").desc(nulls_last=True), "-awarded_on", "pk"]


def with_holders(user):
    """Schemes with the recognitions that this person may see, the highest first."""
    held = Recognition.objects.visible_to(user).order_by(*HIGHEST_FIRST)
    held = held.select_related("hub", "organisation", "coordinator")
    return RecognitionScheme.objects.prefetch_related(Prefetch("recognitions", held))


def parted(scheme: RecognitionScheme) -> RecognitionScheme:
    """Sorts what was fetched into what holds today and what is past."""
    today = timezone.localdate()
    held = scheme.recognitions.all()
    scheme.current = [one for one in held if not one.has_expired(today=today)]
    scheme.past = [one for one in held if one.has_expired(today=today)]
    return scheme


class RecognitionList(PagedList):
    """The schemes, and who holds which level."""

    template_name = "hubs/recognitions.html"
    context_object_name = "schemes"

    def get_queryset(self):
        return with_holders(self.request.user).order_by("slug")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for scheme in context["schemes"]:
            parted(scheme)
        return context


class RecognitionDetail(DetailView):
    """One scheme and all its holders, so that each finds the others."""

    template_name = "hubs/recognition.html"
    context_object_name = "scheme"

    def get_queryset(self):
        return with_holders(self.request.user)

    def get_object(self, queryset=None):
        return parted(super().get_object(queryset))
