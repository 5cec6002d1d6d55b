import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.forms.addresses import AddressForm
from hubs.forms.filters import ChipFilter, Chosen, OfSector, Words
from hubs.forms.publishing import ContentForm
from hubs.models import Barrier, GlossaryTerm, Hub, Resource, Sector, Theme
from hubs.models.hubs import LANGUAGES
from hubs.models.publishing import texts


def sectors() -> list[tuple[str, str]]:
    """Codes and names, for boxes that offer them: one query."""
    return [(row.code, str(row)) for row in Sector.objects.filter(retired=False)]


class ResourceFilter(ChipFilter):
    """What visitors may narrow the library by."""

    q = Words()
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Resource.Kind.choices, empty_label=_("All kinds")
    )
    about = django_filters.ChoiceFilter(
        field_name="about_sector__code", label=_("Explains"), empty_label=_("Any sector")
    )
    reader = django_filters.ChoiceFilter(
        field_name="for_sectors__code", label=_("To people from"), empty_label=_("Any sector")
    )
    barrier = Chosen(
        field_name="barriers",
        label=_("Barrier it lowers"),
        queryset=Barrier.objects.all(),
        to_field_name="number",
        empty_label=_("All barriers"),
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=LANGUAGES, empty_label=_("All languages"), method="in_language"
    )
    theme = Chosen(
        field_name="themes",
        label=_("Theme"),
        queryset=Theme.objects.filter(retired=False),
        empty_label=_("All themes"),
    )
    hub = Chosen(label=_("Hub"), queryset=Hub.objects.none(), empty_label=_("All hubs"))

    class Meta:
        model = Resource
        fields = ["q", "kind", "about", "reader", "barrier", "language", "theme", "hub"]

    def __init__(self, data, queryset, *, user):
        super().__init__(data, queryset)
        self.filters["hub"].queryset = Hub.objects.visible_to(user).in_order()
        offered = sectors()
        for name in ("about", "reader"):
            self.filters[name].extra["choices"] = offered

    def in_language(self, queryset, name, code):
        return queryset.filter(languages__contains=[code])


class GlossaryFilter(ChipFilter):
    """What visitors may narrow the glossary by."""

    q = Words()
    sector = OfSector(label=_("Sector that says so"))

    class Meta:
        model = GlossaryTerm
        fields = ["q", "sector"]


class ResourceForm(ContentForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages of the resource"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Resource
        fields = [
            *["hub", "kind", "title", "slug", "summary", "body", "url", "languages"],
            *["about_sector", "for_sectors", "barriers", "themes"],
            *["source", "dated", "minutes", "review_by"],
        ]

    def clean(self):
        """An empty text in three languages is none, which the database cannot see."""
        cleaned = super().clean()
        if not cleaned.get("url") and "url" not in self.errors and not texts(cleaned.get("body")):
            self.add_error("url", _("Give its address, or write its text."))
        return cleaned


class GlossaryTermForm(AddressForm):
    class Meta:
        model = GlossaryTerm
        fields = ["term", "slug", "sector", "meaning"]
