from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.admin.inlines import (
    HubLinkInline,
    MilestoneInline,
    PriorityInline,
    PublicRoleInline,
    TieInline,
    runs,
)
from hubs.admin.publishing import ToReview
from hubs.forms import ConfirmHub, EraseRole, HubForm, MoveHub, TieForm
from hubs.models import Hub, Tie


@admin.register(Hub)
class HubAdmin(VerbMixin, ScopedAdmin):
    form = HubForm
    verbs = {"move": MoveHub, "confirm": ConfirmHub, "erase": EraseRole}
    inlines = [TieInline, PublicRoleInline, PriorityInline, HubLinkInline, MilestoneInline]
    list_display = ["name", "kind", "status", "territory", "currency"]
    list_filter = ["kind", "status", ToReview, MissingIn]
    list_select_related = ["territory"]
    readonly_fields = ["one_language_reason"]
    search_fields = ["slug"]
    ordering = ["kind", "position", "slug"]
    fieldsets = [
        (None, {"fields": ["status", "name", "short_name", "slug", "summary", "about"]}),
        (_("Place"), {"fields": ["kind", "position", "territory", "time_zone", "currency"]}),
        (_("Languages"), {"fields": ["languages", "welsh_standards", "why_one_language"]}),
        (_("What it is about"), {"fields": ["programme", "accent", "founded", "looking_for"]}),
        (_("Contact"), {"fields": ["website", "reply_to", "review_by"]}),
    ]

    def has_change_permission(self, request, obj=None):
        mine = obj is None or runs(request, obj)
        return mine and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Links and letters rely on the address."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


@admin.register(Tie)
class TieAdmin(ScopedAdmin):
    """A tie by itself, where its note has room; new ones are entered within their hub."""

    form = TieForm
    list_display = ["organisation", "kind", "hub", "since", "until"]
    list_filter = ["kind", "hub", MissingIn]
    list_select_related = ["organisation", "hub"]
    ordering = ["hub", "kind", "-since"]
    readonly_fields = ["hub"]
    autocomplete_fields = ["organisation"]
    fields = ["hub", "kind", "organisation", "since", "until", "note", "acknowledgement"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        mine = obj is None or runs(request, obj.hub)
        return mine and super().has_change_permission(request, obj)
