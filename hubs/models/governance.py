from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub
from hubs.models.people import PublicPerson, PublicPersonQuerySet
from hubs.models.programmes import Programme
from hubs.models.publishing import OfHubQuerySet
from hubs.models.terms import Term
from hubs.models.vocabularies import Sector, Territory


class BodyQuerySet(OfHubQuerySet):
    def visible_to(self, user):
        """By audience: everybody, people who are signed in, or the staff who manage it."""
        audiences = [Body.Audience.PUBLIC]
        if user.is_authenticated:
            audiences.append(Body.Audience.MEMBERS)
        shown = Q(audience__in=audiences) & (Q(hub=None) | ~Q(hub__status="planned"))
        if user.is_staff:
            shown |= Q(hub__in=user.hubs_as().values("pk"))
            shown |= Q(pk__in=Body.objects.managed_by(user).values("pk"))
        return self.filter(shown)

    def in_order(self):
        """By programme, then by hub, then from those who decide to those who advise."""
        where = [F("programme__position").asc(nulls_last=True), "hub__kind", "hub__position"]
        return self.order_by(*where, "programme__slug", "hub__slug", "kind", "slug")

    def to_review(self, *, today):
        """Those whose review-by date has come."""
        return self.filter(review_by__lte=today)


class Body(Term):
    """A group that governs or advises a hub or a programme, with its mandate and its seats."""

    class Kind(models.TextChoices):
        PARTNERS = "1_partners", _("Partner meeting")
        STRATEGY = "2_strategy", _("Strategy group")
        STEERING = "3_steering", _("Steering group")
        REFERENCE = "4_reference", _("Reference group")
        PANEL = "5_panel", _("User or student panel")
        WORKING = "6_working", _("Working group")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        MEMBERS = "members", _("People who are signed in")
        STAFF = "staff", _("Staff of the hub")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="bodies",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="bodies",
        null=True,
        blank=True,
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    mandate = I18nTextField(_("mandate"), blank=True, help_text=_("Markdown."))
    audience = models.CharField(
        _("who may see it"), max_length=10, choices=Audience, default=Audience.PUBLIC
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("governance body")
        verbose_name_plural = _("governance bodies")
        constraints = [
            models.CheckConstraint(
                condition=Q(hub=None) ^ Q(programme=None),
                name="body_of_a_hub_or_a_programme",
                violation_error_message=_("Choose a hub or a programme, not both."),
            ),
            *Term.Meta.constraints,
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("hubs:body", args=[self.slug])

    def owner(self):
        """The hub or the programme it belongs to; select both with it."""
        return self.hub or self.programme


class SeatQuerySet(PublicPersonQuerySet):
    def in_order(self):
        """The chair first, then the longest there; those of whom no date is known come last."""
        return self.order_by("-chair", F("since").asc(nulls_last=True), "pk")

    def managed_by(self, user):
        return self.filter(body__in=Body.objects.managed_by(user))


class Seat(PublicPerson):
    """A person's term in a governance body; the composition is counted from current seats."""

    body = models.ForeignKey(
        Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="seats"
    )
    chair = models.BooleanField(_("chair"), default=False)
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        related_name="seats",
        null=True,
        blank=True,
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("nation"),
        on_delete=models.PROTECT,
        related_name="seats",
        null=True,
        blank=True,
    )
    lived_experience = models.BooleanField(
        _("speaks as a patient, carer or member of the public"), default=False
    )

    objects = SeatQuerySet.as_manager()

    class Meta(PublicPerson.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            *PublicPerson.Meta.constraints,
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(chair=True, until=None),
                name="one_current_chair",
                violation_error_message=_("This body has a chair already; end that term first."),
            ),
        ]


class BodyMeeting(models.Model):
    """A sitting of a governance body; its minutes are read by whoever may see the body."""

    body = models.ForeignKey(
        Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="meetings"
    )
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    agenda = I18nTextField(_("agenda"), blank=True, help_text=_("Markdown."))
    minutes = I18nTextField(_("minutes"), blank=True, help_text=_("Markdown."))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self):
        return f"{self.body} {self.held_on:%Y-%m-%d}"
