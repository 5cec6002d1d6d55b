import datetime as dt

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from events.models.moments import instant


class ReminderQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def due(self, *, now):
        """Adds `due_at`; those of coming events whose hour has come and who are not yet swept."""
        day = ExpressionWrapper(
            F("event__start_date") - F("days_before"), output_field=models.DateField()
        )
        due_at = instant(day, "at", zone="event__time_zone")
        return self.annotate(due_at=due_at).filter(
            ~Q(swept_for=F("event__starts_at")) | Q(swept_for=None),
            due_at__lte=now,
            event__status=Event.Status.PUBLISHED,
            event__starts_at__gt=now,
        )


class Reminder(models.Model):
    """When to remind the people of one event: so many days before, at this wall-clock time."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="reminders"
    )
    days_before = models.PositiveSmallIntegerField(_("days before"))
    at = models.TimeField(_("at"), default=dt.time(9, 0))
    # The start for which everybody was reminded; another start reminds again.
    swept_for = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "days_before", "at"], name="one_reminder_per_moment"
            )
        ]

    def __str__(self):
        return _("%(days)s days before at %(time)s") % {
            "days": self.days_before,
            "time": self.at.strftime("%H:%M"),
        }
