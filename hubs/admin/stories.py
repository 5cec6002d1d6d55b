from django.contrib import admin

from hubportal.workflow.admin import ScopedRows
from hubs.admin.publishing import PublishedAdmin
from hubs.forms import EraseQuoted, QuoteForm, StoryForm
from hubs.models import Quote, Story


class QuoteInline(ScopedRows, admin.StackedInline):
    """Words of people. Without a date of consent nobody but staff sees them."""

    model = Quote
    form = QuoteForm
    fields = [
        *["text", "name", "post", ("affiliation", "organisation")],
        *[("consented_on", "consent_note"), "withdrawn_on", "position"],
    ]
    autocomplete_fields = ["organisation"]
    extra = 0
    ordering = ["position", "pk"]


@admin.register(Story)
class StoryAdmin(PublishedAdmin):
    form = StoryForm
    verbs = {"erase": EraseQuoted}
    inlines = [QuoteInline]
    search_fields = ["search_text"]
    filter_horizontal = ["organisations", "themes"]
    date_hierarchy = "dated"
