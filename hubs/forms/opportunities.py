import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs import figures, services
from hubs.forms.filters import ChipFilter, Words
from hubs.forms.publishing import Confirm, ContentForm
from hubs.models import Opportunity


class OpportunityFilter(ChipFilter):
    """What an opportunity can be found by. Without a choice: what can be applied for now."""

    q = Words()
    when = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[("", _("Open now")), ("later", _("Opens later")), ("closed", _("Closed"))],
        empty_label=None,
        widget=forms.RadioSelect,
        method="as_it_is",
    )
    mine = django_filters.BooleanFilter(
        label=_("Only what fits me"), widget=forms.CheckboxInput, method="for_me"
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Opportunity.Kind.choices, empty_label=_("Every kind")
    )
    sector = django_filters.ChoiceFilter(
        label=_("Open to the sector"), empty_label=_("All sectors"), method="for_sector"
    )
    territory = django_filters.ChoiceFilter(
        label=_("Open to people in"), empty_label=_("Everywhere"), method="for_place"
    )
    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="themes__slug", empty_label=_("All themes")
    )
    barrier = django_filters.ChoiceFilter(
        label=_("Barrier it lowers"), field_name="barriers__number", empty_label=_("All barriers")
    )
    hub = django_filters.ChoiceFilter(
        label=_("Hub"), field_name="hub__slug", empty_label=_("All hubs")
    )

    class Meta:
        model = Opportunity
        fields = []

    def __init__(self, data, queryset, *, user):
        super().__init__(data, queryset)
        self.user = user
        for name, choices in figures.choices_for(user).items():
            self.filters[name].extra["choices"] = choices
        if not user.is_authenticated:
            del self.filters["mine"]

    def filter_queryset(self, queryset):
        return self._at_its_time(super().filter_queryset(queryset))

    def _at_its_time(self, rows):
        now, when = timezone.now(), self.form.cleaned_data.get("when")
        if when == "closed":
            return rows.closed(now=now).order_by("-closes_at", "-pk")
        if when == "later":
            return rows.to_open(now=now).order_by("opens_at", "pk")
        return rows.open(now=now).soonest_first()

    def as_it_is(self, queryset, name, value):
        """What is not chosen counts as well, so `filter_queryset` looks after it."""
        return queryset

    def for_me(self, queryset, name, wanted):
        if not wanted:
            return queryset
        mine = self.user.circumstances()
        return queryset.for_person(sectors=mine.sectors, places=mine.places, events=mine.events)

    def for_sector(self, queryset, name, code):
        return queryset.for_sector(code)

    def for_place(self, queryset, name, slug):
        return queryset.for_place(slug)

    def _said(self, name, value):
        return str(self.form.fields[name].label) if value is True else super()._said(name, value)


class OpportunityForm(ContentForm):
    """What staff type about an opportunity; its moments are those of the clocks in its zone."""

    class Meta:
        model = Opportunity
        fields = "__all__"

    def clean(self):
        super().clean()
        begins, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("It cannot end before it begins."))
        return self.cleaned_data


class CheckedToday(Confirm):
    """Still right, by a look at the source."""

    title = _("Checked today")
    permission = "hubs.change_opportunity"

    def apply(self, subject, *, by):
        services.check_opportunity(subject, by=by, **self.cleaned_data)
