from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hubs.models import Organisation, Tie
from members.models.people import User


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def managed_by(self, user):
        """Those for organisations of their own hubs, and for such as no hub is tied to."""
        if user.serves_everywhere():
            return self
        hubs = user.hubs_as("hub_manager")
        ties = Tie.objects.current().filter(organisation=OuterRef("organisation"))
        theirs = Exists(ties.filter(hub__in=hubs.values("pk")))
        return self.filter(theirs | (~Exists(ties) & Exists(hubs)))

    def waiting(self):
        return self.filter(status=Claim.Status.WAITING)


class Claim(models.Model):
    """A member says: I may speak for this organisation. Staff answer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    MOVES = {Status.WAITING: {Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN}}

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="claims"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="claims",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    address = models.EmailField(_("address at the organisation"))
    message = models.TextField(_("message"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim to an organisation")
        verbose_name_plural = _("claims to organisations")
        permissions = [("answer_claim", "Can accept and refuse claims")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(status="waiting"),
                name="one_waiting_claim",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"

    def why_not_send(self, what: str, version: str) -> str:
        """The staff need not hear of a claim that is answered or taken back."""
        waits = self.status == self.Status.WAITING
        return "" if what != "claim_waiting" or waits else str(_("The claim waits no more."))


class EditorQuerySet(models.QuerySet):
    def current(self):
        """Those who look after a page now; an account that is closed looks after nothing."""
        return self.filter(until=None, user__is_active=True)

    def managed_by(self, user):
        return (
            self if user.serves_everywhere() else self.filter(Exists(user.hubs_as("hub_manager")))
        )


class Editor(models.Model):
    """A person who looks after an organisation's page; ended ones stay as history."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="edits"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="editors",
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = EditorQuerySet.as_manager()

    class Meta:
        verbose_name = _("editor of an organisation")
        verbose_name_plural = _("editors of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(until=None), name="edits_once"
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"
