from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import services
from events.forms import (
    CancelEvent,
    CloneEvent,
    EventForm,
    MarkAttended,
    MarkMissed,
    PostponeEvent,
    PublishEvent,
    RemoveRegistration,
)
from events.models import Event, Registration, Reminder
from hubportal.workflow.admin import Scoped, ScopedAdmin, VerbAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.models import Hub


class ReminderInline(Scoped, admin.TabularInline):
    model = Reminder
    extra = 0
    verbose_name_plural = _("Reminders to everybody with a place")


@admin.register(Event)
class EventAdmin(VerbMixin, ScopedAdmin):
    form = EventForm
    verbs = {
        "publish": PublishEvent,
        "postpone": PostponeEvent,
        "cancel_event": CancelEvent,
        "clone": CloneEvent,
    }
    list_display = ["title", "hosted_by", "when", "status", "places", "people"]
    list_filter = ["status", "format", "hub", MissingIn]
    list_select_related = ["hub"]
    search_fields = ["search_text"]
    ordering = ["-starts_at", "-pk"]
    list_per_page = 60
    readonly_fields = ["status_note"]
    filter_horizontal = ["co_hosts", "themes", "sectors"]
    fieldsets = [
        (None, {"fields": ["status", "status_note", "title", "slug", "summary"]}),
        (_("Hosts"), {"fields": ["hub", "co_hosts"]}),
        (
            _("When, on the clocks of its place"),
            {
                "fields": [
                    ("start_date", "start_time"),
                    ("end_date", "end_time"),
                    "time_zone",
                ]
            },
        ),
        (_("Where"), {"fields": ["format", "venue", "city", "join_url"]}),
        (
            _("Places and registration"),
            {
                "fields": [
                    "capacity",
                    "registration_opens_at",
                    "registration_closes_at",
                    "offer_hours",
                ]
            },
        ),
        (_("What people read"), {"fields": ["body", "access", "languages", "interpretation"]}),
        (_("For whom"), {"fields": ["themes", "sectors"]}),
    ]

    def get_queryset(self, request):
        own = request.user.hubs_as().filter(pk=OuterRef("hub"))
        return super().get_queryset(request).with_places().annotate(own=Exists(own))

    def get_inlines(self, request, obj):
        """A new event gets its two usual reminders when it is saved."""
        inlines = super().get_inlines(request, obj)
        return [ReminderInline, *inlines] if obj else inlines

    def get_readonly_fields(self, request, obj=None):
        """The staff of a co-host tend the event; whose it is decide those whose it is."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if obj is None or obj.own else [*fields, "hub", "co_hosts"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Co-hosts of other hubs stay when their event is saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and "co_hosts" in form.base_fields:
            kept = Q(pk__in=request.user.hubs_as().values("pk")) | Q(
                pk__in=obj.co_hosts.values("pk")
            )
            form.base_fields["co_hosts"].queryset = Hub.objects.filter(kept)
        return form

    def save_model(self, request, obj, form, change):
        save = services.change_event if change else services.create_event
        save(obj, by=request.user)

    @admin.display(description=_("hub"), ordering="hub__slug")
    def hosted_by(self, event):
        return event.hub.short_name

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, event):
        return f"{event.start_date:%Y-%m-%d} {event.start_time:%H:%M}"

    @admin.display(description=_("places"))
    def places(self, event):
        words = {"taken": event.taken, "capacity": event.capacity, "waiting": event.waiting}
        if event.waiting:
            return gettext("%(taken)s of %(capacity)s, %(waiting)s waiting") % words
        return gettext("%(taken)s of %(capacity)s") % words

    @admin.display(description=_("people"))
    def people(self, event):
        rows = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}</a>', rows, event.pk, _("List"))


@admin.register(Registration)
class RegistrationAdmin(VerbAdmin):
    verbs = {
        "mark_attended": MarkAttended,
        "mark_missed": MarkMissed,
        "remove": RemoveRegistration,
    }
    list_display = ["person", "status", "event", "sector", "email", "created_at"]
    list_filter = ["status", "event__hub"]
    list_select_related = ["person", "event", "sector"]
    search_fields = ["person__name", "person__email", "event__slug"]
    ordering = ["-created_at", "-pk"]
    list_per_page = 60
    fields = [
        "event",
        "person",
        "email",
        "status",
        "created_at",
        "queued_at",
        "confirmed_at",
        "offer_expires_at",
        "take_at_once",
        "sector",
    ]
    readonly_fields = ["email"]

    @admin.display(description=_("e-mail address"), ordering="person__email")
    def email(self, registration):
        return registration.person.email
