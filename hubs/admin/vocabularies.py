from django.contrib import admin

from hubportal.workflow.admin import ScopedAdmin
from hubportal.workflow.translated import MissingIn
from hubs.models import Barrier, Sector, Territory, Theme


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
