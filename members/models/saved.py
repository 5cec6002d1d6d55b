from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.models import Opportunity
from members.models.people import User


class SavedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)


class Saved(models.Model):
    """An opportunity that a person wants to keep in sight, with a reminder before it closes."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="saved"
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        on_delete=models.CASCADE,
        related_name="saved",
    )
    remind = models.BooleanField(_("remind me before it closes"), default=True)
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    objects = SavedQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved opportunity")
        verbose_name_plural = _("saved opportunities")
        constraints = [models.UniqueConstraint(fields=["user", "opportunity"], name="saved_once")]

    def __str__(self):
        return f"{self.user} – {self.opportunity}"
