from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from events.admin.deciding import DecidingMixin, ToDecide
from events.admin.questions import AnswerInline
from events.forms import (
    AcceptApplication,
    DeclineApplication,
    MarkAttended,
    MarkMissed,
    RemoveRegistration,
    Substitute,
    UndoAttendance,
)
from events.models import Event, Registration
from hubportal.workflow.admin import ScopedFilter, VerbAdmin

EVENTS_OFFERED = 30


class RecentEvents(ScopedFilter):
    """The latest events; an older one has its own link in the list of events."""

    def field_choices(self, field, request, model_admin):
        events = Event.objects.managed_by(request.user)
        chosen = request.GET.get(self.lookup_kwarg, "")
        shown = list(events.order_by("-starts_at", "-pk")[:EVENTS_OFFERED])
        if chosen.isdecimal() and int(chosen) not in {event.pk for event in shown}:
            shown += events.filter(pk=chosen)
        return [(event.pk, f"{event} ({event.start_date:%Y-%m-%d})") for event in shown]


@admin.register(Registration)
class RegistrationAdmin(DecidingMixin, VerbAdmin):
    verbs = {
        "accept": AcceptApplication,
        "decline": DeclineApplication,
        "substitute": Substitute,
        "mark_attended": MarkAttended,
        "mark_missed": MarkMissed,
        "undo_attendance": UndoAttendance,
        "remove": RemoveRegistration,
    }
    inlines = [AnswerInline]
    list_display = [
        "person",
        "status",
        "seat",
        "takes_part",
        "event",
        "sector",
        "email",
        "created_at",
    ]
    list_filter = [ToDecide, "status", "event__hub", ("event", RecentEvents)]
    list_select_related = ["person", "event", "sector"]
    search_fields = ["person__name", "person__email", "event__slug"]
    ordering = ["-created_at", "-pk"]
    list_per_page = 60
    fields = [
        "event",
        "person",
        "email",
        "status",
        "seat",
        "takes_part",
        "created_at",
        "queued_at",
        "confirmed_at",
        "offer_expires_at",
        "take_at_once",
        "sector",
        "affiliation",
        "comes_for",
        "listed",
        "photo_consent",
        "language_wish",
    ]
    readonly_fields = ["name", "email", "seat", "takes_part"]

    def get_fields(self, request, obj=None):
        """A person's own staff page is open to few; the others read the name without a link.

        Where somebody takes part is said of an event that leaves the choice.
        """
        hybrid = obj is not None and obj.event.format == Event.Format.HYBRID
        fields = [name for name in self.fields if hybrid or name != "takes_part"]
        people = get_user_model().objects.managed_by(request.user)
        known = (
            obj is not None
            and request.user.has_perm("members.view_user")
            and people.filter(pk=obj.person_id).exists()
        )
        return fields if known else ["name" if name == "person" else name for name in fields]

    @admin.display(description=_("takes part"), ordering="mode")
    def takes_part(self, registration):
        hybrid = registration.event.format == Event.Format.HYBRID
        return registration.get_mode_display() if hybrid else ""

    @admin.display(description=_("person"))
    def name(self, registration):
        return registration.person

    @admin.display(description=_("e-mail address"), ordering="person__email")
    def email(self, registration):
        return registration.person.email
