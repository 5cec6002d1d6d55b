"""What staff write to the people of an event, and which lists they take out of the portal."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models.events import Event
from events.models.registrations import Registration
from hubs.models import Sector


class MessageQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def due(self, *, now):
        return self.filter(status=Message.Status.SCHEDULED, send_at__lte=now).order_by("send_at")


class Message(models.Model):
    """A letter that staff write themselves, to some of the people of one event."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent")

    MOVES = {
        Status.DRAFT: {Status.SCHEDULED, Status.SENT, Status.DROPPED},
        Status.SCHEDULED: {Status.DRAFT, Status.SENT, Status.DROPPED},
    }

    # How its letters are called in the outbox.
    LETTER = "events/email/message"
    # Marks in the text, filled for each person when the letter is written.
    PLACEHOLDERS = ["{name}", "{event}"]

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="messages"
    )
    subject = I18nCharField(_("subject"), max_length=150)
    body = I18nTextField(_("text"), help_text=_("Markdown. Each reads it in their own language."))
    statuses = ArrayField(
        models.CharField(max_length=10, choices=Registration.Status),
        verbose_name=_("to people who are"),
        default=list,
    )
    mode = models.CharField(
        _("who take part"), max_length=10, choices=Registration.Mode, blank=True
    )
    sectors = ArrayField(
        models.CharField(max_length=10, choices=Sector.RollUp),
        verbose_name=_("of the sectors"),
        default=list,
        blank=True,
    )
    # People who get a place later are sent it too, while the event lies ahead.
    for_later = models.BooleanField(_("also to people who get a place later"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    send_at = models.DateTimeField(_("send at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    recipients = models.PositiveIntegerField(_("people"), null=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to participants")
        verbose_name_plural = _("messages to participants")
        permissions = [("send_message", "Can send messages to participants")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(send_at__isnull=False),
                name="scheduled_message_has_a_moment",
            )
        ]

    def __str__(self):
        return str(self.subject)


class ExportQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class Export(models.Model):
    """Who took which list or figures out of the portal, when and why. Never edited or deleted."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="exports"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("columns"))
    filters = models.CharField(_("of"), max_length=300, blank=True)
    rows = models.PositiveIntegerField(_("people"))
    reason = models.CharField(_("reason"), max_length=300)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self):
        return f"{self.event}: {self.rows}"
