from django.contrib import admin

from hubportal.workflow.admin import ScopedAdmin
from hubportal.workflow.translated import MissingIn
from hubs.admin.publishing import PublishedAdmin
from hubs.forms import GlossaryTermForm, ResourceForm
from hubs.models import GlossaryTerm, Resource


@admin.register(Resource)
class ResourceAdmin(PublishedAdmin):
    form = ResourceForm
    search_fields = ["search_text"]
    list_filter = ["kind", *PublishedAdmin.list_filter]
    filter_horizontal = ["for_sectors", "barriers", "themes"]


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(ScopedAdmin):
    """The words belong to all: the staff of any hub may add and put right."""

    form = GlossaryTermForm
    list_display = ["term", "sector", "slug"]
    list_filter = ["sector", MissingIn]
    list_select_related = ["sector"]
    search_fields = ["search_text"]
    ordering = ["slug"]

    def get_readonly_fields(self, request, obj=None):
        """Links to a word rely on its address."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]
