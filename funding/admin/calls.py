from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Event
from funding.forms import CallForm, PublishCallForm, WithdrawCallForm
from funding.models import Call
from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubs.templatetags.hub import zoned

# What people have read and built on once the call is announced.
FIXED = ["scheme", "hub", "event", "slug"]


@admin.register(Call)
class CallAdmin(VerbMixin, ScopedAdmin):
    form = CallForm
    verbs = {"publish": PublishCallForm, "withdraw": WithdrawCallForm}
    list_display = ["title", "hub", "scheme", "status", "opens", "closes"]
    list_filter = ["status", "hub", "scheme"]
    list_select_related = ["hub", "scheme"]
    search_fields = ["title", "slug"]
    ordering = ["-closes_at"]
    list_per_page = 60
    fieldsets = [
        (None, {"fields": ["status", "scheme", "hub", "event", "slug"]}),
        (_("What people read"), {"fields": ["title", "summary", "body"]}),
        (
            _("When, on the clocks of its time zone"),
            {"fields": ["time_zone", "opens_at", "closes_at", "decisions_by"]},
        ),
        (_("Money"), {"fields": ["budget"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        announced = obj is not None and obj.status != Call.Status.DRAFT
        return [*fields, *FIXED] if announced else fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A call is made by those who manage its hub; one for all hubs, by the programme team."""
        hubs = request.user.hubs_as("hub_manager")
        if db_field.name == "hub":
            kwargs["queryset"] = hubs
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.filter(hub__in=hubs).order_by("-starts_at")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "hub":
            field.required = not request.user.serves_everywhere()
        return field

    @admin.display(description=_("opens"), ordering="opens_at")
    def opens(self, call):
        return zoned(call.opens_at, call.time_zone)

    @admin.display(description=_("closes"), ordering="closes_at")
    def closes(self, call):
        return zoned(call.closes_at, call.time_zone)
