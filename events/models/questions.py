"""What an event asks those who register, and what they answered."""

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models.events import Event
from events.models.registrations import Registration


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class QuestionQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def asked(self):
        return self.filter(retired=False).order_by("position", "pk")


class Question(models.Model):
    """One question on an event's form. Access needs and diets are asked apart, see `Needs`."""

    class Kind(models.TextChoices):
        LINE = "line", _("A line of text")
        TEXT = "text", _("A longer text")
        YES_NO = "yes_no", _("Yes or no")
        ONE = "one", _("One of several")
        SEVERAL = "several", _("Any of several")

    CHOICES = {Kind.ONE, Kind.SEVERAL}

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="questions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LINE)
    wording = I18nCharField(_("question"), max_length=300)
    help_text = I18nCharField(_("help"), max_length=300, blank=True)
    options = I18nTextField(
        _("choices"), blank=True, help_text=_("One in each line, in the same order everywhere.")
    )
    required = models.BooleanField(_("must be answered"), default=False)
    only_if = models.ForeignKey(
        "self",
        verbose_name=_("asked only if this question"),
        on_delete=models.CASCADE,
        related_name="leads_to",
        null=True,
        blank=True,
    )
    only_if_option = models.PositiveSmallIntegerField(
        _("is answered by choice number"),
        null=True,
        blank=True,
        help_text=_("1 is the first; of yes or no, 1 is yes."),
    )
    retired = models.BooleanField(_("no longer asked"), default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(only_if=None, only_if_option=None)
                | Q(only_if__isnull=False, only_if_option__gte=1),
                name="condition_names_question_and_choice",
                violation_error_message=_("Choose the other question and the number of a choice."),
            ),
        ]

    def __str__(self):
        return str(self.wording)

    def choices(self) -> list[str]:
        """In the active language; the first is number 1. None where one writes freely."""
        if self.kind == self.Kind.YES_NO:
            return [gettext("Yes"), gettext("No")]
        return lines(str(self.options)) if self.kind in self.CHOICES else []

    @property
    def digest(self) -> str:
        """Changes when what people read does, in any language."""
        texts = [getattr(text, "data", text) for text in (self.wording, self.options)]
        read = [self.kind, *texts]
        return hashlib.sha256(repr(read).encode()).hexdigest()[:12]


class AnswerQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(registration__event__in=Event.objects.managed_by(user).values("pk"))


class Answer(models.Model):
    """What one person answered, beside the question as it was worded for them."""

    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="answers",
    )
    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.SET_NULL,
        related_name="answers",
        null=True,
    )
    wording = models.CharField(_("question as asked"), max_length=300)
    text = models.TextField(_("answer"), blank=True)
    # The numbers of the choices, 1 is the first; empty for texts.
    chosen = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("choices"), default=list, blank=True
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="one_answer_per_event_question"
            )
        ]

    def __str__(self):
        return f"{self.wording}: {self.text}"
