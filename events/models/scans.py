from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from events.models.registrations import Registration


class ScanQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def to_judge(self):
        """Set aside, not dismissed, of people of whom it is still said that they did not come."""
        return self.filter(
            outcome=Scan.Outcome.SET_ASIDE,
            status=Scan.Status.KEPT,
            registration__in_place=True,
            registration__status__in=[Registration.Status.CONFIRMED, Registration.Status.MISSED],
        )


class Scan(models.Model):
    """One reading at the door, kept as it was; who arrived when follows from the earliest."""

    class Outcome(models.TextChoices):
        FIRST = "first", _("Checked in")
        AGAIN = "again", _("Checked in before")
        OTHER_EVENT = "other_event", _("Place at another event")
        NO_PLACE = "no_place", _("No place")
        SET_ASIDE = "set_aside", _("Set aside for the staff")
        UNKNOWN = "unknown", _("Not one of our codes")

    class Status(models.TextChoices):
        KEPT = "kept", _("Kept")
        DISMISSED = "dismissed", _("Dismissed")

    MOVES = {Status.KEPT: {Status.DISMISSED}}

    # Made by the device, so that a reading which is sent twice is kept once.
    key = models.UUIDField(unique=True)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="scans"
    )
    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="scans",
        null=True,
        blank=True,
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    # What was read never changes; staff can judge that nothing follows from it.
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.KEPT, editable=False
    )
    # By the clock of the device; never later than it reached us.
    scanned_at = models.DateTimeField(_("scanned"))
    received_at = models.DateTimeField(_("received"))
    device = models.CharField(_("device"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading at the door")
        verbose_name_plural = _("readings at the door")
        indexes = [models.Index(fields=["event", "scanned_at"], name="scan_event_time")]

    def __str__(self):
        return f"{self.registration or self.event}: {self.get_outcome_display()}"
