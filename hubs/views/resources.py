from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import DetailView

from hubs import figures, forms, rules
from hubs.models import GlossaryTerm, Resource
from hubs.views.lists import FilteredList

RESOURCES_SHOWN = 20


class ResourceList(FilteredList):
    """Guides, recordings and sectors that explain themselves, newest first."""

    template_name = "hubs/resources.html"
    context_object_name = "resources"
    paginate_by = RESOURCES_SHOWN

    def get_queryset(self):
        user = self.request.user
        shown = Resource.objects.visible_to(user)
        self.filter = forms.ResourceFilter(self.request.GET, shown, user=user)
        found = self.filter.qs.select_related("hub", "about_sector")
        return found.prefetch_related("for_sectors").order_by("-public_from", "-pk")

    def get_context_data(self, **kwargs):
        """The overview of sectors stands above the whole list, not above what was chosen."""
        user, context = self.request.user, super().get_context_data(**kwargs)
        whole = not context["chips"] and context["page_obj"].number == 1
        return context | {
            "primers": figures.primers(user) if whole else [],
            "sector": figures.sector_of(user) if whole else None,
            "today": timezone.localdate(),
        }


class ResourceDetail(DetailView):
    template_name = "hubs/resource.html"
    context_object_name = "resource"

    def get_queryset(self):
        shown = Resource.objects.visible_to(self.request.user)
        shown = shown.select_related("hub", "about_sector")
        return shown.prefetch_related("for_sectors", "barriers", "themes")

    def get_context_data(self, **kwargs):
        unchecked = rules.unchecked_since(self.object, today=timezone.localdate())
        return super().get_context_data(unchecked=unchecked, **kwargs)


class Glossary(FilteredList):
    """The words of all sectors on one page, in the order of the reader's alphabet."""

    template_name = "hubs/glossary.html"
    context_object_name = "terms"
    paginate_by = None

    def get_queryset(self):
        self.filter = forms.GlossaryFilter(self.request.GET, GlossaryTerm.objects.all())
        return self.filter.qs.select_related("sector").order_by("slug")

    def get_context_data(self, **kwargs):
        context, language = super().get_context_data(**kwargs), get_language()
        for term in context["terms"]:
            term.elsewhere = figures.elsewhere(term, language=language)
        return context | {"letters": figures.glossary(context["terms"], language=language)}
