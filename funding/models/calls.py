from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models import Event
from funding.models.schemes import Scheme
from hubs.models import Hub
from hubs.models.hubs import TIME_ZONES
from hubs.models.search import search_column, search_index


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        published = ~Q(status=Call.Status.DRAFT)
        return (
            self.filter(published | self._theirs(user)) if user.is_staff else self.filter(published)
        )

    def managed_by(self, user):
        return self.filter(self._theirs(user))

    @staticmethod
    def _theirs(user) -> Q:
        """A hub manager's calls; calls of the whole programme belong to the programme team."""
        own = Q(hub__in=user.hubs_as("hub_manager"))
        return own | Q(hub=None) if user.serves_everywhere() else own

    def open(self, *, now):
        return self.filter(
            status=Call.Status.PUBLISHED, opens_at__lte=now, closes_at__gt=now
        ).order_by("closes_at", "pk")

    def coming(self, *, now):
        return self.filter(status=Call.Status.PUBLISHED, opens_at__gt=now).order_by("opens_at")

    def closed(self, *, now):
        return self.filter(
            Q(status=Call.Status.PUBLISHED, closes_at__lte=now) | Q(status=Call.Status.WITHDRAWN)
        ).order_by("-closes_at")


class Call(models.Model):
    """An invitation to apply under a scheme between two moments."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Announced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.WITHDRAWN},
    }

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), on_delete=models.PROTECT, related_name="calls"
    )
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
        help_text=_("Empty for a call of the whole programme."),
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
        help_text=_("Only people who attended this event may apply."),
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    body = I18nTextField(_("about this call"), blank=True, help_text=_("Markdown."))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("Choose a clear time such as 12:00 or 16:00, never midnight.")
    )
    decisions_by = models.DateField(_("decisions by"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TIME_ZONES, default="Europe/London"
    )
    budget = models.PositiveIntegerField(_("budget"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )

    search_title = search_column("title")
    search_text = search_column("title", "summary", "body")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        permissions = [("publish_call", "Can announce and withdraw calls")]
        indexes = [search_index("call_search"), search_index("call_title", "search_title")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("A call cannot close before it opens."),
            )
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("funding:call", args=[self.slug])

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting letter about this call is no longer true; empty when it still is."""
        if what != "call_opens":
            return ""
        if not self.is_open(now=timezone.now()):
            return str(_("The call is not open any more."))
        if not self.event.registrations.attended().filter(pk=version).exists():
            return str(_("The person is not marked as attended any more."))
        return ""

    def is_open(self, *, now) -> bool:
        return self.status == self.Status.PUBLISHED and self.opens_at <= now < self.closes_at
