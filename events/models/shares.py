from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from hubs.models import Sector


class ShareQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class Share(models.Model):
    """How many of an event's places people of one sector shall have, at least and at most.

    Counted by the programme's words for sectors; of an event in person and online it is the room
    that is shared out. Holds until `event.shares_until`.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="shares"
    )
    roll_up = models.CharField(_("sector"), max_length=10, choices=Sector.RollUp)
    at_least = models.PositiveIntegerField(_("places held for them"), default=0)
    at_most = models.PositiveIntegerField(_("and no more than"), null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a sector")
        verbose_name_plural = _("shares of sectors")
        constraints = [
            models.UniqueConstraint(fields=["event", "roll_up"], name="one_share_per_sector"),
            models.CheckConstraint(
                condition=Q(at_most=None) | Q(at_most__gte=F("at_least")),
                name="share_is_at_most_what_it_is_at_least",
                violation_error_message=_("No more than so many cannot be fewer than are held."),
            ),
            models.CheckConstraint(
                condition=Q(at_least__gt=0) | Q(at_most__isnull=False),
                name="share_says_something",
                violation_error_message=_("Say how many places are held, or how many at most."),
            ),
        ]

    def __str__(self):
        return self.get_roll_up_display()
