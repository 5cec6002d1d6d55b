from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.agreements import moved
from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.publishing import OfHubQuerySet, web_address


class RecognitionScheme(models.Model):
    """Somebody's scheme of labels or stars, such as reference sites for active ageing."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    about = I18nTextField(_("about"), blank=True, help_text=_("Markdown."))
    awarded_by = models.CharField(_("awarded by"), max_length=200, blank=True)
    url = models.URLField(_("website"), blank=True, validators=[web_address])

    class Meta:
        verbose_name = _("recognition scheme")
        verbose_name_plural = _("recognition schemes")

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("hubs:recognition", args=[self.slug])


class RecognitionQuerySet(OfHubQuerySet):
    def visible_to(self, user):
        """All but those of hubs and organisations that this person may not see."""
        hubs = Hub.objects.visible_to(user).values("pk")
        organisations = Organisation.objects.visible_to(user).values("pk")
        return self.filter(
            Q(hub=None) | Q(hub__in=hubs),
            Q(organisation=None) | Q(organisation__in=organisations),
        )

    def current(self, *, today):
        return self.exclude(expires_on__lt=today)


class Recognition(models.Model):
    """A label that a hub or an organisation holds, at which level, from when until when."""

    scheme = models.ForeignKey(
        RecognitionScheme,
        verbose_name=_("scheme"),
        on_delete=models.PROTECT,
        related_name="recognitions",
    )
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="recognitions",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="recognitions",
        null=True,
        blank=True,
    )
    level = I18nCharField(_("level"), max_length=100, blank=True, help_text=_("As in “3 stars”."))
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    awarded_on = models.DateField(_("awarded"))
    only_year = models.BooleanField(_("only the year is known"), default=False)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    evidence_url = models.URLField(_("evidence"), blank=True, validators=[web_address])
    coordinator = models.ForeignKey(
        Organisation,
        verbose_name=_("coordinated by"),
        on_delete=models.PROTECT,
        related_name="coordinated_recognitions",
        null=True,
        blank=True,
    )
    note = I18nTextField(_("note"), blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = [
            models.CheckConstraint(
                condition=Q(hub__isnull=False) | Q(organisation__isnull=False),
                name="recognition_has_a_holder",
                violation_error_message=_("Choose the hub or the organisation that holds it."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("awarded_on")),
                name="recognition_expires_after_it_is_awarded",
                violation_error_message=_("A recognition cannot expire before it is awarded."),
            ),
        ]

    def __str__(self):
        return f"{self.scheme} – {self.hub or self.organisation}"

    @property
    def awarded(self) -> str:
        """The day, or only the year where no more is known."""
        day = self.awarded_on
        return str(day.year) if self.only_year else formats.date_format(day)

    @property
    def stars_drawn(self) -> range:
        """For a loop in a template; at most ten are drawn."""
        return range(min(self.stars or 0, 10))

    def has_expired(self, *, today) -> bool:
        return self.expires_on is not None and self.expires_on < today

    def why_not_send(self, what: str, version: str) -> str:
        """A reminder is true while the day it speaks of stands."""
        return moved(self, version)
