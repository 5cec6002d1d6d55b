import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models.listed import EventQuerySet
from events.models.moments import instant
from events.models.series import EventSeries
from hubs.models import Hub, Opportunity, Sector, Theme
from hubs.models.hubs import LANGUAGES, TIME_ZONES, english
from hubs.models.search import search_column, search_index, searchable

# So long people can say what they thought of an event; only then its staff read it.
SURVEY = dt.timedelta(days=30)


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
    series = models.ForeignKey(
        EventSeries,
        verbose_name=_("series"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
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
    join_minutes = models.PositiveSmallIntegerField(
        _("minutes before the start"),
        default=15,
        help_text=_("From then on people with a place can join online."),
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
    capacity = models.PositiveIntegerField(
        _("places"), help_text=_("Of an event in person and online: places in the room.")
    )
    online_capacity = models.PositiveIntegerField(
        _("places online"),
        null=True,
        blank=True,
        help_text=_("Of an event in person and online; empty means: as many as come."),
    )
    shares_until = models.DateTimeField(
        _("places are held until"),
        null=True,
        blank=True,
        help_text=_("From then on places held for a sector go to whoever is next."),
    )
    approval = models.BooleanField(
        _("the hub chooses who comes"),
        default=False,
        help_text=_("People apply for a place and hear from you."),
    )
    decide_by = models.DateField(_("applicants hear by"), null=True, blank=True)
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
    interpreters_by = models.DateField(
        _("interpreters are booked by"),
        null=True,
        blank=True,
        help_text=_("If every tenth person wishes to use Welsh, they must be booked by then."),
    )
    needs_by = models.DateField(
        _("access needs are told by"),
        null=True,
        blank=True,
        help_text=_("After that we can promise less; people can still tell us."),
    )
    catering = models.BooleanField(_("there is food: ask about diets"), default=False)
    listed_days = models.PositiveSmallIntegerField(
        _("days for which people see each other afterwards"),
        default=14,
        help_text=_("Those who agreed to it. Who looks for a team: until the call closes."),
    )
    certificate_note = I18nCharField(
        _("on the certificate"),
        max_length=200,
        blank=True,
        help_text=_("For example: 5 hours of continuing professional development."),
    )
    # Told about by eventStatus of schema.org when a postponed event has its new date.
    previous_starts_at = models.DateTimeField(null=True, editable=False)
    # Who came is settled from then on: letters of thanks and certificates leave.
    attendance_settled_at = models.DateTimeField(null=True, editable=False)
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

    # Put there by `with_hosts()`, `with_places()`, `rules.with_availability()`, `with_wishes()`.
    co_host_names: list
    taken: int
    taken_online: int
    waiting: int
    waiting_online: int
    availability: str
    places_left: int | None
    held: int
    left_for_all: int
    some_held: bool
    placed: int
    wish_welsh: int

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
            models.CheckConstraint(
                condition=Q(format="hybrid") | Q(online_capacity=None),
                name="places_online_beside_places_in_the_room",
                violation_error_message=_("Only an event in person and online has both numbers."),
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
    def asks_until(self) -> dt.datetime:
        """Until then people register; where the hub chooses, nobody applies once all should know.

        Never after `registration_ends_at`, until which the hub still invites people.
        """
        if not (self.approval and self.decide_by):
            return self.registration_ends_at
        day_after = self.decide_by + dt.timedelta(days=1)
        midnight = dt.datetime.combine(day_after, dt.time(), tzinfo=self.zone)
        return min(midnight, self.registration_ends_at)

    @property
    def listed_until(self) -> dt.datetime:
        """Until then those who agreed to it see each other."""
        return self.ends_at + dt.timedelta(days=self.listed_days)

    @property
    def survey_until(self) -> dt.datetime:
        """Until then those who came can say what they thought; from then on the hub reads it."""
        return self.ends_at + SURVEY

    @property
    def place(self) -> str:
        """Where to go, in one line; empty for an online event."""
        return ", ".join(part for part in (self.venue, self.city) if part)
