from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, ScopedRows, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.admin.publishing import OwnHub, ToReview, permitted
from hubs.forms import Agree, BodyForm, Confirm, EraseName, SeatFormSet, TakeBack
from hubs.models import Body, BodyMeeting, Seat

SEAT_FIELDS = [
    *["name", "post", ("affiliation", "organisation"), ("sector", "territory")],
    *["chair", "lived_experience", ("since", "until")],
]
CONSENT = ["consented_on", "consent_note", "withdrawn_on"]


class SeatInline(ScopedRows, admin.StackedInline):
    """Terms are ended by a date, never deleted: they are the body's history."""

    model = Seat
    formset = SeatFormSet
    fields = [*SEAT_FIELDS, ("consented_on", "consent_note"), "withdrawn_on"]
    readonly_fields = ["withdrawn_on"]
    autocomplete_fields = ["organisation"]
    show_change_link = True
    can_delete = False
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).in_order()


class BodyMeetingInline(ScopedRows, admin.StackedInline):
    model = BodyMeeting
    fields = [("held_on", "place"), "agenda", "minutes"]
    ordering = ["-held_on", "-pk"]
    extra = 0


@admin.register(Body)
class BodyAdmin(OwnHub, VerbMixin, ScopedAdmin):
    form = BodyForm
    verbs = {"confirm": permitted(Confirm, "hubs.change_body")}
    inlines = [SeatInline, BodyMeetingInline]
    list_display = ["name", "kind", "hub", "programme", "audience", "review_by"]
    list_filter = ["kind", "audience", "hub", ToReview, MissingIn]
    list_select_related = ["hub", "programme"]
    search_fields = ["slug"]
    ordering = ["hub", "kind", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "mandate"]}),
        (_("Of whom"), {"fields": ["hub", "programme"]}),
        (_("Who may see it, and until when"), {"fields": ["audience", ("since", "until")]}),
        (_("Is it still right?"), {"fields": ["review_by"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """Bodies of a programme are the programme team's."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.serves_everywhere():
            return fieldsets
        first, _whom, *others = fieldsets
        return [first, (_("Of whom"), {"fields": ["hub"]}), *others]

    def get_readonly_fields(self, request, obj=None):
        """Links rely on the address."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields


@admin.register(Seat)
class SeatAdmin(VerbMixin, ScopedAdmin):
    """A seat by itself, where consent is given and taken back; terms are entered in the body."""

    verbs = {
        "take_back": permitted(TakeBack, "hubs.change_seat"),
        "agree": permitted(Agree, "hubs.change_seat"),
        "erase": permitted(EraseName, "hubs.change_seat"),
    }
    list_display = ["name", "body", "chair", "sector", "since", "until", "consented_on"]
    list_filter = ["body", "sector", MissingIn]
    list_select_related = ["body", "sector"]
    search_fields = ["name"]
    ordering = ["body", "-chair", "pk"]
    autocomplete_fields = ["organisation"]
    fields = ["body", *SEAT_FIELDS, *CONSENT]
    readonly_fields = ["body", "chair", "since", "until", *CONSENT]

    def has_add_permission(self, request):
        return False
