from email import message_from_bytes, policy

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.outbox.kinds import kind_of


class Priority(models.IntegerChoices):
    """Lower leaves first."""

    DECISION = 0, _("at once")
    NORMAL = 5, _("normal")
    REMINDER = 9, _("after all others")


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=Letter.Status.WAITING)

    def due(self, now):
        """Those a sender may take now, in the order in which they leave.

        A letter stays behind what was written before it in its queue, also while a sender holds
        that: a calendar must not be told that an entry is gone before it hears of the entry.
        """
        ahead = Letter.objects.waiting().filter(queue=OuterRef("queue"), pk__lt=OuterRef("pk"))
        free = Q(queue="") | ~Exists(ahead.exclude(queue=""))
        due = self.waiting().filter(free, next_attempt_at__lte=now)
        return due.order_by("priority", "next_attempt_at", "id")

    def about(self, obj: models.Model):
        return self.filter(about_type=ContentType.objects.get_for_model(obj), about_id=obj.pk)

    def managed_by(self, user):
        """Letters about the records this person manages; with the permission for that, all."""
        if user.has_perm("outbox.view_all_letters"):
            return self
        theirs = Q(pk__in=[])
        for content_type, rows in _managed_rows(user):
            theirs |= Q(about_type=content_type, about_id__in=rows.values("pk"))
        return self.filter(theirs)


def _managed_rows(user):
    """Pairs of content type and rows for every model that knows `managed_by`.

    A model whose letters fewer people may read than its rows knows `letters_managed_by` as well.
    """
    models_ = [
        model
        for model in apps.get_models()
        if model is not Letter and hasattr(model._default_manager, "managed_by")
    ]
    types = ContentType.objects.get_for_models(*models_)
    return [(types[model], _readable_to(user, model._default_manager)) for model in models_]


def _readable_to(user, rows):
    narrower = getattr(rows, "letters_managed_by", rows.managed_by)
    return narrower(user)


class Letter(models.Model):
    """An e-mail to one person, written in the transaction of its cause, handed on by a sender."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    # What allauth and Django write: sign-in codes and the like.
    ACCOUNT = "account"

    key = models.CharField(_("key"), max_length=300, unique=True)
    what = models.CharField(_("what"), max_length=100)
    version = models.CharField(_("version"), max_length=100, blank=True)
    about_type = models.ForeignKey(
        ContentType,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("kind of record"),
    )
    about_id = models.PositiveBigIntegerField(_("record"), null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="letters",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    to = models.CharField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    language = models.CharField(_("language"), max_length=10)
    mime = models.BinaryField(_("message"))
    message_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    # Letters of one queue leave in the order in which they were written, whatever holds one up.
    queue = models.CharField(max_length=150, blank=True, editable=False)

    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    smtp_reply = models.TextField(_("answer of the mail server"), blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        permissions = [
            ("view_all_letters", "Can see the letters of all hubs"),
            ("send_letter", "Can send a letter again or cancel it"),
            ("pause_letters", "Can pause and resume the sending of letters"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="letter_newest"),
            models.Index(
                fields=["priority", "next_attempt_at", "id"],
                condition=Q(status="waiting"),
                name="letter_waiting",
            ),
            models.Index(
                fields=["queue", "id"],
                condition=Q(status="waiting") & ~Q(queue=""),
                name="letter_queue",
            ),
            models.Index(
                fields=["status", "closed_at"],
                condition=~Q(status="waiting"),
                name="letter_closed",
            ),
            models.Index(fields=["about_type", "about_id"], name="letter_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "sent", "failed", "cancelled", "expired"]),
                name="letter_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", closed_at__isnull=True)
                | (~Q(status="waiting") & Q(closed_at__isnull=False)),
                name="letter_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting", mime=b""), name="letter_waiting_has_a_message"
            ),
            models.CheckConstraint(
                condition=Q(about_type__isnull=True, about_id__isnull=True)
                | Q(about_type__isnull=False, about_id__isnull=False),
                name="letter_about_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.subject or self.kind} → {self.to}"

    @property
    def name(self) -> str:
        """The last part of the template's name, "reminder" for `events/email/reminder`."""
        return self.what.rpartition("/")[2]

    @property
    def kind(self) -> str:
        return kind_of(self.what)

    @property
    def readable(self) -> bool:
        """Whether staff may read its body: a sign-in code opens somebody's account.

        A model whose letters carry such a secret, too, says `LETTERS_ARE_PRIVATE`.
        """
        return bool(self.mime) and (settings.DEMO or not self._is_private())

    def _is_private(self) -> bool:
        # content types are kept in memory: this asks the database for nothing
        kind = self.about_type_id and ContentType.objects.get_for_id(self.about_type_id)
        model = kind.model_class() if kind else None
        return self.what == self.ACCOUNT or getattr(model, "LETTERS_ARE_PRIVATE", False)

    def message(self):
        """The stored bytes as an `email.message.EmailMessage`."""
        return message_from_bytes(bytes(self.mime), policy=policy.SMTP)


class Desk(models.Model):
    """The one row about sending itself: paused or not, when it last ran, what ails it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("paused by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    # Which database this is; another value means that it was restored or copied.
    identity = models.CharField(max_length=100, blank=True)
    ran_at = models.DateTimeField(_("last run at"), null=True, blank=True)
    # Temporary failures in a row, of any letter, since something last got through.
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(_("trouble with the mail server"), blank=True)

    class Meta:
        verbose_name = _("sending of letters")
        verbose_name_plural = _("sending of letters")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="desk_is_one")]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> "Desk":
        return cls.objects.get_or_create(pk=1)[0]
