import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def secret() -> str:
    """144 random bits: whoever has the address reads the calendar."""
    return secrets.token_urlsafe(18)


class CalendarKey(models.Model):
    """The address of a person's own calendar. It can be ended, and then a new one made."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="calendar_keys",
    )
    key = models.CharField(max_length=32, unique=True, default=secret, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_calendar_key_per_person"
            )
        ]

    def __str__(self):
        return str(self.person)
