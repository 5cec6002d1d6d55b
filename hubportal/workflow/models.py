from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StepQuerySet(models.QuerySet):
    def about(self, obj: models.Model):
        """The steps of one object, oldest first."""
        return self.filter(
            subject_type=ContentType.objects.get_for_model(obj), subject_id=obj.pk
        ).order_by("at", "pk")


class Step(models.Model):
    """One status change: who moved what from where to where, and why.

    Append-only: a database trigger refuses every change but the erasure of `by`.
    """

    subject_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey("subject_type", "subject_id")
    was = models.CharField(_("from"), max_length=40)
    now = models.CharField(_("to"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="step_subject")]

    def __str__(self):
        return f"{self.was_label} → {self.now_label}"

    def _label(self, value: str) -> str:
        # get_for_id answers from the process-wide cache, so a list of steps costs no queries
        model = ContentType.objects.get_for_id(self.subject_type_id).model_class()
        labels = dict(model._meta.get_field("status").flatchoices) if model else {}
        return str(labels.get(value, value))

    @property
    def was_label(self) -> str:
        return self._label(self.was)

    @property
    def now_label(self) -> str:
        return self._label(self.now)
