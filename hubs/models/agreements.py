import datetime as dt

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubportal.uploads.models import Upload
from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.publishing import Published, PublishedQuerySet

EXPIRES_SOON = dt.timedelta(days=90)
REVIEW_SOON = dt.timedelta(days=30)


class Standing(models.TextChoices):
    """Where an agreement stands, by its dates alone."""

    IN_FORCE = "in_force", _("In force")
    TO_REVIEW = "to_review", _("To be reviewed")
    EXPIRES_SOON = "expires_soon", _("Expires soon")
    TO_COME = "to_come", _("Not yet begun")
    EXPIRED = "expired", _("Expired")
    ENDED = "ended", _("Ended early")
    UNDATED = "undated", _("Dates not recorded")


class AgreementQuerySet(PublishedQuerySet):
    def with_standing(self, *, today):
        """Each with its `standing`; what ends it comes before what asks for attention."""
        dates = Q(signed_on=None, starts_on=None, review_on=None, expires_on=None)
        cases = [
            (Q(ended_on__isnull=False), Standing.ENDED),
            (Q(expires_on__lt=today), Standing.EXPIRED),
            (Q(starts_on__gt=today), Standing.TO_COME),
            (Q(expires_on__lte=today + EXPIRES_SOON), Standing.EXPIRES_SOON),
            (Q(review_on__lte=today + REVIEW_SOON), Standing.TO_REVIEW),
            (dates, Standing.UNDATED),
        ]
        whens = [When(when, then=Value(standing.value)) for when, standing in cases]
        return self.annotate(standing=Case(*whens, default=Value(Standing.IN_FORCE.value)))

    def party(self, hub):
        """Those that this hub has signed or answers for."""
        return self.filter(Q(hub=hub) | Q(pk__in=hub.party_to.values("pk")))

    def watched(self):
        """Those whose dates somebody has to keep: all but the ended and the withdrawn."""
        return self.filter(ended_on=None).exclude(status=Published.Status.WITHDRAWN)


class Agreement(Published):
    """What hubs and organisations have signed with each other; the papers stay private."""

    class Kind(models.TextChoices):
        INTENTION = "intention", _("Letter of intent")
        MEMORANDUM = "memorandum", _("Memorandum of understanding")
        COOPERATION = "cooperation", _("Cooperation agreement")
        PROJECT = "project", _("Project agreement")
        CONSORTIUM = "consortium", _("Consortium agreement")
        DATA = "data", _("Data agreement")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("responsible hub"),
        on_delete=models.PROTECT,
        related_name="agreements",
        null=True,
        blank=True,
    )
    title = I18nCharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    purpose = I18nTextField(_("purpose"), help_text=_("For everybody, in a few sentences."))
    results = I18nTextField(_("what came of it"), blank=True, help_text=_("Markdown."))
    hubs = models.ManyToManyField(
        Hub, verbose_name=_("hubs that are party to it"), related_name="party_to", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation,
        verbose_name=_("organisations that are party to it"),
        related_name="agreements",
        blank=True,
    )
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    ended_on = models.DateField(_("ended early"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("starts_on")),
                name="agreement_expires_after_it_starts",
                violation_error_message=_("An agreement cannot expire before it starts."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("hubs:agreement", args=[self.slug])

    @property
    def standing_label(self) -> str:
        """In words, where the queryset has `with_standing`."""
        return str(Standing(self.standing).label)

    def why_not_send(self, what: str, version: str) -> str:
        """A reminder is true while the day it speaks of stands."""
        if self.ended_on or self.status == Published.Status.WITHDRAWN:
            return gettext("The agreement has ended.")
        return moved(self, version)


def moved(thing: models.Model, version: str) -> str:
    """Why a letter about a day is no longer true. Its version is "<field>:<day>:<days before>"."""
    field, day, _before = version.split(":")
    if str(getattr(thing, field)) == day:
        return ""
    return gettext("The day it speaks of has been moved.")


class AgreementDocumentQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(agreement__in=Agreement.objects.managed_by(user))


class AgreementDocument(models.Model):
    """A signed paper, for the staff of the responsible hub alone."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.CASCADE,
        related_name="documents",
    )
    upload = models.OneToOneField(
        Upload, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = AgreementDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self):
        return self.title
