from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from hubs.models.hubs import Hub


def token() -> str:
    return get_random_string(24)


class ImportBatchQuerySet(models.QuerySet):
    def managed_by(self, user):
        """What belongs to no hub belongs to the programme team."""
        if user.serves_everywhere():
            return self
        return self.filter(hub__in=user.hubs_as("hub_manager").values("pk"))


class ImportBatch(models.Model):
    """The lines of a file between upload and confirmation, as typed; gone after a day."""

    token = models.CharField(max_length=24, unique=True, default=token, editable=False)
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    name = models.CharField(_("file"), max_length=200)
    # [[number of the line in the file, {column: text}], …]
    rows = models.JSONField(_("lines"), default=list)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")
        default_permissions = ()

    def __str__(self):
        return self.name
