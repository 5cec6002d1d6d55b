"""Runs of Partner Perspectives, and the questions that everybody in one is asked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub


class SeriesQuerySet(models.QuerySet):
    def managed_by(self, user):
        if user.serves_everywhere():
            return self
        return self.filter(hub__in=user.hubs_as("hub_manager").values("pk"))

    def usable_by(self, user):
        """A series of the whole programme is there for every hub, though not to be changed."""
        return self.filter(Q(hub=None) | Q(pk__in=type(self)(self.model).managed_by(user)))


class Series(models.Model):
    """A run of features with the same questions, at a steady pace."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="series",
        null=True,
        blank=True,
    )
    name = I18nCharField(_("name"), max_length=200)
    about = I18nTextField(_("about"), blank=True, help_text=_("Markdown."))
    every_months = models.PositiveSmallIntegerField(_("one every so many months"), default=1)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self):
        return str(self.name)


class SeriesQuestion(models.Model):
    """A question that everybody in a series is asked."""

    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.CASCADE, related_name="questions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    wording = I18nCharField(_("wording"), max_length=300)
    one_word = models.BooleanField(
        _("answered by one word"),
        default=False,
        help_text=_("These words gather on the hub’s page."),
    )
    retired = models.BooleanField(_("no longer asked"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return str(self.wording)
