from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.admin.inlines import BackingInline, MilestoneInline, PriorityInline, PublicRoleInline
from hubs.forms import EraseRole
from hubs.models import Policy, Programme


@admin.register(Programme)
class ProgrammeAdmin(VerbMixin, ScopedAdmin):
    """The programme team writes it; hub staff read it."""

    verbs = {"erase": EraseRole}
    inlines = [BackingInline, PublicRoleInline, PriorityInline, MilestoneInline]
    list_display = ["name", "slug", "launched", "position"]
    list_filter = [MissingIn]
    search_fields = ["slug"]
    ordering = ["position", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "summary", "aims", "about"]}),
        (_("Facts"), {"fields": ["launched", "website", "position"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Links rely on the address."""
        return ["slug"] if obj else []


@admin.register(Policy)
class PolicyAdmin(ScopedAdmin):
    """Policies serve all hubs, so the staff of any hub may tend them."""

    list_display = ["name", "organisation", "territory", "starts_on", "ends_on"]
    list_filter = ["territory", MissingIn]
    list_select_related = ["organisation", "territory"]
    search_fields = ["slug"]
    ordering = ["slug"]
    autocomplete_fields = ["organisation"]
    fields = [
        *["name", "slug", "summary", "organisation", "territory"],
        *[("starts_on", "ends_on"), "url"],
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []
