from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Event


class ChangeNoticeQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def open(self):
        return self.filter(status=ChangeNotice.Status.OPEN)

    def due(self, *, now):
        return self.open().filter(due_at__lte=now).order_by("due_at", "pk")


class ChangeNotice(models.Model):
    """What people with a place do not know yet: how the event was when they were last told.

    Several edits are one notice. Staff read it and send it; what they leave is sent by the clock
    at `due_at`. An event that is again as it was needs no letter.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not told yet")
        TOLD = "told", _("Told")
        DROPPED = "dropped", _("Nothing to tell")

    MOVES = {Status.OPEN: {Status.TOLD, Status.DROPPED}}

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="change_notices"
    )
    # The material fields of the event as people know them, by name, as text.
    before = models.JSONField()
    # How it was after each further edit, as [moment, fields]: all that those who registered since
    # the moment know.
    later = models.JSONField(default=list, editable=False)
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.OPEN, editable=False
    )
    opened_at = models.DateTimeField(_("changed"))
    due_at = models.DateTimeField(_("sent by itself"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = ChangeNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to be told")
        verbose_name_plural = _("changes to be told")
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(status="open"), name="one_open_notice_per_event"
            )
        ]

    def __str__(self):
        return str(self.event)
