import datetime as dt
from itertools import pairwise

from django.core import signing
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.links import unsigned
from hubs.models import Opportunity
from members.models.people import User

# Whoever holds the link from a letter may turn off the reminders of this one entry.
SAVED = signing.Signer(salt="members.saved", sep=".")
# So many days before an opportunity closes the person is reminded, the last days last.
LEADS = (7, 1)


class SavedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def of_token(self, token: str):
        """The one row that a link from a letter names; none when the link is forged."""
        pk = unsigned(SAVED, token)
        return self.filter(pk=pk) if pk else self.none()

    def to_remind(self, *, days: int, now: dt.datetime):
        """Those to be told now that it closes within `days` (one of `LEADS`).

        Whoever saved it when that moment had passed has just read when it closes; the next
        reminder still comes. Where a later reminder is due too, it alone is written.
        """
        later = dict(pairwise((*LEADS, 0)))[days]
        public = Opportunity.objects.public().open(now=now)
        return self.filter(
            remind=True,
            user__is_active=True,
            opportunity__in=public.values("pk"),
            opportunity__closes_at__gt=now + dt.timedelta(days=later),
            opportunity__closes_at__lte=now + dt.timedelta(days=days),
            saved_at__lte=F("opportunity__closes_at") - dt.timedelta(days=days),
        ).exclude(reminded_for=F("opportunity__closes_at"), reminded_days__lte=days)


class Saved(models.Model):
    """An opportunity that a person wants to keep in sight, with a reminder before it closes."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="saved"
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        on_delete=models.CASCADE,
        related_name="saved",
    )
    remind = models.BooleanField(_("remind me before it closes"), default=True)
    # Asking for reminders anew counts as saving anew.
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    # The deadline of which the last reminder told, and so many days before it.
    reminded_for = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    objects = SavedQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved opportunity")
        verbose_name_plural = _("saved opportunities")
        constraints = [models.UniqueConstraint(fields=["user", "opportunity"], name="saved_once")]

    def __str__(self):
        return f"{self.user} – {self.opportunity}"

    @property
    def token(self) -> str:
        return SAVED.sign(str(self.pk))

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting letter is no longer true, in words for staff; empty when it still is."""
        opportunity, now = self.opportunity, timezone.now()
        if not self.remind:
            return str(_("The person wants no reminders."))
        if version.rpartition(":")[0] != moment(opportunity):
            return str(_("The deadline has moved since."))
        if opportunity.is_closed(now=now):
            return str(_("It is closed."))
        public = Opportunity.objects.public().filter(pk=opportunity.pk).exists()
        return "" if public else str(_("It is not public any more."))


def moment(opportunity: Opportunity) -> str:
    """The deadline as the version of a letter; another deadline is another letter."""
    return opportunity.closes_at.isoformat() if opportunity.closes_at else ""
