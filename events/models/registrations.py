from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.coming import PLACE, RegistrationQuerySet
from events.models.events import Event
from events.models.truths import why_not_send
from hubs.models.hubs import LANGUAGES


class Registration(models.Model):
    """A person's place at an event, or their place in the queue for one."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("Waiting for approval")
        CONFIRMED = "confirmed", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Place offered")
        LAPSED = "lapsed", _("Offer not taken in time")
        DECLINED = "declined", _("Not accepted")
        CANCELLED = "cancelled", _("Given up")
        REMOVED = "removed", _("Cancelled by the hub")
        ATTENDED = "attended", _("Attended")
        MISSED = "missed", _("Did not come")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In the room")
        ONLINE = "online", _("Online")

    class Origin(models.TextChoices):
        SELF = "self", _("Registered")
        INVITED = "invited", _("Invited by the hub")
        COLLEAGUE = "colleague", _("Comes instead of a colleague")
        WALK_IN = "walk_in", _("Came without registering")

    LIVE = [
        Status.APPLIED,
        Status.CONFIRMED,
        Status.WAITING,
        Status.OFFERED,
        Status.ATTENDED,
        Status.MISSED,
    ]
    MOVES = {
        Status.APPLIED: {
            Status.OFFERED,
            Status.CONFIRMED,
            Status.WAITING,
            Status.DECLINED,
            Status.CANCELLED,
            Status.REMOVED,
        },
        Status.CONFIRMED: {
            Status.CANCELLED,
            Status.REMOVED,
            Status.ATTENDED,
            Status.MISSED,
        },
        Status.WAITING: {
            Status.OFFERED,
            Status.CONFIRMED,
            Status.CANCELLED,
            Status.REMOVED,
        },
        Status.OFFERED: {
            Status.CONFIRMED,
            Status.LAPSED,
            Status.CANCELLED,
            Status.REMOVED,
        },
        # back to what they had before they were let in at the door
        Status.ATTENDED: {
            Status.MISSED,
            Status.CONFIRMED,
            Status.APPLIED,
            Status.WAITING,
            Status.OFFERED,
        },
        Status.MISSED: {
            Status.ATTENDED,
            Status.CONFIRMED,
            Status.APPLIED,
            Status.WAITING,
            Status.OFFERED,
        },
    }

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="registrations"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    created_at = models.DateTimeField(_("registered"), default=timezone.now)
    queued_at = models.DateTimeField(_("in the queue since"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer holds until"), null=True, blank=True)
    take_at_once = models.BooleanField(
        _("Book a place for me at once if one comes free"), default=False
    )
    # Of an event in person and online: where the seat is, or the queue.
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    # Has a place there and waits for one here, since `queued_at`.
    wanted = models.CharField(_("would rather take part"), max_length=10, choices=Mode, blank=True)
    origin = models.CharField(
        _("how they came"), max_length=10, choices=Origin, default=Origin.SELF, editable=False
    )
    # A seat that the hub added for this person: it is not among the event's places.
    beyond = models.BooleanField(_("beyond the places"), default=False, editable=False)
    instead_of = models.OneToOneField(
        "self",
        verbose_name=_("instead of"),
        on_delete=models.PROTECT,
        related_name="passed_on_to",
        null=True,
        blank=True,
        editable=False,
    )
    # What others read, as it was when they registered.
    affiliation = models.CharField(_("post and organisation"), max_length=300, blank=True)
    comes_for = models.CharField(
        _("what you come for"),
        max_length=300,
        blank=True,
        help_text=_("Whom would you like to meet, what do you bring? Others read this."),
    )
    listed = models.BooleanField(
        _("Show my name, my organisation and what I come for to the others who take part"),
        default=False,
    )
    photo_consent = models.BooleanField(
        _("I may be on photographs of the event"), null=True, blank=True
    )
    language_wish = models.CharField(
        _("language you wish to use"), max_length=5, choices=LANGUAGES, blank=True
    )
    seeks_team = models.BooleanField(_("I look for people to apply with"), default=False)
    team_note = models.CharField(_("for what"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(_("checked in"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined online"), null=True, blank=True)
    # What they had before they were let in at the door or marked as missed, in case that is taken
    # back; empty for whoever was expected there. See `services.taking_back`.
    let_in_from = models.JSONField(null=True, editable=False)
    # That they answered the survey, and nothing that leads to what they said.
    surveyed = models.BooleanField(default=False, editable=False)
    # The sector at the time, so that figures do not change when people move on.
    sector = models.ForeignKey(
        "hubs.Sector",
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    # SEQUENCE of the invitation in the person's calendar; only ever grows.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reminders = models.BooleanField(_("remind me by e-mail"), default=True)
    in_place = models.GeneratedField(
        expression=Q(status__in=["confirmed", "attended", "missed"]),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        permissions = [
            ("mark_attendance", "Can mark who attended"),
            ("remove_registration", "Can cancel a person's registration"),
            ("decide_registration", "Can accept, decline and invite people"),
            ("export_registration", "Can export lists of people"),
        ]
        indexes = [
            models.Index(fields=["event", "status"], name="registration_event_status"),
            models.Index(
                fields=["event", "queued_at", "id"],
                condition=Q(status="waiting"),
                name="registration_queue",
            ),
            models.Index(
                fields=["offer_expires_at"],
                condition=Q(status="offered"),
                name="registration_offers",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=~Q(status__in=["lapsed", "declined", "cancelled", "removed"]),
                name="one_live_registration_per_person",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offer_expires_at__isnull=False)
                | (~Q(status="offered") & Q(offer_expires_at=None)),
                name="only_an_offer_expires",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["waiting", "offered"]) | Q(queued_at__isnull=False),
                name="waiting_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(wanted="")
                | (Q(queued_at__isnull=False) & ~Q(wanted=F("mode")) & Q(in_place=True)),
                name="wants_another_place_than_theirs",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.event}"

    def get_absolute_url(self):
        return reverse("events:place", args=[self.token])

    @property
    def token(self) -> str:
        return PLACE.sign(str(self.pk))

    @property
    def in_the_room(self) -> bool:
        """Whether it is for a seat in a room, so that there is a door to come through."""
        form = self.event.format
        here = self.mode == self.Mode.IN_PERSON
        return form == Event.Format.IN_PERSON or (form == Event.Format.HYBRID and here)

    def holds(self, *, now) -> bool:
        """Whether an offer still holds its seat."""
        return self.status == self.Status.OFFERED and self.offer_expires_at > now

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting letter is no longer true, in words for staff; empty when it still is."""
        return why_not_send(self, what, version)
