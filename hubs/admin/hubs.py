from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import Scoped, ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.forms import HubForm, MoveHub, TieForm
from hubs.models import Hub, Tie


def runs(request, hub) -> bool:
    """A role counts in its own hub alone: officers of one may be managers of another."""
    return request.user.hubs_as("hub_manager").filter(pk=hub.pk).exists()


class TieInline(Scoped, admin.StackedInline):
    """Ties are ended by a date, never deleted: they are the hub's history."""

    model = Tie
    form = TieForm
    fields = [("kind", "organisation"), ("since", "until")]
    show_change_link = True
    autocomplete_fields = ["organisation"]
    extra = 0
    ordering = ["kind", "-since", "pk"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation", "hub")

    def has_change_permission(self, request, obj=None):
        mine = obj is None or runs(request, obj)
        return mine and super().has_change_permission(request, obj)

    def has_add_permission(self, request, obj):
        return (obj is None or runs(request, obj)) and super().has_add_permission(request, obj)


@admin.register(Hub)
class HubAdmin(VerbMixin, ScopedAdmin):
    form = HubForm
    verbs = {"move": MoveHub}
    inlines = [TieInline]
    list_display = ["name", "kind", "status", "territory", "currency"]
    list_filter = ["kind", "status", MissingIn]
    list_select_related = ["territory"]
    search_fields = ["slug"]
    ordering = ["kind", "position", "slug"]
    fieldsets = [
        (None, {"fields": ["status", "name", "short_name", "slug", "summary", "about"]}),
        (_("Place"), {"fields": ["kind", "position", "territory", "time_zone", "currency"]}),
        (_("Languages"), {"fields": ["languages", "welsh_standards"]}),
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

    list_display = ["organisation", "kind", "hub", "since", "until"]
    list_filter = ["kind", "hub", MissingIn]
    list_select_related = ["organisation", "hub"]
    ordering = ["hub", "kind", "-since"]
    readonly_fields = ["hub"]
    autocomplete_fields = ["organisation"]
    fields = ["hub", "kind", "organisation", "since", "until", "note"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        mine = obj is None or runs(request, obj.hub)
        return mine and super().has_change_permission(request, obj)
