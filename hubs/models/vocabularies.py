"""The words that hubs, people, events and calls are sorted by; labels are translated content."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.search import search_column, search_index


class Sector(models.Model):
    """A line of work in or around health research. Codes are never shown to people."""

    class RollUp(models.TextChoices):
        """The programme's six words for reports; networks and funders stand apart."""

        CARE = "care", _("NHS and care")
        ACADEMIA = "academia", _("Academia")
        INDUSTRY = "industry", _("Industry")
        THIRD = "third", _("Third sector")
        PUBLIC = "public", _("Public bodies")
        PEOPLE = "people", _("Patients and public")
        BETWEEN = "between", _("Networks and funders")

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    roll_up = models.CharField(_("counted under"), max_length=10, choices=RollUp)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["position"]

    def __str__(self):
        return str(self.name)


class Theme(models.Model):
    """A subject that events share across hubs, such as precision medicine."""

    slug = models.SlugField(_("address"), unique=True)
    name = I18nCharField(_("name"), max_length=200)
    retired = models.BooleanField(_("retired"), default=False)
    search_text = search_column("name")

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["slug"]
        indexes = [search_index("theme_search")]

    def __str__(self):
        return str(self.name)


class Territory(models.Model):
    """A place in the tree country, nation, region, city region."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        NATION = "nation", _("Nation")
        REGION = "region", _("Region")
        CITY_REGION = "city_region", _("City region")

    slug = models.SlugField(_("address"), unique=True)
    name = I18nCharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")) | Q(parent=None),
                name="territory_is_not_part_of_itself",
            )
        ]

    def __str__(self):
        return str(self.name)


# Country, nation, region, city region.
DEPTH = 4


def inside(places, *, of: str = "territory") -> Q:
    """Rows whose `of` is one of these places or their parts: Wales is in the United Kingdom."""
    steps = (of + "__parent" * depth for depth in range(DEPTH))
    return reduce(or_, (Q(**{f"{step}__in": places}) for step in steps))


def holding(places, *, of: str = "territory") -> Q:
    """Rows whose `of` is one of these places or holds one of them."""
    steps = (of + "__parts" * depth for depth in range(DEPTH))
    return reduce(or_, (Q(**{f"{step}__in": places}) for step in steps))


def lineage(place: Territory | None) -> list[Territory]:
    """The place and all that holds it; a query for each parent that was not read with it."""
    found: list[Territory] = []
    while place is not None and len(found) < DEPTH:
        found.append(place)
        place = place.parent
    return found


class Barrier(models.Model):
    """One of the five barriers to cross-sector work that the programme's scoping named in 2019."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = I18nCharField(_("name"), max_length=200)
    answer = I18nTextField(_("what the portal does about it"), blank=True)

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        ordering = ["number"]

    def __str__(self):
        return str(self.name)
