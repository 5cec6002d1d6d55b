from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from members.models.people import User


class MembershipQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Programme roles are given by superusers and the programme team alone."""
        if user.serves_everywhere():
            return self
        return self.filter(hub__in=user.hubs_as("hub_manager"))


class Membership(models.Model):
    """The staff role a person has in a hub, or in the whole programme."""

    class Role(models.TextChoices):
        PROGRAMME = "programme", _("Programme team")
        HUB_MANAGER = "hub_manager", _("Hub manager")
        EVENT_OFFICER = "event_officer", _("Event officer")
        REVIEWER = "reviewer", _("Reviewer")
        DOOR = "door", _("Door staff")

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        help_text=_("Empty for the programme team, which serves all hubs."),
    )
    role = models.CharField(_("role"), max_length=14, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        permissions = [("appoint_staff", "Can give and take staff roles")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "hub", "role"], nulls_distinct=False, name="one_role_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(role="programme", hub=None)
                | (~Q(role="programme") & Q(hub__isnull=False)),
                name="programme_role_has_no_hub",
                violation_error_message=_("Choose a hub, unless it is the programme team."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.get_role_display()} – {self.hub or '*'}"
