from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.forms import DismissReading
from events.models import Scan
from hubportal.workflow.admin import VerbAdmin


@admin.register(Scan)
class ScanAdmin(VerbAdmin):
    """What was read at the door, as it was read; who came is corrected at the registration."""

    verbs = {"dismiss": DismissReading}
    list_display = [
        *["scanned_at", "event", "whose", "outcome", "status", "received_at", "by", "device"],
    ]
    list_filter = ["outcome", "status", "event__hub"]
    list_select_related = ["event", "registration__person", "registration__event", "by"]
    search_fields = ["event__slug", "registration__person__name"]
    ordering = ["-scanned_at", "-pk"]
    list_per_page = 60
    fields = [
        *["event", "whose", "outcome", "status", "scanned_at", "received_at", "by", "device"],
    ]
    readonly_fields = ["whose"]

    @admin.display(description=_("registration"), ordering="registration")
    def whose(self, scan):
        """Leads to where it is corrected who came."""
        if scan.registration is None:
            return None
        page = reverse("admin:events_registration_change", args=[scan.registration_id])
        return format_html('<a href="{}">{}</a>', page, scan.registration)
