from django.db.models import Prefetch, Q
from django.views.generic import DetailView

from hubs import forms
from hubs.models import Organisation, Quote, Story
from hubs.views.lists import FilteredList

STORIES_SHOWN = 12
RELATED_SHOWN = 3


class StoryList(FilteredList):
    """What has happened, newest first."""

    template_name = "hubs/stories.html"
    context_object_name = "stories"
    paginate_by = STORIES_SHOWN

    def get_queryset(self):
        user = self.request.user
        shown = Story.objects.visible_to(user)
        self.filter = forms.StoryFilter(self.request.GET, shown, user=user)
        return self.filter.qs.select_related("hub").order_by("-dated", "-pk")

    def get_context_data(self, **kwargs):
        chosen = self.filter.form.cleaned_data.get("hub") if self.filter.is_valid() else None
        return super().get_context_data(hub=chosen, **kwargs)


class StoryDetail(DetailView):
    """One story, with where it comes from and of which day its facts are."""

    template_name = "hubs/story.html"
    context_object_name = "story"

    def get_queryset(self):
        user = self.request.user
        shown = Organisation.objects.visible_to(user).order_by("slug")
        quotes = Quote.objects.named().select_related("organisation").order_by("position", "pk")
        return (
            Story.objects.visible_to(user)
            .select_related("hub", "picture")
            .prefetch_related(
                "themes", Prefetch("organisations", shown), Prefetch("quotes", quotes)
            )
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(more=self._more(), **kwargs)

    def _more(self):
        """Newer ones of the same hub or on the same theme come first."""
        story = self.object
        near = Q(hub=story.hub_id) | Q(themes__in=story.themes.all())
        others = Story.objects.visible_to(self.request.user).exclude(pk=story.pk)
        ids = others.filter(near).values("pk")
        return others.filter(pk__in=ids).select_related("hub").order_by("-dated")[:RELATED_SHOWN]
