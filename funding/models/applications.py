import secrets

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.calls import Call
from funding.models.schemes import Question
from hubportal.workflow.models import Step
from hubs.models import Organisation, Sector, Territory

# Without letters and digits that people confuse when they read a reference aloud.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(prefix: str, year: int) -> str:
    """A reference such as SF-2026-7K4MQ; unique by constraint, not guessable by counting."""
    return f"{prefix}-{year}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Applicants see their own; nobody else sees an application outside the staff side."""
        return self.filter(applicant=user.pk) if user.is_authenticated else self.none()

    def managed_by(self, user):
        """Those who run the call see what was handed in, never a draft.

        Their own application, or one they declared a conflict with, does not exist for them.
        """
        calls = Call.objects.managed_by(user).values("pk")
        conflicted = self.model.objects.filter(
            assignments__reviewer=user, assignments__status="conflicted"
        )
        return (
            self.filter(call__in=calls)
            .exclude(status=Application.Status.DRAFT)
            .exclude(applicant=user)
            .exclude(pk__in=conflicted.values("pk"))
        )

    def drafts(self):
        return self.filter(status=Application.Status.DRAFT)

    def live(self):
        return self.exclude(status=Application.Status.WITHDRAWN)

    def whole(self):
        """With everything that its pages show, in a fixed number of queries."""
        partners = Partner.objects.select_related("sector", "territory")
        return self.select_related(
            "applicant", "employer", "sector", "call__scheme", "call__hub", "call__event"
        ).prefetch_related(
            models.Prefetch("partners", partners),
            "answers",
            "call__scheme__sections__questions",
        )

    def with_reviews(self):
        """Adds `reviews_in`, and `mean_score`: points by weight over all reviews that stand."""
        scores = (
            apps.get_model("funding", "Score")
            .objects.filter(
                review__assignment__application=models.OuterRef("pk"),
                review__assignment__status="reviewed",
            )
            .order_by()
            .values("review__assignment__application")
        )
        # whole numbers divided by whole numbers would lose what is behind the point
        weighted = Cast(models.Sum(F("points") * F("criterion__weight")), models.FloatField())
        mean = weighted / Cast(models.Sum("criterion__weight"), models.FloatField())
        reviewed = Q(assignments__status="reviewed")
        return self.annotate(
            reviews_in=models.Count("assignments", filter=reviewed),
            mean_score=models.Subquery(scores.annotate(mean=mean).values("mean")),
        )

    def undecided(self):
        return self.filter(
            status__in=[
                Application.Status.SUBMITTED,
                Application.Status.QUERIED,
                Application.Status.ELIGIBLE,
                Application.Status.IN_REVIEW,
            ]
        )


class Application(models.Model):
    """One applicant's request under one call, from draft to decision."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        QUERIED = "queried", _("Question asked")
        ELIGIBLE = "eligible", _("Eligibility check passed")
        INELIGIBLE = "ineligible", _("Not eligible")
        IN_REVIEW = "in_review", _("With reviewers")
        AWARDED = "awarded", _("Awarded")
        DECLINED = "declined", _("Not funded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {
            Status.QUERIED,
            Status.ELIGIBLE,
            Status.INELIGIBLE,
            Status.WITHDRAWN,
        },
        Status.QUERIED: {Status.SUBMITTED, Status.INELIGIBLE, Status.WITHDRAWN},
        Status.ELIGIBLE: {Status.IN_REVIEW, Status.WITHDRAWN},
        Status.IN_REVIEW: {Status.AWARDED, Status.DECLINED, Status.WITHDRAWN},
    }
    DECIDED = [Status.AWARDED, Status.DECLINED, Status.INELIGIBLE]

    reference = models.CharField(_("reference"), max_length=24, unique=True, editable=False)
    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="applications"
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("applicant"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    # Grows with every save; a stale tab carries an older one.
    version = models.PositiveIntegerField(default=1, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    title = models.CharField(_("project title"), max_length=150, blank=True)
    summary = models.TextField(_("plain-language summary"), blank=True)
    amount = models.PositiveIntegerField(_("amount asked for"), null=True, blank=True)
    starts_on = models.DateField(_("planned start"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("length in months"), null=True, blank=True)
    employer_name = models.CharField(_("employing organisation"), max_length=200, blank=True)
    # The organisation of that name, when we know one.
    employer = models.ForeignKey(
        Organisation,
        verbose_name=_("employing organisation"),
        on_delete=models.PROTECT,
        related_name="applications",
        null=True,
        blank=True,
    )
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("your sector"),
        on_delete=models.PROTECT,
        related_name="applications",
        null=True,
        blank=True,
    )
    # Slugs of the sections the applicant has marked as completed.
    completed = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decision_reason = models.TextField(_("reason for the decision"), blank=True, editable=False)
    awarded_amount = models.PositiveIntegerField(
        _("amount awarded"), null=True, blank=True, editable=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [
            ("check_application", "Can check eligibility and ask questions"),
            ("assign_application", "Can assign reviewers"),
            ("review_application", "Can review applications"),
            ("decide_application", "Can decide on applications"),
        ]
        indexes = [
            models.Index(fields=["call", "status"], name="application_call_status"),
            models.Index(fields=["applicant"], name="application_applicant"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "applicant"],
                condition=~Q(status="withdrawn"),
                name="one_live_application_per_call",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["awarded", "declined", "ineligible"])
                | (~Q(decision_reason="") & Q(decided_at__isnull=False)),
                name="decision_has_a_reason_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="handed_in_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="awarded", awarded_amount__isnull=False)
                | (~Q(status="awarded") & Q(awarded_amount=None)),
                name="only_an_award_has_an_amount",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("funding:application", args=[self.reference])

    def why_not_send(self, what: str, version: str) -> str:
        """Why a letter about this should no longer leave; empty when it still tells the truth."""
        if self.status == self.Status.WITHDRAWN and what != "withdrawn":
            return str(_("The application was withdrawn."))
        if what in {"decision", "eligibility_refused"} and version != self.status:
            return str(_("The decision is no longer current."))
        if what == "query" and not self._asks(version):
            return str(_("The question was answered already."))
        return ""

    def _asks(self, number: str) -> bool:
        """Whether the question of this number is the one that waits for an answer."""
        asked = Step.objects.about(self).filter(now=self.Status.QUERIED).count()
        return self.status == self.Status.QUERIED and number == str(asked)


class Partner(models.Model):
    """An organisation that takes part; in an experience award, where the applicant would work."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("organisation"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships", null=True, blank=True
    )
    # A draft may leave these open; what is handed in never does.
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        related_name="partnerships",
        null=True,
        blank=True,
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("nation or country"),
        on_delete=models.PROTECT,
        related_name="partnerships",
        null=True,
        blank=True,
    )
    contact = models.CharField(_("person you work with"), max_length=150, blank=True)
    role = models.CharField(_("what they bring"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Answer(models.Model):
    """What the applicant answered, with the wording of the question at the time."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    wording = models.CharField(_("question"), max_length=300)
    text = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"], name="one_answer_per_question"
            )
        ]

    def __str__(self):
        return self.wording
