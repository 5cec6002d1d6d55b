"""What hubs and programmes want, and which plans that follows from."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.programmes import Programme
from hubs.models.publishing import OfHubQuerySet, web_address
from hubs.models.terms import Term
from hubs.models.vocabularies import Territory, Theme


class Policy(models.Model):
    """A plan or strategy of a government or an organisation, with the years it holds for."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    summary = I18nTextField(_("summary"), blank=True, help_text=_("Markdown."))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("of the organisation"),
        on_delete=models.PROTECT,
        related_name="policies",
        null=True,
        blank=True,
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("territory"),
        on_delete=models.PROTECT,
        related_name="policies",
        null=True,
        blank=True,
    )
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    url = models.URLField(_("where it can be read"), blank=True, validators=[web_address])

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="policy_ends_after_it_starts",
                violation_error_message=_("A policy cannot end before it starts."),
            )
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("hubs:policy", args=[self.slug])


class PriorityQuerySet(OfHubQuerySet):
    def current(self, *, today):
        return self.filter(Q(until=None) | Q(until__gte=today)).exclude(since__gt=today)


class Priority(Term):
    """A theme that a hub or a programme has made its own, from when until when and why."""

    class Kind(models.TextChoices):
        PRIORITY = "1_priority", _("Priority")
        STRENGTH = "2_strength", _("Strength")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.CASCADE,
        related_name="priorities",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="priorities",
        null=True,
        blank=True,
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="priorities"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PRIORITY)
    policy = models.ForeignKey(
        Policy,
        verbose_name=_("follows from"),
        on_delete=models.PROTECT,
        related_name="priorities",
        null=True,
        blank=True,
    )
    note = I18nCharField(_("note"), max_length=200, blank=True)

    objects = PriorityQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("priority or strength")
        verbose_name_plural = _("priorities and strengths")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hub=None) ^ Q(programme=None),
                name="priority_of_a_hub_or_a_programme",
                violation_error_message=_("Choose a hub or a programme, not both."),
            ),
            models.UniqueConstraint(
                fields=["hub", "theme", "kind"],
                condition=Q(until=None),
                name="one_current_priority_of_a_theme",
                violation_error_message=_("This hub has this priority already."),
            ),
        ]

    def __str__(self):
        return f"{self.hub or self.programme} – {self.theme}"


class BackingQuerySet(models.QuerySet):
    def current(self):
        return self.filter(until=None)


class Backing(Term):
    """What an organisation is to a programme: its owner, or one who pays for it."""

    class Kind(models.TextChoices):
        OWNS = "1_owns", _("Owner")
        FUNDS = "2_funds", _("Funder")
        ADVISES = "3_advises", _("Adviser")

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="backings"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="backings",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    scope = I18nCharField(_("for what"), max_length=200, blank=True)
    acknowledgement = I18nTextField(_("acknowledgement"), blank=True)

    objects = BackingQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("backing")
        verbose_name_plural = _("owners and funders")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "organisation", "kind"],
                condition=Q(until=None),
                name="one_current_backing_of_a_kind",
                violation_error_message=_("This organisation has this part already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.get_kind_display()} – {self.programme}"


class Milestone(models.Model):
    """A dated fact in the life of a programme or a hub."""

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.CASCADE,
        related_name="milestones",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="milestones",
        null=True,
        blank=True,
    )
    on = models.DateField(_("date"))
    only_year = models.BooleanField(_("only the year is known"), default=False)
    text = I18nCharField(_("what happened"), max_length=300)
    url = models.URLField(_("source"), blank=True, validators=[web_address])

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("timeline")
        constraints = [
            models.CheckConstraint(
                condition=Q(hub=None) ^ Q(programme=None),
                name="milestone_of_a_hub_or_a_programme",
                violation_error_message=_("Choose a hub or a programme, not both."),
            )
        ]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.text}"


class HubLinkQuerySet(models.QuerySet):
    def managed_by(self, user):
        hubs = user.hubs_as("hub_manager").values("pk")
        return self.filter(Q(hub__in=hubs) | Q(other__in=hubs))


class HubLink(Term):
    """A link between two hubs that both pages show."""

    class Kind(models.TextChoices):
        SISTER = "1_sister", _("Sister hub")
        EXCHANGE = "2_exchange", _("Exchange of experience")
        EVENT = "3_event", _("Joint events")
        AGREEMENT = "4_agreement", _("Agreement")

    hub = models.ForeignKey(
        Hub, verbose_name=_("hub"), on_delete=models.CASCADE, related_name="links"
    )
    other = models.ForeignKey(
        Hub, verbose_name=_("other hub"), on_delete=models.CASCADE, related_name="links_back"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = I18nCharField(_("note"), max_length=200, blank=True)

    objects = HubLinkQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("link between hubs")
        verbose_name_plural = _("links to other hubs")
        constraints = [
            models.CheckConstraint(
                condition=~Q(hub=F("other")),
                name="hub_is_not_linked_to_itself",
                violation_error_message=_("Choose another hub."),
            ),
            *Term.Meta.constraints,
        ]

    def __str__(self):
        return f"{self.hub} – {self.other}"
