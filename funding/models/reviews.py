from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.applications import Application
from funding.models.schemes import Criterion


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A reviewer sees their own, unless they declared a conflict: then nothing remains."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(reviewer=user).standing()

    def managed_by(self, user):
        """Those who run the call, except for reviewers' own: they see these by `visible_to`."""
        applications = Application.objects.managed_by(user).values("pk")
        return self.filter(
            Q(pk__in=self.model.objects.visible_to(user).values("pk"))
            | Q(application__in=applications)
        )

    def outstanding(self):
        return self.filter(status__in=[Assignment.Status.ASKED, Assignment.Status.ACCEPTED])

    def standing(self):
        """Those that count: neither conflicted nor taken off."""
        return self.exclude(status__in=[Assignment.Status.CONFLICTED, Assignment.Status.RELEASED])

    def reviewed(self):
        return self.filter(status=Assignment.Status.REVIEWED)


class Assignment(models.Model):
    """One reviewer asked to review one application."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Conflict not yet declared")
        ACCEPTED = "accepted", _("No conflict, review to come")
        CONFLICTED = "conflicted", _("Conflict of interest")
        REVIEWED = "reviewed", _("Review sent")
        RELEASED = "released", _("Taken off")

    MOVES = {
        Status.ASKED: {Status.ACCEPTED, Status.CONFLICTED, Status.RELEASED},
        Status.ACCEPTED: {Status.REVIEWED, Status.CONFLICTED, Status.RELEASED},
        Status.REVIEWED: {Status.CONFLICTED},
    }

    application = models.ForeignKey(
        Application,
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED, editable=False
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    conflict_note = models.TextField(_("conflict declared"), blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("review assignment")
        verbose_name_plural = _("review assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="one_assignment_per_reviewer"
            )
        ]

    def __str__(self):
        return f"{self.application.reference} – {self.reviewer}"

    def why_not_send(self, what: str, version: str) -> str:
        """Why the letter to the reviewer should no longer leave."""
        wanted = {self.Status.ASKED, self.Status.ACCEPTED}
        if what != "review_released" and self.status not in wanted:
            return str(_("The review is no longer asked for."))
        return ""


class Review(models.Model):
    """What a reviewer says: scores, words for the applicant, words for the panel alone."""

    assignment = models.OneToOneField(
        Assignment, verbose_name=_("assignment"), on_delete=models.PROTECT, related_name="review"
    )
    comment = models.TextField(_("comment for the applicant"))
    confidential = models.TextField(_("comment for the panel alone"), blank=True)
    submitted_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self):
        return str(self.assignment)


class Score(models.Model):
    """The points a reviewer gave for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="scores"
    )
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion")
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"
