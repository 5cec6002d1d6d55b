from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ReadOnly, ScopedAdmin, VerbMixin
from members import rules, services
from members.forms import Appoint, AppointSomebody
from members.models import Membership, Profile, User

MAY_APPOINT = "members.appoint_staff"
# Who gets these can do anything; nobody but a superuser touches them.
FOR_SUPERUSERS = ["is_active", "is_superuser", "user_permissions"]


class ProfileInline(ReadOnly, admin.StackedInline):
    """People write their own profile."""

    model = Profile
    can_delete = False
    fields = [
        *["sector", "further_sectors", "organisation", "post"],
        *["home_hub", "interests", "about"],
    ]


class MembershipInline(ReadOnly, admin.TabularInline):
    model = Membership
    fields = ["role", "hub"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).managed_by(request.user).select_related("hub")


@admin.register(User)
class UserAdmin(VerbMixin, ScopedAdmin):
    """People are read here; they join by themselves and get staff roles by a verb."""

    verbs = {"appoint": Appoint}
    inlines = [ProfileInline, MembershipInline]
    list_display = ["name", "email", "sector", "home", "is_staff", "last_login"]
    list_display_links = ["name", "email"]
    list_filter = ["is_staff", "is_active", "language", "profile__home_hub", "profile__sector"]
    list_select_related = ["profile__sector", "profile__home_hub"]
    list_per_page = 60
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    fields = [
        *["name", "email", "language", "time_zone", "date_joined", "last_login"],
        *["is_staff", "groups", *FOR_SUPERUSERS],
    ]
    readonly_fields = ["email", "date_joined", "last_login", "is_staff", "groups"]
    filter_horizontal = ["user_permissions"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *FOR_SUPERUSERS]

    @admin.display(description=_("sector"))
    def sector(self, user):
        return getattr(user, "profile", None) and user.profile.sector

    @admin.display(description=_("home hub"))
    def home(self, user):
        hub = getattr(user, "profile", None) and user.profile.home_hub
        return hub and hub.short_name


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Adding appoints, deleting dismisses; a role is never changed into another one."""

    form = AppointSomebody
    list_display = ["user", "role", "hub"]
    list_filter = ["role", "hub"]
    list_select_related = ["user", "hub"]
    search_fields = ["user__name", "user__email"]
    ordering = ["user__name", "pk"]
    fields = ["email", "role", "hub"]
    actions = None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def get_fields(self, request, obj=None):
        return ["user", "role", "hub"] if obj else self.fields

    def has_add_permission(self, request):
        return request.user.has_perm(MAY_APPOINT)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """The reasons that make the service refuse take the button away."""
        if not request.user.has_perm(MAY_APPOINT):
            return False
        place = obj and {"hub": obj.hub, "role": obj.role, "by": request.user}
        return not (obj and any(rules.reasons_not_to_appoint(obj.user, **place)))

    def save_model(self, request, obj, form, change):
        made = services.appoint(obj.user, hub=obj.hub, role=obj.role, by=request.user)
        obj.pk = made.pk

    def delete_model(self, request, obj):
        services.dismiss(obj.user, hub=obj.hub, role=obj.role, by=request.user)
