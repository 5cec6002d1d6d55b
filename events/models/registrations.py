from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from hubportal.workflow.links import unsigned

# Whoever holds the link from a letter may give up or take this one place, without signing in.
PLACE = signing.Signer(salt="events.place", sep=".")
# Calendar programs fetch a person's own calendar by this and cannot sign in.
CALENDAR = signing.Signer(salt="events.calendar", sep=".")


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person sees their own."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def live(self):
        return self.filter(status__in=Registration.LIVE)

    def confirmed(self):
        return self.filter(status=Registration.Status.CONFIRMED)

    def in_place(self):
        """Those whose seat is theirs, before and after the event."""
        return self.filter(in_place=True)

    def holding_a_seat(self, *, now):
        """Confirmed people and offers that have not lapsed; a lapsed offer holds nothing."""
        return self.filter(Q(in_place=True) | Q(status="offered", offer_expires_at__gt=now))

    def waiting(self):
        return self.filter(status=Registration.Status.WAITING).order_by("queued_at", "pk")

    def lapsed_offers(self, *, now):
        return self.filter(status=Registration.Status.OFFERED, offer_expires_at__lte=now)

    def attended(self):
        return self.filter(status=Registration.Status.ATTENDED)

    def of_token(self, token: str):
        """The one registration that a link from a letter names; none when the link is forged."""
        pk = unsigned(PLACE, token)
        return self.filter(pk=pk) if pk else self.none()


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
        Status.ATTENDED: {Status.MISSED, Status.CONFIRMED},
        Status.MISSED: {Status.ATTENDED, Status.CONFIRMED},
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
        ]

    def __str__(self):
        return f"{self.person} – {self.event}"

    def get_absolute_url(self):
        return reverse("events:place", args=[self.token])

    @property
    def token(self) -> str:
        return PLACE.sign(str(self.pk))

    def holds(self, *, now) -> bool:
        """Whether an offer still holds its seat."""
        return self.status == self.Status.OFFERED and self.offer_expires_at > now

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting letter is no longer true, in words for staff; empty when it still is."""
        if what not in STILL_TRUE:
            return ""
        return str(STILL_TRUE[what](self, version, timezone.now()))


def _about_a_place(registration, version, now) -> str:
    if not registration.in_place:
        return _("The person has no place any more.")
    return _about_a_coming_event(registration.event, now)


def _about_a_coming_event(event, now) -> str:
    if event.status != Event.Status.PUBLISHED:
        return _("The event is not announced any more.")
    return _("The event has started.") if event.starts_at <= now else ""


def _about_waiting(registration, version, now) -> str:
    if registration.status != Registration.Status.WAITING:
        return _("The person is not on the waiting list any more.")
    return _about_a_coming_event(registration.event, now)


def _about_an_offer(registration, version, now) -> str:
    return "" if registration.holds(now=now) else _("The place is not offered any more.")


def _about_a_change(registration, version, now) -> str:
    """Only the newest change is told: it shows the event as it stands."""
    if registration.status not in Registration.LIVE:
        return _("The person has no place any more.")
    return "" if version == str(registration.event.version) else _("It has changed again since.")


def _about_a_reminder(registration, version, now) -> str:
    event = registration.event
    if not registration.reminders:
        return _("The person wants no reminders.")
    if version.rpartition(":")[0] != event.starts_at.isoformat():
        return _("The event has moved since.")
    return _about_a_place(registration, version, now)


STILL_TRUE = {
    "registration_confirmed": _about_a_place,
    "place_taken": _about_a_place,
    "waiting_list_joined": _about_waiting,
    "place_offered": _about_an_offer,
    "event_changed": _about_a_change,
    "event_postponed": _about_a_change,
    "reminder": _about_a_reminder,
}
