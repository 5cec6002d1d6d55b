from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import CURRENCIES, TIME_ZONES, Hub
from hubs.models.organisations import Organisation
from hubs.models.publishing import Published, PublishedQuerySet, web_address
from hubs.models.search import matching, search_column, search_index, searchable
from hubs.models.vocabularies import Barrier, Sector, Territory, Theme, holding, inside


@dataclass(frozen=True)
class Circumstances:
    """What decides whether a person may apply, as keys; no sectors or no places: we do not know.

    `places` are those where they work or feel at home and all that hold these; `events` are those
    they came to.
    """

    sectors: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()


class OpportunityQuerySet(PublishedQuerySet):
    def matching(self, words: str):
        return matching(self, words)

    def for_person(self, *, sectors, places, events):
        """Those whose data let this person apply; see `Circumstances` for the keys.

        What we do not know of a person excludes nothing; that they came to no event, we know.
        """
        rows = self._open_to("events", Q(event__in=events))
        if sectors:
            rows = rows._open_to("sectors", Q(sector__in=sectors))
        return rows._open_to("territories", Q(territory__in=places)) if places else rows

    def for_sector(self, code: str):
        """Those for this sector and those for all."""
        return self._open_to("sectors", Q(sector__code=code))

    def for_place(self, slug: str):
        """Those open to people there: in the place, in a part of it, in all that holds it."""
        there = Territory.objects.filter(slug=slug).values("pk")
        return self._open_to("territories", inside(there) | holding(there))

    def _open_to(self, many: str, these: Q):
        """Rows that name nothing in `many`, which means all, or one of `these`."""
        named = getattr(self.model, many).through.objects.filter(opportunity=OuterRef("pk"))
        return self.filter(~Exists(named) | Exists(named.filter(these)))

    def kept_by(self, user):
        """Adds `reminds`: whether this person has saved it with a reminder; None: not saved."""
        saved = self.model._meta.get_field("saved").related_model.objects.visible_to(user)
        mine = saved.filter(opportunity=OuterRef("pk"))
        return self.annotate(reminds=Subquery(mine.values("remind")[:1]))

    def soonest_first(self):
        """What closes first stands first; what is always open stands last."""
        return self.order_by(F("closes_at").asc(nulls_last=True), "pk")

    def open(self, *, now):
        return self.exclude(opens_at__gt=now).exclude(closes_at__lte=now)

    def to_open(self, *, now):
        return self.filter(opens_at__gt=now)

    def closed(self, *, now):
        return self.filter(closes_at__lte=now)


class Opportunity(Published):
    """Something to apply for elsewhere: money, a programme, a call, a placement, training."""

    class Kind(models.TextChoices):
        FUNDING = "funding", _("Funding")
        LEADERSHIP = "leadership", _("Leadership programme")
        CALL = "call", _("External call")
        PLACEMENT = "placement", _("Placement")
        TRAINING = "training", _("Training")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        null=True,
        blank=True,
        help_text=_("The hub that keeps this entry; empty for the whole programme."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    body = I18nTextField(_("details"), blank=True, help_text=_("Markdown."))
    funder = models.ForeignKey(
        Organisation,
        verbose_name=_("offered by"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        null=True,
        blank=True,
    )
    url = models.URLField(_("where to apply"), validators=[web_address])
    amount_min = models.PositiveIntegerField(_("amount from"), null=True, blank=True)
    amount_max = models.PositiveIntegerField(_("amount up to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="GBP")
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TIME_ZONES, default="Europe/London"
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: open all the time.")
    )
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    sectors = models.ManyToManyField(
        Sector,
        verbose_name=_("sectors that may apply"),
        related_name="opportunities",
        blank=True,
        help_text=_("Empty means all."),
    )
    territories = models.ManyToManyField(
        Territory,
        verbose_name=_("places from which one may apply"),
        related_name="opportunities",
        blank=True,
        help_text=_("Empty means everywhere."),
    )
    eligibility = I18nTextField(_("who may apply, in words"), blank=True)
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="opportunities", blank=True
    )
    barriers = models.ManyToManyField(
        Barrier, verbose_name=_("barriers it lowers"), related_name="opportunities", blank=True
    )
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where this entry comes from.")
    )
    source_url = models.URLField(_("source address"), blank=True, validators=[web_address])
    source_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    search_title = search_column("title")
    search_text = models.GeneratedField(
        expression=searchable("title", "summary", "body"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="opportunity_closes_after_it_opens",
                violation_error_message=_("It cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(amount_min=None)
                | Q(amount_max=None)
                | Q(amount_max__gte=F("amount_min")),
                name="opportunity_amounts_in_order",
                violation_error_message=_("The highest amount is below the lowest."),
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="one_opportunity_per_source_id",
                violation_error_message=_("This entry of that source is here already."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], name="opportunity_search", opclasses=["gin_trgm_ops"]),
            search_index("opportunity_title", "search_title"),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("hubs:opportunity", args=[self.slug])

    def is_open(self, *, now) -> bool:
        return not (self.is_announced(now=now) or self.is_closed(now=now))

    def is_announced(self, *, now) -> bool:
        """Whether it opens only later."""
        return bool(self.opens_at and self.opens_at > now)

    def is_closed(self, *, now) -> bool:
        return bool(self.closes_at and self.closes_at <= now)
