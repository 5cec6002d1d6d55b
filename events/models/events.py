import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models import Hub, Opportunity, Sector, Theme
from hubs.models.hubs import LANGUAGES, TIME_ZONES, english
from hubs.models.search import matching, search_column, search_index, searchable

# So many words of a search count.
WORDS = 8
HUB_NAMES = searchable("name", "short_name")


def instant(date, time: str, *, zone: str = "time_zone") -> Func:
    """The moment at which a wall clock in the event's zone shows this date and time."""
    wall_clock = Func(
        date,
        time,
        template="(%(expressions)s)",
        arg_joiner=" + ",
        output_field=models.DateTimeField(),
    )
    return Func(zone, wall_clock, function="timezone", output_field=models.DateTimeField())


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What has been announced; drafts only to the staff of their hubs."""
        announced = self.exclude(status=Event.Status.DRAFT)
        if not user.is_staff:
            return announced
        theirs = Event.objects.hosted_by(user).values("pk")
        return self.filter(~Q(status=Event.Status.DRAFT) | Q(pk__in=theirs))

    def managed_by(self, user):
        """The responsible hub alone changes an event and sees who is coming."""
        return self.filter(hub__in=user.hubs_as().values("pk"))

    def hosted_by(self, user):
        """Also what their hubs co-host: staff may read these events, nothing more."""
        hubs = user.hubs_as().values("pk")
        co_hosted = Event.co_hosts.through.objects.filter(hub__in=hubs).values("event")
        return self.filter(Q(hub__in=hubs) | Q(pk__in=co_hosted))

    def of_hub(self, hub):
        co_hosted = Event.co_hosts.through.objects.filter(hub=hub).values("event")
        return self.filter(Q(hub=hub) | Q(pk__in=co_hosted))

    def upcoming(self, *, now):
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def past(self, *, now):
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")

    def matching(self, words: str):
        """Events that hold every word in their own text or in the name of a hub of theirs."""
        events = self
        for word in words.split()[:WORDS]:
            hubs = matching(Hub.objects.alias(names=HUB_NAMES), word, column="names").values("pk")
            co_hosted = Event.co_hosts.through.objects.filter(hub__in=hubs).values("event")
            own_text = matching(Event.objects.all(), word).values("pk")
            events = events.filter(Q(pk__in=own_text) | Q(hub__in=hubs) | Q(pk__in=co_hosted))
        return events

    def with_places(self):
        """Adds `taken`: confirmed people and offers that still hold a seat; and `waiting`.

        Subqueries, so that only the rows of the page shown are counted.
        """
        return self.annotate(
            taken=_registrations(
                Q(in_place=True) | Q(status="offered", offer_expires_at__gt=Now())
            ),
            waiting=_registrations(Q(status="waiting")),
        )


def _registrations(which: Q) -> Subquery:
    """How many registrations of the event are of this kind."""
    rows = Event._meta.get_field("registrations").related_model._base_manager.filter(
        which, event=OuterRef("pk")
    )
    # Without ORDER BY and GROUP BY: one row, also for none.
    number = rows.order_by().annotate(number=Func("pk", function="COUNT")).values("number")
    return Subquery(number, output_field=models.IntegerField())


class Event(models.Model):
    """Something a hub puts on at a time, in a place or online, with a number of places.

    Times are kept as the clock on the wall shows them, with the zone; the database derives the
    moments `starts_at` and `ends_at`, so that the two can never disagree.
    """

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("In person and online")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Announced")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.POSTPONED, Status.CANCELLED},
        Status.POSTPONED: {Status.PUBLISHED, Status.CANCELLED},
    }

    hub = models.ForeignKey(
        Hub, verbose_name=_("hub"), on_delete=models.PROTECT, related_name="events"
    )
    co_hosts = models.ManyToManyField(
        Hub, verbose_name=_("co-hosts"), related_name="co_hosted_events", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="events", blank=True
    )
    sectors = models.ManyToManyField(
        Sector,
        verbose_name=_("sectors"),
        related_name="events",
        blank=True,
        help_text=_("Meant for; empty means all sectors."),
    )
    opportunities = models.ManyToManyField(
        Opportunity,
        verbose_name=_("opportunities it opens"),
        related_name="events",
        blank=True,
        help_text=_("Only people who came to this event, or to another one of these, may apply."),
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    body = I18nTextField(_("what will happen"), blank=True, help_text=_("Markdown."))
    access = I18nTextField(
        _("getting in"),
        blank=True,
        help_text=_("Step-free access, hearing loop, quiet room, captions. Always filled in."),
    )
    format = models.CharField(_("format"), max_length=10, choices=Format)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    join_url = models.URLField(
        _("joining link"),
        blank=True,
        help_text=_("Shown only to people with a place, on their own page."),
    )
    start_date = models.DateField(_("starts on"))
    start_time = models.TimeField(_("at"))
    end_date = models.DateField(_("ends on"))
    end_time = models.TimeField(_("at"))
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TIME_ZONES, default="Europe/London"
    )
    starts_at = models.GeneratedField(
        expression=instant("start_date", "start_time"),
        output_field=models.DateTimeField(_("starts")),
        db_persist=True,
    )
    ends_at = models.GeneratedField(
        expression=instant("end_date", "end_time"),
        output_field=models.DateTimeField(_("ends")),
        db_persist=True,
    )
    capacity = models.PositiveIntegerField(_("places"))
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Empty means: when the event starts."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offered place"),
        default=24,
        help_text=_("Waking hours, 08:00 to 22:00 where the person lives."),
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=LANGUAGES),
        verbose_name=_("languages"),
        default=english,
    )
    interpretation = I18nCharField(_("interpretation"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    status_note = I18nCharField(_("why"), max_length=300, blank=True, editable=False)
    # Grows when people must be told: time, zone, place, format or status changed.
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True, editable=False)
    search_title = search_column("title")
    search_text = models.GeneratedField(
        expression=searchable("title", "summary", "body", "venue", "city"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [
            ("publish_event", "Can announce events"),
            ("cancel_event", "Can postpone and cancel events"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="event_starts_at"),
            models.Index(fields=["ends_at"], name="event_ends_at"),
            GinIndex(fields=["search_text"], name="event_search", opclasses=["gin_trgm_ops"]),
            search_index("event_title", "search_title"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gt=F("start_date"))
                | Q(end_date=F("start_date"), end_time__gt=F("start_time")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The event cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_registration_closes_after_it_opens",
                violation_error_message=_("Registration cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(format="online") | Q(venue=""), name="online_event_has_no_venue",
                violation_error_message=_("An online event has no venue."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("events:detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def registration_ends_at(self) -> dt.datetime:
        """When registration closes; never after the start."""
        closes_at = self.registration_closes_at
        return min(closes_at, self.starts_at) if closes_at else self.starts_at

    @property
    def place(self) -> str:
        """Where to go, in one line; empty for an online event."""
        return ", ".join(part for part in (self.venue, self.city) if part)
