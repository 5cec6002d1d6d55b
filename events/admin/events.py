from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import services
from events.admin.announced import AnnouncedMixin
from events.admin.changes import NoticeMixin
from events.admin.desk import DeskMixin, Page
from events.admin.exports import EXPORT
from events.admin.figures import FIGURES, FiguresMixin
from events.admin.gathered import Gathered
from events.admin.hours import HoursMixin
from events.admin.languages import LanguagesMixin
from events.admin.lists import When
from events.admin.needs import NEEDS
from events.admin.questions import ANSWERS, AskingMixin, QuestionInline
from events.admin.rows import Remembered
from events.admin.shares import ShareInline, who_is_next
from events.forms import (
    AcceptNext,
    CancelEvent,
    CloneEvent,
    EventForm,
    InvitePerson,
    PostponeEvent,
    PublishEvent,
    RemindersFormSet,
    SettleAttendance,
    TellChange,
)
from events.models import Event, EventSeries, Reminder
from hubportal.workflow.admin import Scoped, ScopedAdmin, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs.models import Hub, Opportunity

# Opens by itself where something in it is wrong.
FOLDED = ["collapse"]


class ReminderInline(Remembered, Scoped, admin.TabularInline):
    model = Reminder
    formset = RemindersFormSet
    classes = FOLDED
    extra = 0
    verbose_name_plural = _("Reminders to everybody with a place")


def is_own(user, event: Event | None) -> bool:
    """Whether their hub is responsible for the event; of no event in particular, it may be."""
    if event is None:
        return True
    if not hasattr(event, "own"):
        event.own = Event.objects.managed_by(user).filter(pk=event.pk).exists()
    return event.own


# The joining link is for people with a place; the others count few people and follow from needs.
FOR_THE_HUB_ALONE = {"join_url", "wishes", "needs_deleted"}


def for_co_hosts(part: dict) -> list:
    return [name for name in part["fields"] if name not in FOR_THE_HUB_ALONE]


@admin.register(Event)
class EventAdmin(
    AnnouncedMixin,
    NoticeMixin,
    HoursMixin,
    AskingMixin,
    LanguagesMixin,
    FiguresMixin,
    DeskMixin,
    Gathered,
    VerbMixin,
    ScopedAdmin,
):
    form = EventForm
    # Pages of one event, each under its name in the address; see `events.admin.desk`.
    pages: dict[str, Page] = {
        "answers": ANSWERS,
        "needs": NEEDS,
        "next": Page(who_is_next, "events.view_registration"),
        "figures": FIGURES,
        "export": EXPORT,
    }
    verbs = {
        "publish": PublishEvent,
        "tell": TellChange,
        "postpone": PostponeEvent,
        "cancel_event": CancelEvent,
        "clone": CloneEvent,
        "accept_next": AcceptNext,
        "invite": InvitePerson,
        "settle_attendance": SettleAttendance,
    }
    list_display = ["title", "hosted_by", "when", "status", "places", "people"]
    list_filter = ["status", When, "format", "hub", MissingIn]
    list_select_related = ["hub"]
    search_fields = ["search_text"]
    ordering = ["-starts_at", "-pk"]
    list_per_page = 60
    readonly_fields = ["status_note", "needs_deleted", "wishes"]
    autocomplete_fields = ["series"]
    filter_horizontal = ["co_hosts", "themes", "sectors", "opportunities"]
    fieldsets = [
        (None, {"fields": ["status", "status_note", "title", "slug", "summary"]}),
        (_("Hosts"), {"fields": ["hub", "co_hosts", "series"]}),
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
        (_("Where"), {"fields": ["format", "venue", "city", "join_url", "join_minutes"]}),
        (
            _("Places and registration"),
            {
                "fields": [
                    ("capacity", "online_capacity"),
                    "shares_until",
                    "registration_opens_at",
                    "registration_closes_at",
                    "offer_hours",
                    ("approval", "decide_by"),
                ]
            },
        ),
        (_("What people read"), {"fields": ["body", "access", "languages", "interpretation"]}),
        (
            _("What people are asked"),
            {
                "fields": ["needs_by", "catering", "needs_deleted", "interpreters_by", "wishes"],
                "classes": FOLDED,
            },
        ),
        (_("Afterwards"), {"fields": ["listed_days", "certificate_note"], "classes": FOLDED}),
        (_("For whom"), {"fields": ["themes", "sectors"], "classes": FOLDED}),
        (_("What it opens"), {"fields": ["opportunities"], "classes": FOLDED}),
    ]

    def get_queryset(self, request):
        """Also events that a hub of theirs co-hosts: to be read, see `has_change_permission`."""
        own = request.user.hubs_as().filter(pk=OuterRef("hub"))
        events = Event.objects.hosted_by(request.user).with_places().annotate(own=Exists(own))
        return events.order_by(*self.ordering)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and is_own(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and is_own(request.user, obj)

    def verbs_for(self, request, obj):
        return super().verbs_for(request, obj) if is_own(request.user, obj) else []

    def act(self, request, form_class, subject, *, back):
        if not is_own(request.user, subject):
            raise PermissionDenied
        return super().act(request, form_class, subject, back=back)

    def get_inlines(self, request, obj):
        """A new event gets its two usual reminders when it is saved."""
        inlines = super().get_inlines(request, obj)
        own = [ShareInline, QuestionInline, ReminderInline] if obj else [ShareInline]
        return [*own, *inlines] if is_own(request.user, obj) else inlines

    def get_fieldsets(self, request, obj=None):
        """Co-hosts read who is responsible; that hub's own staff page is closed to them.

        What an event opens is for those to say who look after opportunities.
        """
        fieldsets = super().get_fieldsets(request, obj)
        if not request.user.has_perm("hubs.change_opportunity"):
            fieldsets = [part for part in fieldsets if part[1]["fields"] != ["opportunities"]]
        if is_own(request.user, obj):
            return fieldsets
        words = gettext("%(hub)s is responsible for this event. As a co-host you can read it.")
        (title, first), (hosts, _fields), *others = fieldsets
        # the template trusts a description
        first = {**first, "description": format_html("{}", words % {"hub": obj.hub.name})}
        others = [(name, {**part, "fields": for_co_hosts(part)}) for name, part in others]
        return [(title, first), (hosts, {"fields": ["responsible", "co_hosts"]}), *others]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Any hub can be a co-host; one that is hidden by now stays when the event is saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "co_hosts" in form.base_fields:
            offered = Q(pk__in=Hub.objects.visible_to(request.user).values("pk"))
            if obj:
                offered |= Q(pk__in=obj.co_hosts.values("pk"))
            form.base_fields["co_hosts"].queryset = Hub.objects.filter(offered).in_order()
        if obj and obj.series_id and "series" in form.base_fields:
            # one of another hub, chosen by somebody who looks after both, stays as well
            field = form.base_fields["series"]
            field.queryset |= EventSeries.objects.filter(pk=obj.series_id)
        if obj and "opportunities" in form.base_fields:
            # what others chose for this event stays when it is saved
            theirs = Opportunity.objects.managed_by(request.user).values("pk")
            offered = Q(pk__in=theirs) | Q(pk__in=obj.opportunities.values("pk"))
            form.base_fields["opportunities"].queryset = Opportunity.objects.filter(offered)
        return form

    def save_model(self, request, obj, form, change):
        if change:
            why = form.cleaned_data["why_one_language"]
            services.change_event(obj, by=request.user, fields=form.typed(), reason=why)
        else:
            services.create_event(obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        services.fill_places(form.instance, by=request.user)

    @admin.display(description=_("hub"))
    def responsible(self, event):
        return event.hub.name

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
        if not event.own:
            return ""
        rows = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}</a>', rows, event.pk, _("List"))
