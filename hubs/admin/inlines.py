"""What staff write within a hub's or a programme's page."""

from django.contrib import admin
from django.db.models import Q

from hubportal.workflow.admin import ScopedRows
from hubs.forms import RowForm, TieForm
from hubs.models import Backing, Hub, HubLink, Milestone, Priority, PublicRole, Tie


def runs(request, hub) -> bool:
    """A role counts in its own hub alone: officers of one may be managers of another."""
    if not hasattr(request, "hubs_run"):  # asked for every row of every inline
        request.hubs_run = set(request.user.hubs_as("hub_manager").values_list("pk", flat=True))
    return hub.pk in request.hubs_run


class OfOwnHub(ScopedRows):
    """Rows of a hub, for those who run it; on a new hub, for those who may add one."""

    extra = 0

    def has_change_permission(self, request, obj=None):
        return self._mine(request, obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request, obj):
        return self._mine(request, obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._mine(request, obj) and super().has_delete_permission(request, obj)

    def _mine(self, request, obj) -> bool:
        return not isinstance(obj, Hub) or runs(request, obj)


class TieInline(OfOwnHub, admin.StackedInline):
    """Ties are ended by a date, never deleted: they are the hub's history."""

    model = Tie
    form = TieForm
    fields = [("kind", "organisation"), ("since", "until"), "note", "acknowledgement"]
    show_change_link = True
    autocomplete_fields = ["organisation"]
    ordering = ["kind", "-since", "pk"]
    can_delete = False
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("hub")


class PublicRoleInline(OfOwnHub, admin.StackedInline):
    """Roles are ended by a date, never deleted; without consent nobody else sees the name."""

    model = PublicRole
    form = RowForm
    fields = [
        *[("kind", "name"), "post", ("organisation", "affiliation"), ("since", "until")],
        *[("consented_on", "consent_note"), "withdrawn_on"],
    ]
    autocomplete_fields = ["organisation"]
    ordering = ["kind", "-since", "pk"]
    can_delete = False
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("hub", "programme")


class PriorityInline(OfOwnHub, admin.StackedInline):
    model = Priority
    form = RowForm
    fields = [("kind", "theme", "policy"), ("since", "until"), "note"]
    ordering = ["kind", "-since", "pk"]
    classes = ["collapse"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("hub", "programme", "theme", "policy")


class HubLinkInline(OfOwnHub, admin.StackedInline):
    """Links written on this hub's page; both pages show them."""

    model = HubLink
    form = RowForm
    fk_name = "hub"
    fields = [("kind", "other"), ("since", "until"), "note"]
    ordering = ["kind", "-since", "pk"]
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("hub", "other")

    def offered(self, name, rows, request):
        """The other hub is seldom one's own: all that this person may see are offered."""
        seen = Hub.objects.visible_to(request.user).values("pk")
        linked = HubLink.objects.managed_by(request.user).values("other")
        return Hub.objects.filter(Q(pk__in=seen) | Q(pk__in=linked)).in_order()


class MilestoneInline(OfOwnHub, admin.StackedInline):
    model = Milestone
    form = RowForm
    fields = [("on", "only_year"), "text", "url"]
    ordering = ["-on", "pk"]
    classes = ["collapse"]


class BackingInline(OfOwnHub, admin.StackedInline):
    model = Backing
    form = RowForm
    fields = [("kind", "organisation"), ("since", "until"), "scope", "acknowledgement"]
    autocomplete_fields = ["organisation"]
    ordering = ["kind", "-since", "pk"]
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme")
