"""The staff's page of any piece of content: write, preview, publish, withdraw, look again."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.forms import Confirm, ContentForm, Publish, Reschedule, Withdraw
from hubs.models.hubs import LANGUAGES
from hubs.models.publishing import Published, languages_of


class ToReview(admin.SimpleListFilter):
    """What somebody has to look at again."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("due", _("Due"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        return queryset.to_review(today=today) if self.value() == "due" else queryset


class Scheduled(admin.SimpleListFilter):
    """What goes public by itself."""

    title = _("moment")
    parameter_name = "moment"

    def lookups(self, request, model_admin):
        return [("later", _("Goes public later"))]

    def queryset(self, request, queryset):
        later = queryset.filter(status=Published.Status.PUBLISHED, public_from__gt=timezone.now())
        return later if self.value() == "later" else queryset


def permitted(form, permission: str):
    """The same verb under another model's permission."""
    return type(form.__name__, (form,), {"permission": permission})


class OwnHub:
    """For a ModelAdmin of things that belong to a hub: only those who manage it write for it."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only the programme team writes for the whole programme."""
        if db_field.name == "hub":
            kwargs["queryset"] = request.user.hubs_as("hub_manager").in_order()
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "hub" and field and not request.user.serves_everywhere():
            field.required, field.help_text = True, ""
        return field


class PublishedAdmin(OwnHub, VerbMixin, ScopedAdmin):
    """For a model that is `Published`; a subclass adds fields, lists and inlines of its own.

    A role counts in its own hub alone, and what belongs to no hub to the programme team: both
    follow from `managed_by`. The preview is the public page itself, which staff see early.
    """

    form = ContentForm
    list_display = ["__str__", "hub", "standing", "public_from", "in_languages", "review_by"]
    list_filter = ["status", "hub", Scheduled, ToReview, MissingIn]
    list_select_related = ["hub"]
    ordering = ["-changed_at", "-pk"]
    readonly_fields = ["standing", "public_from", "one_language_reason"]

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        may = f"{model._meta.app_label}.change_{model._meta.model_name}"
        self.verbs = {
            "publish": permitted(Publish, may),
            "reschedule": permitted(Reschedule, may),
            "withdraw": permitted(Withdraw, may),
            "confirm": permitted(Confirm, may),
            **self.verbs,
        }

    def get_fields(self, request, obj=None):
        """The status in words says whether it waits for its moment."""
        return [name for name in super().get_fields(request, obj) if name != "status"]

    @admin.display(description=_("status"), ordering="status")
    def standing(self, thing):
        if thing.pk and thing.is_scheduled():
            return _("Scheduled")
        return thing.get_status_display()

    @admin.display(description=_("complete in"))
    def in_languages(self, thing):
        """The languages in which everything that is said is said."""
        names = dict(LANGUAGES)
        return ", ".join(str(names[code]) for code in languages_of(thing)) or "–"

    def get_readonly_fields(self, request, obj=None):
        """Links rely on the address once it is public."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj and obj.public_from else fields
