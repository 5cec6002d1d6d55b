"""The staff's pages of a programme: sessions, people, papers, series and what came of events."""

from urllib.parse import parse_qsl

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events import rules, services
from events.admin.registrations import RecentEvents
from events.forms import MaterialForm, OutcomeForm, SessionForm, SpeakerForm
from events.models import EventSeries, Material, Outcome, Session, Speaker
from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.admin.publishing import permitted
from hubs.forms import Agree, EraseName, TakeBack

CONSENT = ["consented_on", "consent_note", "withdrawn_on"]


class OfEvent(ScopedAdmin):
    """For rows of one event: the list of an event leads to a new row of the same event."""

    list_filter = [("event", RecentEvents)]
    list_select_related = ["event"]
    autocomplete_fields = ["event"]
    list_per_page = 60

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        came_from = dict(parse_qsl(request.GET.get("_changelist_filters", "")))
        event = initial.get("event") or came_from.get("event__id__exact", "")
        return initial | ({"event": event} if str(event).isdecimal() else {})

    def get_readonly_fields(self, request, obj=None):
        """What belongs to an event stays with it."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "event"] if obj else fields


class WarnsOfTwoPlaces(OfEvent):
    """Says who would have to be in two sessions at once; that can be meant, so it is saved."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for warning in rules.warnings_about_speakers(form.instance.event):
            self.message_user(request, warning, messages.WARNING)


@admin.register(Session)
class SessionAdmin(WarnsOfTwoPlaces):
    form = SessionForm
    list_display = ["title", "event", "kind", "date", "start_time", "end_time", "track", "room"]
    list_filter = [*OfEvent.list_filter, "kind", MissingIn]
    search_fields = ["room"]
    ordering = ["-date", "start_time", "pk"]
    fieldsets = [
        (None, {"fields": ["event", "kind", "title", "summary"]}),
        (
            _("When, on the clocks of its place"),
            {"fields": ["date", ("start_time", "end_time"), ("track", "room")]},
        ),
        (_("Afterwards"), {"fields": ["recording_url"]}),
    ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for warning in rules.programme.warnings_about_session(form.instance):
            self.message_user(request, warning, messages.WARNING)

    def get_ordering(self, request):
        """The programme of one event as it goes; of all events the latest first."""
        if "event__id__exact" in request.GET:
            return ["date", "start_time", "pk"]
        return super().get_ordering(request)

    def delete_model(self, request, obj):
        services.remove_session(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for session in queryset:
            services.remove_session(session, by=request.user)


@admin.register(Speaker)
class SpeakerAdmin(VerbMixin, WarnsOfTwoPlaces):
    """Without consent nobody but staff sees the name, or anything else that says who it is."""

    form = SpeakerForm
    verbs = {
        "take_back": permitted(TakeBack, "events.change_speaker"),
        "agree": permitted(Agree, "events.change_speaker"),
        "erase": permitted(EraseName, "events.change_speaker"),
    }
    list_display = ["name", "event", "part", "affiliation", "consented_on", "withdrawn_on"]
    list_filter = [*OfEvent.list_filter, "part"]
    search_fields = ["name"]
    ordering = ["-event__starts_at", "position", "pk"]
    autocomplete_fields = ["event", "organisation"]
    filter_horizontal = ["sessions"]
    fieldsets = [
        (None, {"fields": ["event", "name", "part", "sessions", "position"]}),
        (_("As it was then"), {"fields": ["post", ("affiliation", "organisation"), "about"]}),
        (_("May we name them?"), {"fields": [("consented_on", "consent_note"), "withdrawn_on"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Consent of somebody who is known is recorded by the verbs."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *CONSENT] if obj else [*fields, "withdrawn_on"]


@admin.register(Material)
class MaterialAdmin(OfEvent):
    form = MaterialForm
    list_display = ["title", "event", "session", "opened", "audience"]
    list_filter = [*OfEvent.list_filter, "audience", MissingIn]
    ordering = ["-event__starts_at", "position", "pk"]
    fields = ["event", "session", "title", "opened", "file", "url", "audience", "position"]
    readonly_fields = ["opened"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("event", "session", "upload")
        return rows.defer("upload__content")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "opened"]

    def save_model(self, request, obj, form, change):
        services.keep_material(obj, file=form.cleaned_data.get("file"), by=request.user)

    def delete_model(self, request, obj):
        services.remove_material(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for material in queryset:
            services.remove_material(material, by=request.user)

    @admin.display(description=_("file or link"))
    def opened(self, material):
        name = material.upload.name if material.upload else material.url
        return format_html('<a href="{}">{}</a>', material.get_absolute_url(), name)


@admin.register(Outcome)
class OutcomeAdmin(OfEvent):
    form = OutcomeForm
    list_display = ["title", "event", "dated"]
    list_filter = [*OfEvent.list_filter, MissingIn]
    ordering = ["-dated", "-pk"]
    fields = ["event", "title", "text", "dated", "url"]


@admin.register(EventSeries)
class EventSeriesAdmin(ScopedAdmin):
    """Series are kept, as others link to them."""

    list_display = ["title", "hub", "slug"]
    list_filter = ["hub", MissingIn]
    list_select_related = ["hub"]
    search_fields = ["slug", "title"]
    ordering = ["slug"]
    fields = ["hub", "title", "slug", "summary"]

    def get_readonly_fields(self, request, obj=None):
        """Links rely on the address."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields
