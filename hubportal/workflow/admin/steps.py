"""How a record came to be what it is."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from hubportal.workflow.admin.scopes import ReadOnly
from hubportal.workflow.forms import SentWhole
from hubportal.workflow.models import Step


class StepLabels:
    """Both states in words."""

    @admin.display(description=gettext_lazy("from"))
    def was_label(self, step):
        return step.was_label

    @admin.display(description=gettext_lazy("to"))
    def now_label(self, step):
        return step.now_label


class StepRows(SentWhole, BaseGenericInlineFormSet):
    """Nobody types them, but their part of the page is sent as well."""


class StepInline(StepLabels, ReadOnly, GenericTabularInline):
    """The history of a record's status."""

    model, formset = Step, StepRows
    ct_field, ct_fk_field = "subject_type", "subject_id"
    fields = ["at", "was_label", "now_label", "by", "note"]
    readonly_fields = fields
    ordering = ["at", "pk"]
    extra = 0
    template = "admin/edit_inline/tabular.html"
    verbose_name_plural = gettext_lazy("What happened")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    def has_view_permission(self, request, obj=None):
        # whoever may see the record may see how it came to be what it is
        return True


@admin.register(Step)
class StepAdmin(StepLabels, ReadOnly, admin.ModelAdmin):
    """Everything that ever moved, for those who watch the whole programme."""

    list_display = ["at", "kind", "subject_id", "was_label", "now_label", "by", "note"]
    list_display_links = None
    list_filter = ["at"]
    list_select_related = ["by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    show_full_result_count = False

    @admin.display(description=gettext_lazy("kind of record"))
    def kind(self, step):
        return capfirst(step.subject_type.name)

    def history_view(self, request, object_id, extra_context=None):
        # Django looks for the record first, and so tells which ones exist
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)
