from django.contrib import admin
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin, ScopedRows, VerbMixin
from hubportal.workflow.translated import MissingIn
from hubs import figures
from hubs.admin.publishing import PublishedAdmin
from hubs.forms import Finish, FollowUpForm, NetworkMeetingForm
from hubs.models import FollowUp, Hub, NetworkMeeting

STATES = {"open": _("Open"), "overdue": _("Overdue"), "done": _("Done")}


class OwnedByAnyHub:
    """Any hub can promise something, not only one that this person manages."""

    def offered(self, name, rows, request):
        seen = Hub.objects.visible_to(request.user).in_order()
        return seen if name == "owner_hub" else super().offered(name, rows, request)


class FollowUpInline(OwnedByAnyHub, ScopedRows, admin.StackedInline):
    """What is promised here; that it is done, the hub that did it says on its own page."""

    model = FollowUp
    form = FollowUpForm
    fields = ["what", ("owner_hub", "owner_name"), "due_on", "done_on", "outcome"]
    readonly_fields = ["done_on", "outcome"]
    show_change_link = True
    ordering = ["due_on", "pk"]
    extra = 0


@admin.register(NetworkMeeting)
class NetworkMeetingAdmin(PublishedAdmin):
    form = NetworkMeetingForm
    inlines = [FollowUpInline]
    list_display = ["__str__", "held_on", *PublishedAdmin.list_display[1:]]
    date_hierarchy = "held_on"
    ordering = ["-held_on", "-pk"]
    # not by autocomplete: its box for several has no label that a screen reader finds
    filter_horizontal = ["hosts", "participants", "organisations", "themes"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Any hub can host or take part; one that is hidden by now stays when this is saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("hosts", "participants"):
            if name in form.base_fields:
                offered = Q(pk__in=Hub.objects.visible_to(request.user).values("pk"))
                if obj:
                    offered |= Q(pk__in=getattr(obj, name).values("pk"))
                form.base_fields[name].queryset = Hub.objects.filter(offered).in_order()
        return form


class Standing(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "done":
            return queryset.exclude(done_on=None)
        if self.value() == "overdue":
            return queryset.overdue(today=today)
        return queryset.open() if self.value() == "open" else queryset


@admin.register(FollowUp)
class FollowUpAdmin(OwnedByAnyHub, VerbMixin, ScopedAdmin):
    """What a hub promised, at its own meetings and at those that others keep."""

    form = FollowUpForm
    verbs = {"finish": Finish}
    list_display = ["what", "meeting", "owner_hub", "due_on", "state"]
    list_filter = [Standing, "owner_hub", MissingIn]
    list_select_related = ["meeting", "owner_hub"]
    ordering = [F("done_on").desc(nulls_first=True), "due_on", "pk"]
    fields = ["meeting", "what", "owner_hub", "owner_name", "due_on", "done_on", "outcome"]
    readonly_fields = ["meeting", "done_on", "outcome"]
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Who keeps the meeting words the promise and sets its day; who owes it, keeps it."""
        mine = obj is None or keeps(request.user, obj)
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        mine = obj is None or keeps(request.user, obj)
        return mine and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Deleting many at once would not ask whose meeting each of them is of."""
        return {
            name: row for name, row in super().get_actions(request).items() if name in self.verbs
        }

    @admin.display(description=_("state"))
    def state(self, follow_up):
        return STATES[figures.state_of(follow_up, today=timezone.localdate())]


def keeps(user, follow_up: FollowUp) -> bool:
    return NetworkMeeting.objects.managed_by(user).filter(pk=follow_up.meeting_id).exists()
