"""What a kind of funding asks, allows and scores: data that the programme team enters."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import CURRENCIES


class SchemeQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Schemes are the programme's; hub staff read them to make calls."""
        return self if user.hubs_as().exists() else self.none()


class Scheme(models.Model):
    """A kind of funding with its rules, questions and criteria; calls are made from it."""

    class Kind(models.TextChoices):
        SEED_FUND = "seed_fund", _("Seed fund")
        EXPERIENCE_AWARD = "experience_award", _("Experience award")

    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = I18nCharField(_("name"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    guidance = I18nTextField(_("guidance"), blank=True, help_text=_("Markdown."))
    prefix = models.CharField(
        _("prefix of references"), max_length=6, help_text=_("As in SF-2026-7K4M.")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="GBP")
    min_amount = models.PositiveIntegerField(_("smallest amount"), default=0)
    max_amount = models.PositiveIntegerField(_("largest amount"))
    min_months = models.PositiveSmallIntegerField(_("shortest, in months"), default=1)
    max_months = models.PositiveSmallIntegerField(_("longest, in months"))
    min_partners = models.PositiveSmallIntegerField(_("partner organisations at least"), default=1)
    min_sectors = models.PositiveSmallIntegerField(
        _("sectors at least"), default=2, help_text=_("Counted over applicant and partners.")
    )
    partner_in_hub_nation = models.BooleanField(_("one partner in the hub's nation"), default=False)
    min_score = models.PositiveSmallIntegerField(_("lowest score"), default=1)
    max_score = models.PositiveSmallIntegerField(_("highest score"), default=5)
    reviewers = models.PositiveSmallIntegerField(_("reviewers for each application"), default=2)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_amount__gte=F("min_amount")), name="scheme_amounts_in_order"
            ),
            models.CheckConstraint(
                condition=Q(max_months__gte=F("min_months")), name="scheme_months_in_order"
            ),
            models.CheckConstraint(
                condition=Q(max_score__gt=F("min_score")), name="scheme_scores_in_order"
            ),
        ]

    def __str__(self):
        return str(self.name)


class Criterion(models.Model):
    """What reviewers score; public before anybody applies."""

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), on_delete=models.CASCADE, related_name="criteria"
    )
    name = I18nCharField(_("name"), max_length=200)
    guidance = I18nTextField(_("what a high score means"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.name)


class Section(models.Model):
    """A page of questions in the application form."""

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), on_delete=models.CASCADE, related_name="sections"
    )
    slug = models.SlugField(_("address"))
    name = I18nCharField(_("name"), max_length=200)
    hint = I18nCharField(_("hint"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "slug"], name="one_section_per_address")
        ]

    def __str__(self):
        return str(self.name)


class Question(models.Model):
    """One thing the form asks for in words; answers keep the wording of their time."""

    class Kind(models.TextChoices):
        LINE = "line", _("One line")
        TEXT = "text", _("Text")
        YES_NO = "yes_no", _("Yes or no")

    section = models.ForeignKey(
        Section, verbose_name=_("section"), on_delete=models.CASCADE, related_name="questions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    wording = I18nCharField(_("question"), max_length=300)
    hint = I18nTextField(_("hint"), blank=True)
    required = models.BooleanField(_("must be answered"), default=True)
    word_limit = models.PositiveSmallIntegerField(_("words at most"), default=250)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.wording)
