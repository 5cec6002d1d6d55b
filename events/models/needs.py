"""What people need to take part. Kept apart, read by few, deleted soon after the event."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from events.models.registrations import Registration

NAMED_ROLES = ["hub_manager", "event_officer"]


class NeedsQuerySet(models.QuerySet):
    def managed_by(self, user):
        """The staff of the hub that puts the event on; the programme's team reads none."""
        hubs = user.memberships.filter(role__in=NAMED_ROLES).values("hub")
        return self.filter(registration__event__hub__in=hubs)


class Needs(models.Model):
    """One person's access needs and diet, for one event (promise 8)."""

    class Access(models.TextChoices):
        STEP_FREE = "step_free", _("Step-free access")
        BSL = "bsl", _("British Sign Language interpreter")
        ISL = "isl", _("Irish Sign Language interpreter")
        NTS = "nts", _("Norwegian Sign Language interpreter")
        LIP_SPEAKER = "lip_speaker", _("Lip-speaker")
        CAPTIONS = "captions", _("Live captions")
        LOOP = "loop", _("Hearing loop")
        LARGE_PRINT = "large_print", _("Papers in large print")
        BRAILLE = "braille", _("Papers in Braille")
        QUIET = "quiet", _("A quiet room")
        ASSISTANT = "assistant", _("I bring an assistant")
        DOG = "dog", _("I bring an assistance dog")
        PARKING = "parking", _("Parking near the door")

    class Diet(models.TextChoices):
        VEGETARIAN = "vegetarian", _("Vegetarian")
        VEGAN = "vegan", _("Vegan")
        HALAL = "halal", _("Halal")
        KOSHER = "kosher", _("Kosher")
        GLUTEN = "gluten", _("Without gluten")
        LACTOSE = "lactose", _("Without lactose")
        NUTS = "nuts", _("Without nuts")

    registration = models.OneToOneField(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="needs",
    )
    access = ArrayField(
        models.CharField(max_length=12, choices=Access),
        verbose_name=_("access"),
        default=list,
        blank=True,
    )
    access_note = models.TextField(_("anything else about access"), max_length=1000, blank=True)
    diet = ArrayField(
        models.CharField(max_length=12, choices=Diet),
        verbose_name=_("diet"),
        default=list,
        blank=True,
    )
    diet_note = models.CharField(_("anything else about food"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("told"), auto_now=True)

    objects = NeedsQuerySet.as_manager()

    class Meta:
        verbose_name = _("access and diet")
        verbose_name_plural = _("access and diets")

    def __str__(self):
        return str(self.registration)


class NeedsDeletionQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class NeedsDeletion(models.Model):
    """Proof that what people told us about their needs is gone, and how much it was."""

    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        related_name="needs_deletions",
    )
    at = models.DateTimeField(_("deleted"))
    rows = models.PositiveIntegerField(_("people"))

    objects = NeedsDeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion of access and diets")
        verbose_name_plural = _("deletions of access and diets")

    def __str__(self):
        return f"{self.event}: {self.rows}"
