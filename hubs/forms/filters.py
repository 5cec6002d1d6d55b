import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.models import Organisation, Sector, Series, Theme
from hubs.models.search import by_name, matching


class Words(django_filters.CharFilter):
    """A search box over the rows’ `search_text`: every word has to be there somewhere."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "search"})
        super().__init__(**{"label": _("Words"), "max_length": 100, "widget": widget, **kwargs})

    def filter(self, queryset, value):
        return matching(queryset, value) if value else queryset


class ByShortName(django_filters.fields.ModelChoiceField):
    """Hubs by the name of their nation or place, all else by its name."""

    def label_from_instance(self, obj) -> str:
        return str(getattr(obj, "short_name", obj))


class Chosen(django_filters.ModelChoiceFilter):
    """One row of a vocabulary, named in the address by a word that people can read."""

    field_class = ByShortName

    def __init__(self, **kwargs):
        super().__init__(**{"to_field_name": "slug", **kwargs})

    def get_queryset(self, request):
        """What has no order of its own comes by its name."""
        rows = super().get_queryset(request)
        by_names = rows.model in (Organisation, Series, Theme)
        return rows.order_by(by_name(), "slug") if by_names else rows


class OfSector(Chosen):
    """One of the sectors in use."""

    def __init__(self, **kwargs):
        usual = {
            "label": _("Sector"),
            "queryset": Sector.objects.filter(retired=False),
            "to_field_name": "code",
            "empty_label": _("All sectors"),
        }
        super().__init__(**{**usual, **kwargs})


class ChipFilter(django_filters.FilterSet):
    """The filter of a public list: what is chosen is shown as chips that take it away."""

    def chips(self) -> list[dict]:
        """Each chosen filter with the address of the list without it."""
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        return [
            {"text": self._said(name, value), "url": "?" + self._without(name)}
            for name, value in chosen.items()
        ]

    def _said(self, name: str, value) -> str:
        """A choice by its label, a row by its name, words as they are."""
        field = self.form.fields[name]
        if isinstance(field, ByShortName):
            return field.label_from_instance(value)
        coded = isinstance(field, forms.ChoiceField) and isinstance(value, str)
        return str(dict(field.choices).get(value, value) if coded else value)

    def _without(self, name: str) -> str:
        query = self.data.copy()
        query.pop(name, None)
        query.pop("page", None)
        return query.urlencode()
