from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.models import Scan
from hubportal.workflow.admin import ReadOnly, ScopedAdmin


@admin.register(Scan)
class ScanAdmin(ReadOnly, ScopedAdmin):
    """What was read at the door, as it was read; who came is corrected at the registration."""

    list_display = ["scanned_at", "event", "whose", "outcome", "received_at", "by", "device"]
    list_display_links = None
    list_filter = ["outcome", "event__hub"]
    list_select_related = ["event", "registration__person", "registration__event", "by"]
    search_fields = ["event__slug", "registration__person__name"]
    ordering = ["-scanned_at", "-pk"]
    list_per_page = 60
    fields = ["event", "registration", "outcome", "scanned_at", "received_at", "by", "device"]

    @admin.display(description=_("registration"), ordering="registration")
    def whose(self, scan):
        """Leads to where it is corrected who came."""
        if scan.registration is None:
            return None
        page = reverse("admin:events_registration_change", args=[scan.registration_id])
        return format_html('<a href="{}">{}</a>', page, scan.registration)
