from django.contrib import admin
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.desk import LINKS, Link, Page, to
from events.forms import ExportForm
from events.models import Export
from hubportal.workflow.admin import ReadOnly, ScopedAdmin

LINKS.append(Link(gettext_lazy("Export"), to("export"), "events.export_registration"))


def export_page(model_admin, request, event):
    """The form; what it asks for comes as a file, and the page stays."""
    form = ExportForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_bound and form.is_valid():
        return HttpResponse(
            form.apply(by=request.user),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": content_disposition_header(True, f"{event.slug}.csv"),
                "Cache-Control": "private, no-store",
            },
        )
    return model_admin.desk_page(
        request,
        event,
        "admin/events/event/export.html",
        title=_("Export"),
        form=form,
        errors=form.errors,
        exports=event.exports.select_related("by").order_by("-at")[:10],
    )


EXPORT = Page(export_page, "events.export_registration")


@admin.register(Export)
class ExportAdmin(ReadOnly, ScopedAdmin):
    """Who took which list out of the portal. The database refuses every change."""

    list_display = ["at", "event", "by", "rows", "filters", "what", "reason"]
    list_filter = ["at"]
    list_select_related = ["event", "by"]
    search_fields = ["reason", "event__slug", "by__name"]
    ordering = ["-at", "-pk"]
    list_per_page = 60
    fields = ["event", "by", "at", "what", "filters", "rows", "reason"]
    readonly_fields = ["what"]

    @admin.display(description=gettext_lazy("columns"))
    def what(self, export):
        return ", ".join(export.columns)
