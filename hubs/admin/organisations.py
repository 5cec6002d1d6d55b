from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, ScopedRows, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.forms import CheckStub, MergeStub, OrganisationForm
from hubs.models import Affiliation, Fact, Offer, Organisation, Strength


class Unchecked(admin.SimpleListFilter):
    """What members typed in and nobody has looked at yet."""

    title = _("checking")
    parameter_name = "unchecked"

    def lookups(self, request, model_admin):
        return [("1", _("Typed in by members"))]

    def queryset(self, request, queryset):
        return queryset.filter(stub=True, successor=None) if self.value() else queryset


class StrengthInline(ScopedRows, admin.TabularInline):
    model = Strength
    autocomplete_fields = ["theme"]
    fields = ["theme", "note"]
    ordering = ["pk"]
    extra = 0


class AffiliationInline(ScopedRows, admin.TabularInline):
    """Ended by a date, never deleted: they are the organisation's history."""

    model = Affiliation
    fk_name = "organisation"
    autocomplete_fields = ["network"]
    fields = ["network", "since", "until"]
    ordering = ["network__slug", "pk"]
    extra = 0
    can_delete = False


class FactInline(ScopedRows, admin.StackedInline):
    model = Fact
    fields = ["label", "value", ("year", "source_url")]
    ordering = ["-year", "pk"]
    extra = 0


class OfferInline(ScopedRows, admin.StackedInline):
    model = Offer
    fields = [("kind", "until"), "text"]
    ordering = ["kind", "pk"]
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(VerbMixin, ScopedAdmin):
    form = OrganisationForm
    inlines = [StrengthInline, AffiliationInline, FactInline, OfferInline]
    verbs = {"check": CheckStub, "merge": MergeStub}
    list_display = ["name", "sector", "territory", "city", "stub"]
    list_filter = [Unchecked, "sector", "territory", MissingIn]
    list_select_related = ["sector", "territory"]
    search_fields = ["search_text"]
    ordering = ["slug"]
    autocomplete_fields = ["successor"]
    readonly_fields = ["stub"]
    fields = [
        *["stub", "name", "slug", "sector", "size", "territory", "city"],
        *["summary", "website", "domains", "ror_id", "successor"],
    ]

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False
