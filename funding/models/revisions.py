from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.applications import Application


class Revision(models.Model):
    """What one save of one section held, so that no text is ever lost."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField(_("version"))
    section = models.CharField(_("section"), max_length=50)
    data = models.JSONField(_("content"))
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        verbose_name = _("saved draft")
        verbose_name_plural = _("saved drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "version"], name="one_revision_per_version"
            )
        ]

    def __str__(self):
        return f"{self.application_id} v{self.version}"
