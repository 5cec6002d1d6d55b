"""The archive of features, one feature, and what its editor sees of it before others do."""

from django.http import Http404
from django.utils.translation import get_language
from django.views.generic import DetailView

from hubs import figures, forms, rules
from hubs.models import Feature
from hubs.models.hubs import LANGUAGES
from hubs.views.lists import FilteredList


class FeatureList(FilteredList):
    """All that is public, by series, partner and hub, with the words that partners chose."""

    template_name = "hubs/features.html"
    context_object_name = "features"
    paginate_by = 12

    def get_queryset(self):
        shown = Feature.objects.public()
        self.filter = forms.FeatureFilter(self.request.GET, shown)
        return self.filter.qs.select_related("series", "organisation", "hub").order_by(
            "-public_from", "-pk"
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"words": figures.words_in(self.filter.qs)}


class FeatureDetail(DetailView):
    """What was approved. Staff see what they are writing until there is such a thing, and by
    `?version=new` afterwards.
    """

    template_name = "hubs/feature.html"
    context_object_name = "feature"

    def get_queryset(self):
        shown = Feature.objects.visible_to(self.request.user)
        return shown.select_related("series", "organisation", "hub", "picture", "shown_picture")

    def get_context_data(self, **kwargs):
        feature = self.object
        newest = not feature.shown or self._asks_for_newest(feature)
        content = rules.content(feature) if newest else feature.shown
        picture = feature.picture if newest else feature.shown_picture
        page = figures.as_page(content, language=get_language(), picture=picture)
        names = dict(LANGUAGES)
        return super().get_context_data(
            page=page,
            only_in=figures.labelled(feature, page),
            languages_said=", ".join(str(names[code]) for code in page.languages),
            newest=newest,
            **kwargs,
        )

    def _asks_for_newest(self, feature: Feature) -> bool:
        if self.request.GET.get("version") != "new":
            return False
        user = self.request.user
        mine = user.is_staff and Feature.objects.managed_by(user).filter(pk=feature.pk).exists()
        if not mine:
            raise Http404
        return True
