import secrets

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub, Organisation, Sector, Theme
from members.models.people import User


def public_id() -> str:
    """An address that cannot be counted up: 72 random bits."""
    return secrets.token_urlsafe(9)


class ProfileQuerySet(models.QuerySet):
    def complete(self):
        return self.exclude(user__name="").exclude(sector=None)

    def confirmed(self):
        """Those of people who have proved their address or signed in; anybody can type a name."""
        proved = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
        return self.filter(Q(user__last_login__isnull=False) | Exists(proved))


class Profile(models.Model):
    """What a person does, in which sectors, and what they are interested in."""

    user = models.OneToOneField(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="profile"
    )
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("main sector"),
        on_delete=models.PROTECT,
        related_name="profiles",
        null=True,
        blank=True,
    )
    further_sectors = models.ManyToManyField(
        Sector, verbose_name=_("further sectors"), related_name="further_profiles", blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="profiles",
        null=True,
        blank=True,
    )
    post = models.CharField(_("post"), max_length=150, blank=True)
    home_hub = models.ForeignKey(
        Hub,
        verbose_name=_("home hub"),
        on_delete=models.PROTECT,
        related_name="profiles",
        null=True,
        blank=True,
    )
    interests = models.ManyToManyField(
        Theme, verbose_name=_("interests"), related_name="profiles", blank=True
    )
    about = models.TextField(_("about you"), max_length=1000, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self):
        return str(self.user)
