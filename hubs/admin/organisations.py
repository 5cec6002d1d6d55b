from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.forms import CheckStub, MergeStub
from hubs.models import Organisation


class Unchecked(admin.SimpleListFilter):
    """What members typed in and nobody has looked at yet."""

    title = _("checking")
    parameter_name = "unchecked"

    def lookups(self, request, model_admin):
        return [("1", _("Typed in by members"))]

    def queryset(self, request, queryset):
        return queryset.filter(stub=True, successor=None) if self.value() else queryset


@admin.register(Organisation)
class OrganisationAdmin(VerbMixin, ScopedAdmin):
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
        *["summary", "website", "ror_id", "successor"],
    ]

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False
