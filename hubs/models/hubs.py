from itertools import chain

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.programmes import Programme
from hubs.models.publishing import web_address
from hubs.models.search import search_column, search_index, searchable
from hubs.models.vocabularies import Territory, Theme

TIME_ZONES = [("Europe/London", _("United Kingdom time")), ("Europe/Oslo", _("Norwegian time"))]
CURRENCIES = [("GBP", _("Pounds sterling")), ("NOK", _("Norwegian kroner")), ("EUR", _("Euros"))]
LANGUAGES = [
    ("en", _("English")),
    ("cy", _("Welsh")),
    ("nb", _("Norwegian")),
    ("gd", _("Scottish Gaelic")),
    ("ga", _("Irish")),
]


def english() -> list[str]:
    return ["en"]


class HubQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everything but hubs that are still being planned, which only their staff see."""
        shown = self.exclude(status=Hub.Status.PLANNED)
        return shown | self.managed_by(user) if user.is_staff else shown

    def going(self):
        """All but those that have closed, whose pages stay."""
        return self.exclude(status=Hub.Status.CLOSED)

    def managed_by(self, user):
        return self.filter(pk__in=user.hubs_as().values("pk"))

    def letters_managed_by(self, user):
        """Letters about a hub hold what visitors wrote to it: not for everybody who serves it."""
        return self.filter(pk__in=user.hubs_as("hub_manager").values("pk"))

    def in_order(self):
        return self.order_by("kind", "position", "slug")

    def to_review(self, *, today):
        """Hubs with a public page whose review-by date has come; a closed one is history."""
        gone = [Hub.Status.PLANNED, Hub.Status.CLOSED]
        return self.filter(review_by__lte=today).exclude(status__in=gone)


class Hub(models.Model):
    """A place that brings sectors together: a nation's or region's hub, or a cluster abroad."""

    class Kind(models.TextChoices):
        NATION = "1_nation", _("Hub of a nation")
        REGION = "2_region", _("Regional partner")
        CLUSTER = "3_cluster", _("Health cluster")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PILOT = "pilot", _("Pilot")
        LIVE = "live", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    class Accent(models.TextChoices):
        WALES = "wales", _("Red")
        SCOTLAND = "scotland", _("Blue")
        NI = "ni", _("Green")
        ENGLAND = "england", _("Purple")
        NORDIC = "nordic", _("Amber")

    MOVES = {
        Status.PLANNED: {Status.PILOT, Status.LIVE},
        Status.PILOT: {Status.LIVE, Status.PAUSED, Status.CLOSED},
        Status.LIVE: {Status.PAUSED, Status.CLOSED},
        Status.PAUSED: {Status.LIVE, Status.CLOSED},
        Status.CLOSED: {Status.LIVE},
    }

    slug = models.SlugField(_("address"), unique=True)
    name = I18nCharField(_("name"), max_length=200)
    short_name = I18nCharField(
        _("short name"), max_length=60, help_text=_("The nation or place, as in “Wales”.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PLANNED, editable=False
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="hubs"
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="hubs",
        null=True,
        blank=True,
        help_text=_("Empty for clusters abroad and partners that stand by themselves."),
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("priorities"), related_name="hubs", through="hubs.Priority"
    )
    summary = I18nCharField(_("summary"), max_length=300)
    about = I18nTextField(_("about"), blank=True, help_text=_("Markdown."))
    looking_for = I18nTextField(
        _("looking for"),
        blank=True,
        help_text=_("Whom and what this hub would like to find, for other hubs. Markdown."),
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=LANGUAGES),
        verbose_name=_("languages"),
        default=english,
        help_text=_("Codes separated by commas; the first is shown first."),
    )
    welsh_standards = models.BooleanField(
        _("bound by Welsh Language Standards"),
        default=False,
        help_text=_("Nothing of this hub goes public in English alone."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TIME_ZONES, default="Europe/London"
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="GBP")
    accent = models.CharField(_("accent colour"), max_length=10, choices=Accent)
    founded = models.DateField(_("founded"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    reply_to = models.EmailField(
        _("reply address"),
        blank=True,
        help_text=_("Answers to letters go here. Never shown on a page."),
    )
    one_language_reason = models.CharField(
        _("why not in every language"), max_length=300, blank=True, editable=False
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("On this day it comes to the staff’s work queue: is it still right?"),
    )
    search_title = search_column("name", "short_name")
    search_text = models.GeneratedField(
        expression=searchable("name", "short_name", "summary", "about"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = HubQuerySet.as_manager()

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")
        permissions = [("move_hub", "Can open, pause and close hubs")]
        indexes = [
            GinIndex(fields=["search_text"], name="hub_search", opclasses=["gin_trgm_ops"]),
            search_index("hub_title", "search_title"),
        ]

    def __str__(self):
        return str(self.name)

    def has_public_page(self) -> bool:
        """Whether strangers may read its page; links lead nowhere else."""
        return self.status != Hub.Status.PLANNED

    def get_absolute_url(self):
        return reverse("hubs:detail", args=[self.slug])

    def shown_with(self):
        """The rows with texts of their own that its page shows."""
        parts = (self.ties, self.public_roles, self.priorities, self.links, self.milestones)
        return chain.from_iterable(part.all() for part in parts)
