"""What an event leaves behind: certificates, opinions and outcomes."""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models.events import Event
from events.models.registrations import Registration

# Letters and digits that nobody mistakes for another when typing from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def code() -> str:
    """Sixty random bits in three groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


class Certificate(models.Model):
    """That somebody attended, as it was written; whoever is shown it can check the code."""

    registration = models.OneToOneField(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.PROTECT,
        related_name="certificate",
    )
    code = models.CharField(_("code"), max_length=20, unique=True, default=code, editable=False)
    name = models.CharField(_("name"), max_length=150)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("events:certificate", args=[self.code])


def unordered() -> int:
    """A key that tells nothing about which row came before which."""
    return secrets.randbelow(2**62)


class OpinionQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


RATING = [MinValueValidator(1), MaxValueValidator(5)]


class Opinion(models.Model):
    """What somebody who came thinks of it. Nothing here, its key included, tells who or when.

    Written by `services.say_opinion` alone: a row of its own transaction would tell both.
    """

    id = models.BigIntegerField(primary_key=True, default=unordered, editable=False)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="opinions"
    )
    useful = models.PositiveSmallIntegerField(
        _("how useful was it for you?"), null=True, blank=True, validators=RATING
    )
    met = models.PositiveSmallIntegerField(
        _("how many people from other sectors did you talk with?"), null=True, blank=True
    )
    will_work = models.BooleanField(
        _("will you work together with somebody whom you met there?"), null=True, blank=True
    )
    best = models.TextField(_("what was best?"), max_length=1000, blank=True)
    better = models.TextField(_("what should be better?"), max_length=1000, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.CheckConstraint(
                condition=Q(useful=None) | Q(useful__range=(1, 5)), name="opinion_from_one_to_five"
            )
        ]

    def __str__(self):
        return str(self.event)


class OutcomeQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class Outcome(models.Model):
    """Something that came of an event, as its page tells afterwards."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="outcomes"
    )
    title = I18nCharField(_("title"), max_length=200)
    text = I18nTextField(_("what came of it"), blank=True, help_text=_("Markdown."))
    dated = models.DateField(_("date"))
    url = models.URLField(_("link"), blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self):
        return str(self.title)
