from django.contrib import admin

from events.models import Scan
from hubportal.workflow.admin import ReadOnly, ScopedAdmin


@admin.register(Scan)
class ScanAdmin(ReadOnly, ScopedAdmin):
    """What was read at the door, as it was read; who came is corrected at the registration."""

    list_display = ["scanned_at", "event", "registration", "outcome", "received_at", "by", "device"]
    list_display_links = None
    list_filter = ["outcome", "event__hub"]
    list_select_related = ["event", "registration__person", "registration__event", "by"]
    search_fields = ["event__slug", "registration__person__name"]
    ordering = ["-scanned_at", "-pk"]
    list_per_page = 60
    fields = ["event", "registration", "outcome", "scanned_at", "received_at", "by", "device"]
