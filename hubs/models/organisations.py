import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub
from hubs.models.publishing import web_address
from hubs.models.search import matching, search_column, search_index, searchable
from hubs.models.terms import Term
from hubs.models.vocabularies import Sector, Territory

# Crockford's base 32: no i, l, o and u, which are read as other signs.
ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def ror_id(value: str) -> None:
    """Refuses what is no ROR id: a 0, six signs and two check digits (ISO/IEC 7064, MOD 97-10).

    Source: ror.readme.io/docs/identifier. Raises `ValidationError`.
    """
    if not re.fullmatch(rf"0[{ROR_ALPHABET}]{{6}}[0-9]{{2}}", value):
        raise ValidationError(_("A ROR id has nine signs, as in “03yrm5c26”: 0, six, two digits."))
    number = 0
    for sign in value[:7]:
        number = number * 32 + ROR_ALPHABET.index(sign)
    if 98 - number * 100 % 97 != int(value[7:]):
        raise ValidationError(_("The last two digits do not fit the rest; check for a slip."))


def serves(user) -> Exists:
    """Whether this person serves any hub; asked by the database with the rows."""
    return Exists(user.hubs_as())


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stubs that a member typed in stay hidden until staff have looked at them."""
        if not user.is_staff:
            return self.filter(stub=False)
        return self if user.serves_everywhere() else self.filter(Q(stub=False) | serves(user))

    def matching(self, words: str):
        return matching(self, words)

    def with_tended(self):
        """Says of each, as `tended`, whether somebody of its own looks after its page."""
        looked_after = Q(editors__until=None, editors__user__is_active=True)
        rows = self.model._base_manager.filter(looked_after, pk=OuterRef("pk"))
        return self.annotate(tended=Exists(rows))

    def managed_by(self, user):
        """Organisations serve all hubs, so the staff of any hub may tend them."""
        return self if user.serves_everywhere() else self.filter(serves(user))


class Organisation(models.Model):
    """A body that people work for and that hubs are tied to."""

    class Size(models.TextChoices):
        MICRO = "micro", _("Fewer than 10 people")
        SMALL = "small", _("10 to 49 people")
        MEDIUM = "medium", _("50 to 249 people")
        LARGE = "large", _("250 people or more")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        related_name="organisations",
        null=True,
        blank=True,
    )
    size = models.CharField(_("size"), max_length=10, choices=Size, blank=True)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("territory"),
        on_delete=models.PROTECT,
        related_name="organisations",
        null=True,
        blank=True,
    )
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    summary = I18nTextField(_("summary"), blank=True)
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    domains = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("mail domains"),
        default=list,
        blank=True,
        help_text=_("Separated by commas; people with an address there may claim this page."),
    )
    ror_id = models.CharField(
        _("ROR id"),
        max_length=9,
        blank=True,
        validators=[ror_id],
        help_text=_("The last nine characters of the ror.org address."),
    )
    stub = models.BooleanField(
        _("stub"), default=False, help_text=_("Typed in by a member; not yet checked by staff.")
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("succeeded by"),
        on_delete=models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
    )
    search_title = search_column("name")
    search_text = models.GeneratedField(
        expression=searchable("name", "city", "ror_id", "summary"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            GinIndex(
                fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]
            ),
            search_index("organisation_title", "search_title"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ror_id"], condition=~Q(ror_id=""), name="one_organisation_per_ror_id"
            ),
            models.CheckConstraint(
                condition=Q(stub=True) | Q(sector__isnull=False),
                name="checked_organisation_has_a_sector",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="organisation_does_not_succeed_itself",
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("hubs:organisation", args=[self.slug])


class TieQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Ties whose two ends this person may see."""
        return self.filter(
            hub__in=Hub.objects.visible_to(user),
            organisation__in=Organisation.objects.visible_to(user),
        )

    def managed_by(self, user):
        return self.filter(hub__in=user.hubs_as())

    def current(self):
        return self.filter(until=None)


class Tie(Term):
    """What an organisation is to a hub, from when until when. Ended ties stay as history."""

    class Kind(models.TextChoices):
        HOSTS = "1_hosts", _("Hosts the hub")
        FUNDS = "2_funds", _("Funds the hub")
        PARTNER = "3_partner", _("Partner")
        COORDINATES = "4_coordinates", _("Coordinates a status for the hub")
        LIAISON = "5_liaison", _("Liaison")

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="ties",
    )
    hub = models.ForeignKey(
        Hub, verbose_name=_("hub"), on_delete=models.PROTECT, related_name="ties"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    note = I18nCharField(_("note"), max_length=200, blank=True)
    acknowledgement = I18nTextField(
        _("acknowledgement"),
        blank=True,
        help_text=_("The line that a funder asks for; shown at the foot of the hub’s page."),
    )

    objects = TieQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["hub"],
                condition=Q(kind="1_hosts", until=None),
                name="one_current_host_per_hub",
                violation_error_message=_("This hub has a host already; end that tie first."),
            ),
            models.UniqueConstraint(
                fields=["hub", "organisation", "kind"],
                condition=Q(until=None),
                name="one_current_tie_of_a_kind",
                violation_error_message=_("This organisation has this tie already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.get_kind_display()} – {self.hub}"
