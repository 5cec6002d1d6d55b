from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import Scoped, ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.forms import CheckStub, HubForm, MergeStub, MoveHub, TieForm
from hubs.models import Barrier, Hub, Organisation, Sector, Territory, Theme, Tie


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
    filter_horizontal = ["themes"]
    fieldsets = [
        (None, {"fields": ["status", "name", "short_name", "slug", "summary", "about"]}),
        (_("Place"), {"fields": ["kind", "position", "territory", "time_zone", "currency"]}),
        (_("Languages"), {"fields": ["languages", "welsh_standards"]}),
        (_("What it is about"), {"fields": ["themes", "accent", "founded"]}),
        (_("Contact"), {"fields": ["website", "reply_to"]}),
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


@admin.register(Sector)
class SectorAdmin(ScopedAdmin):
    list_display = ["name", "code", "roll_up", "position", "retired"]
    list_filter = ["roll_up", "retired", MissingIn]
    ordering = ["position"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    list_display = ["name", "slug", "retired"]
    list_filter = ["retired", MissingIn]
    search_fields = ["slug"]
    ordering = ["slug"]


@admin.register(Territory)
class TerritoryAdmin(ScopedAdmin):
    list_display = ["name", "kind", "parent"]
    list_filter = ["kind", MissingIn]
    list_select_related = ["parent"]
    search_fields = ["slug"]
    ordering = ["slug"]


@admin.register(Barrier)
class BarrierAdmin(ScopedAdmin):
    list_display = ["name", "number"]
    list_filter = [MissingIn]
    ordering = ["number"]
