"""Opportunities from a CSV file: upload, look, confirm; and the list as such a file."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hubportal.workflow.moves import Refused
from hubs import figures, forms, services
from hubs.figures import imports, spreadsheets
from hubs.models import ImportBatch

CSV_TYPE = "text/csv; charset=utf-8"


class ImportMixin:
    """Adds four addresses to the list of a model: import/, its preview and template, export/."""

    def get_urls(self):
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name=f"{stem}_import"),
            path("import/template.csv", wrap(self.template_view), name=f"{stem}_import_template"),
            path("import/<str:token>/", wrap(self.preview_view), name=f"{stem}_import_preview"),
            path(
                "import/<str:token>/errors.csv",
                wrap(self.errors_view),
                name=f"{stem}_import_errors",
            ),
            path("export/", wrap(self.export_view), name=f"{stem}_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        offered = {"may_import": self.has_add_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def import_view(self, request):
        self._may_import(request)
        form = forms.ImportFile(request.POST or None, request.FILES or None, by=request.user)
        if request.method == "POST" and form.is_valid():
            return self._go("import_preview", form.save().token)
        columns = [
            (name, imports.label(name), name in imports.REQUIRED) for name in imports.COLUMNS
        ]
        said = {"form": form, "columns": columns, "allowed": imports.allowed()}
        return self._page(request, "import", _("Import from a file"), **said)

    def preview_view(self, request, token):
        self._may_import(request)
        batch = ImportBatch.objects.managed_by(request.user).filter(token=token).first()
        if batch is None:
            return self._gone(request)
        if request.method == "POST":
            return self._confirm(request, batch)
        shown = figures.preview(batch, request.user)
        return self._page(request, "preview", batch.name, batch=batch, preview=shown)

    def _gone(self, request):
        """Whoever presses the button twice finds what the first time wrote, not an empty form."""
        if request.method == "POST":
            gone = _("These lines were written already, or a day has passed.")
            self.message_user(request, gone, messages.WARNING)
            return self._go("changelist")
        gone = _("These lines are not here any more: they were written, or a day has passed.")
        self.message_user(request, gone, messages.WARNING)
        return self._go("import")

    def _confirm(self, request, batch):
        try:
            with transaction.atomic():
                mark = request.POST.get("mark", "")
                new, changed = services.confirm_import(batch, by=request.user, mark=mark)
                self._log(request, new, ADDITION)
                self._log(request, changed, CHANGE)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return self._go("import_preview", batch.token)
        count = len(new) + len(changed)
        text = ngettext("%(count)d draft is written.", "%(count)d drafts are written.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        rest = ImportBatch.objects.filter(pk=batch.pk).exists()
        return self._go("import_preview", batch.token) if rest else self._go("changelist")

    def _log(self, request, pks, flag) -> None:
        rows = self.model.objects.filter(pk__in=pks)
        if pks:
            with override(settings.LANGUAGE_CODE):
                word = _("From a file")
            LogEntry.objects.log_actions(request.user.pk, rows, flag, word)

    def errors_view(self, request, token):
        """The lines that could not be read, with the reasons, to be put right and read again."""
        self._may_import(request)
        batch = ImportBatch.objects.managed_by(request.user).filter(token=token).first()
        if batch is None:
            return self._go("import")
        wrong = figures.preview(batch, request.user).of("wrong")
        header = [*imports.COLUMNS, "errors"]
        rows = [
            [*(match.line.raw.get(name, "") for name in imports.COLUMNS), match.in_words()]
            for match in wrong
        ]
        return self._file("lines-with-errors.csv", spreadsheets.csv_of(header, rows))

    def template_view(self, request):
        self._may_import(request)
        return self._file("opportunities.csv", spreadsheets.csv_of(imports.COLUMNS, []))

    def export_view(self, request):
        """The list as it is filtered, in the columns that an import reads."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        rows = rows.select_related("hub", "funder").prefetch_related(*imports.MANY)
        books = figures.Books(request.user)
        header = [*imports.COLUMNS, "hub", "status"]
        lines = [
            [*imports.row_of(row, books).values(), row.hub.slug if row.hub else "", row.status]
            for row in rows
        ]
        return self._file("opportunities.csv", spreadsheets.csv_of(header, lines))

    def _may_import(self, request) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _file(self, name: str, content: bytes) -> HttpResponse:
        response = HttpResponse(content, content_type=CSV_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _go(self, page: str, *args) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(self._url_name(page), args=args))

    def _page(self, request, template: str, title: str, **context) -> TemplateResponse:
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, f"admin/hubs/opportunity/{template}.html", context)
