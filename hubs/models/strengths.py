"""What an organisation says of itself beyond its name: strengths, networks, facts and offers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.organisations import Organisation
from hubs.models.publishing import web_address
from hubs.models.terms import Term
from hubs.models.vocabularies import Theme


class Strength(models.Model):
    """A theme that an organisation is known for."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="strengths",
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="strengths"
    )
    note = I18nCharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("strength")
        verbose_name_plural = _("strengths")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "theme"],
                name="one_strength_of_a_theme",
                violation_error_message=_("This strength is there already."),
            )
        ]

    def __str__(self):
        return str(self.theme)


class Affiliation(Term):
    """An organisation belongs to a network, from when until when. Networks are organisations."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="affiliations",
    )
    network = models.ForeignKey(
        Organisation, verbose_name=_("network"), on_delete=models.PROTECT, related_name="affiliates"
    )

    class Meta(Term.Meta):
        verbose_name = _("membership of a network")
        verbose_name_plural = _("networks it belongs to")
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation=F("network")),
                name="network_is_not_its_own_member",
                violation_error_message=_("Choose another organisation."),
            ),
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "network"],
                condition=Q(until=None),
                name="one_current_affiliation",
                violation_error_message=_("It belongs to this network already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.network}"


class Fact(models.Model):
    """A figure or a fact with the year it was true in and where it stands."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="facts"
    )
    label = I18nCharField(_("what"), max_length=100)
    value = I18nCharField(_("value"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    source_url = models.URLField(_("source"), blank=True, validators=[web_address])

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(1000, 2100)),
                name="fact_has_a_year",
                violation_error_message=_("Enter a year, as in 2024."),
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.value} ({self.year})"


class Offer(models.Model):
    """What an organisation offers to others, or promises for a year."""

    class Kind(models.TextChoices):
        TEST_BED = "test_bed", _("Test bed")
        POPULATION = "population", _("Population or cohort")
        FACILITY = "facility", _("Facility or equipment")
        DATA = "data", _("Data")
        EXPERTISE = "expertise", _("Expertise")
        PLACEMENT = "placement", _("Placements")
        TRAINING = "training", _("Training")
        PLEDGE = "pledge", _("Pledge")

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="offers",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = I18nTextField(_("what"))
    until = models.DateField(_("holds until"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"
