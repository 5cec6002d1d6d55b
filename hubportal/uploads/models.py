from django.db import models
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file that somebody handed in, checked by its content.

    It is kept in the database, so that any web process on any machine can serve it, a restore
    brings it back with the rows that name it, and it is never half there.
    """

    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.name
