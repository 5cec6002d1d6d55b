import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.forms.filters import ChipFilter, Chosen, Words
from hubs.forms.publishing import ContentForm, ShownRowForm
from hubs.models import Hub, Story, Theme


class StoryFilter(ChipFilter):
    """What visitors may narrow the stories by."""

    q = Words()
    hub = Chosen(label=_("Hub"), queryset=Hub.objects.none(), empty_label=_("All hubs"))
    theme = Chosen(
        field_name="themes",
        label=_("Theme"),
        queryset=Theme.objects.filter(retired=False),
        empty_label=_("All themes"),
    )
    year = django_filters.ChoiceFilter(
        field_name="dated__year", label=_("Year"), empty_label=_("All years")
    )

    class Meta:
        model = Story
        fields = ["q", "hub", "theme", "year"]

    def __init__(self, data, queryset, *, user):
        super().__init__(data, queryset)
        self.filters["hub"].queryset = Hub.objects.visible_to(user).in_order()
        self.filters["year"].extra["choices"] = [
            (str(day.year), str(day.year)) for day in queryset.dates("dated", "year", order="DESC")
        ]


class StoryForm(ContentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "dated" in self.fields:
            self.fields["dated"].initial = timezone.localdate

    class Meta:
        model = Story
        fields = [
            *["hub", "title", "slug", "summary", "body", "authors", "dated", "as_of"],
            *["origin", "canonical_url", "licence", "correction"],
            *["organisations", "themes", "picture", "review_by"],
        ]


class QuoteForm(ShownRowForm):
    shown_on = "story"
