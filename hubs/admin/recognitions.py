from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin
from hubportal.workflow.translated import MissingIn
from hubs.admin.publishing import OwnHub
from hubs.forms import RecognitionForm, SchemeForm
from hubs.models import Recognition, RecognitionScheme


class Current(admin.SimpleListFilter):
    """Whether it holds today."""

    title = _("today")
    parameter_name = "today"

    def lookups(self, request, model_admin):
        return [("held", _("Held")), ("past", _("Past"))]

    def queryset(self, request, queryset):
        current = queryset.current(today=timezone.localdate())
        if self.value() == "past":
            return queryset.exclude(pk__in=current.values("pk"))
        return current if self.value() == "held" else queryset


@admin.register(RecognitionScheme)
class RecognitionSchemeAdmin(ScopedAdmin):
    """Schemes belong to nobody here: the staff of every hub that takes part tend them."""

    form = SchemeForm
    list_display = ["__str__", "awarded_by", "url"]
    list_filter = [MissingIn]
    search_fields = ["slug", "awarded_by"]
    ordering = ["slug"]

    def get_readonly_fields(self, request, obj=None):
        """Links rely on the address."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


@admin.register(Recognition)
class RecognitionAdmin(OwnHub, ScopedAdmin):
    form = RecognitionForm
    list_display = ["scheme", "hub", "organisation", "level", "awarded_on", "expires_on"]
    list_filter = [Current, "scheme", "hub", MissingIn]
    list_select_related = ["scheme", "hub", "organisation"]
    ordering = ["-awarded_on", "-pk"]
    autocomplete_fields = ["organisation", "coordinator"]
    fields = [
        *["scheme", "hub", "organisation", "level", "stars", "awarded_on", "only_year"],
        *["expires_on", "as_history", "evidence_url", "coordinator", "note"],
    ]
