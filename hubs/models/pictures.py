import datetime as dt
import secrets

from django.core import signing
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from hubportal.uploads.models import Upload
from hubs.models.hubs import Hub
from hubs.models.publishing import OfHubQuerySet

PREVIEW = signing.TimestampSigner(salt="hubs.picture.preview")
PREVIEW_LASTS = dt.timedelta(days=1)


def public_id() -> str:
    """An address that cannot be counted up: 72 random bits."""
    return secrets.token_urlsafe(9)


class PictureQuerySet(OfHubQuerySet):
    def public(self):
        """Those that stand in something public; one that nobody uses yet is nobody's to see."""
        used = Q(pk__in=[])
        for relation in Picture._meta.related_objects:
            if relation.field.name in getattr(relation.related_model, "PICTURES_IN_WRITING", ()):
                continue
            shown = relation.related_model._default_manager.public()
            used |= Q(Exists(shown.filter(**{relation.field.name: OuterRef("pk")})))
        return self.filter(used)

    def visible_to(self, user):
        """The public ones, and to staff those that they may use."""
        if not user.is_staff:
            return self.public()
        theirs = type(self)(self.model).managed_by(user).values("pk")
        return self.filter(
            Q(pk__in=type(self)(self.model).public().values("pk")) | Q(pk__in=theirs)
        )


class Picture(models.Model):
    """A photograph, with words for those who cannot see it and for those who made it."""

    class Rights(models.TextChoices):
        OWN = "own", _("Ours")
        PERMISSION = "permission", _("With the owner’s permission")
        CC_BY = "cc_by", _("CC BY 4.0")
        CC_BY_SA = "cc_by_sa", _("CC BY-SA 4.0")
        PUBLIC = "public", _("Public domain")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="pictures",
        null=True,
        blank=True,
    )
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    upload = models.OneToOneField(
        Upload, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+"
    )
    width = models.PositiveIntegerField(_("width in pixels"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height in pixels"), editable=False, default=0)
    # Of the file: pages name it in the address without reading the file.
    digest = models.CharField(max_length=64, editable=False, default="")
    alt = I18nCharField(_("what it shows, in words"), max_length=300)
    caption = I18nCharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=200)
    rights = models.CharField(_("rights"), max_length=12, choices=Rights)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return str(self.alt)

    @property
    def version(self) -> str:
        return self.digest[:16]

    def get_absolute_url(self):
        """Another file has another address, so that browsers may keep this one for a while."""
        return f"{reverse('hubs:picture', args=[self.public_id])}?v={self.version}"

    def get_preview_url(self) -> str:
        """For somebody without an account who is asked to approve it: good for a day."""
        return f"{self.get_absolute_url()}&key={PREVIEW.sign(self.public_id)}"

    def is_shown_by(self, key: str) -> bool:
        try:
            return PREVIEW.unsign(key, max_age=PREVIEW_LASTS) == self.public_id
        except signing.BadSignature:
            return False
