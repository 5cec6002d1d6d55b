from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubs.admin.imports import ImportMixin
from hubs.admin.publishing import PublishedAdmin
from hubs.forms import CheckedToday, OpportunityForm
from hubs.models import Opportunity


@admin.register(Opportunity)
class OpportunityAdmin(ImportMixin, PublishedAdmin):
    """Entries of a hub or of the whole programme; many at once come in a CSV file."""

    form = OpportunityForm
    verbs = {"confirm": CheckedToday}
    change_list_template = "admin/hubs/opportunity/change_list.html"
    list_display = ["title", "kind", "hub", "standing", "closes_at", "checked_on", "review_by"]
    list_filter = ["kind", *PublishedAdmin.list_filter]
    list_select_related = ["hub"]
    list_per_page = 60
    search_fields = ["search_text"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["funder"]
    filter_horizontal = ["sectors", "territories", "themes", "barriers"]
    fieldsets = [
        (None, {"fields": ["standing", "hub", "kind", "title", "slug", "summary", "body"]}),
        (
            _("Where and what"),
            {"fields": ["funder", "url", ("amount_min", "amount_max"), "currency"]},
        ),
        (_("When"), {"fields": ["time_zone", ("opens_at", "closes_at"), ("starts_on", "ends_on")]}),
        (_("Who may apply"), {"fields": ["sectors", "territories", "eligibility"]}),
        (_("What it is about"), {"fields": ["themes", "barriers"]}),
        (
            _("Where we know it from"),
            {"fields": ["source", "source_url", "source_id", "checked_on", "review_by"]},
        ),
        (_("On the public pages"), {"fields": ["public_from", "why_one_language"]}),
    ]
