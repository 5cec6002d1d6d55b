from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubportal.uploads.models import Upload
from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.publishing import Published


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
