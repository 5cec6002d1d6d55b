import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.publishing import Published, PublishedQuerySet
from hubs.models.vocabularies import Theme


class NetworkMeetingQuerySet(PublishedQuerySet):
    def of_hub(self, hub):
        """Those it hosted or took part in."""
        return self.filter(
            Q(pk__in=NetworkMeeting.hosts.through.objects.filter(hub=hub).values("networkmeeting"))
            | Q(
                pk__in=NetworkMeeting.participants.through.objects.filter(hub=hub).values(
                    "networkmeeting"
                )
            )
        )

    def attended_by(self, user):
        """Meetings of the hubs that this person serves: who hosted, took part or answers for it.

        What they noted there is for their staff, and for the programme team.
        """
        if not user.is_staff:
            return self.none()
        if user.serves_everywhere():
            return self
        hubs = user.hubs_as().values("pk")
        met = [
            NetworkMeeting.hosts.through.objects.filter(hub__in=hubs).values("networkmeeting"),
            NetworkMeeting.participants.through.objects.filter(hub__in=hubs).values(
                "networkmeeting"
            ),
        ]
        return self.filter(Q(hub__in=hubs) | Q(pk__in=met[0]) | Q(pk__in=met[1]))


class NetworkMeeting(Published):
    """A meeting between hubs, not people: why they met, what they learned, what follows."""

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("responsible hub"),
        on_delete=models.PROTECT,
        related_name="meetings_kept",
        null=True,
        blank=True,
    )
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    held_on = models.DateField(_("date"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    hosts = models.ManyToManyField(Hub, verbose_name=_("hosts"), related_name="meetings_hosted")
    participants = models.ManyToManyField(
        Hub, verbose_name=_("hubs taking part"), related_name="meetings_joined", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation,
        verbose_name=_("organisations taking part"),
        related_name="network_meetings",
        blank=True,
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="network_meetings", blank=True
    )
    agenda = I18nTextField(_("agenda"), blank=True, help_text=_("Markdown."))
    notes = I18nTextField(
        _("notes"), blank=True, help_text=_("For the staff of the hubs that met. Markdown.")
    )
    learned = I18nTextField(
        _("what was learned"),
        blank=True,
        help_text=_("For everybody: what others can use again. Markdown."),
    )

    objects = NetworkMeetingQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = _("network meeting")
        verbose_name_plural = _("network meetings")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("held_on")),
                name="network_meeting_ends_after_it_starts",
                violation_error_message=_("A meeting cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("hubs:exchange", args=[self.slug])

    def shown_with(self):
        return self.follow_ups.all()


# The hub that promised something is reminded so many days before.
NOTICE = dt.timedelta(days=7)


class FollowUpQuerySet(models.QuerySet):
    def managed_by(self, user):
        if user.serves_everywhere():
            return self
        hubs = user.hubs_as("hub_manager").values("pk")
        return self.filter(Q(meeting__hub__in=hubs) | Q(owner_hub__in=hubs))

    def open(self):
        return self.filter(done_on=None)

    def overdue(self, *, today):
        return self.open().filter(due_on__lt=today)

    def due_soon(self, *, today):
        return self.open().filter(due_on__range=(today, today + NOTICE))

    def announced(self):
        """Of meetings that are public: what is still being typed in reminds nobody."""
        return self.filter(meeting__in=NetworkMeeting.objects.public())

    def in_order(self):
        """What is still to be done first, by its day."""
        return self.order_by(F("done_on").desc(nulls_first=True), "due_on", "pk")


class FollowUp(models.Model):
    """What one hub promised to do after a meeting, and by when."""

    meeting = models.ForeignKey(
        NetworkMeeting,
        verbose_name=_("meeting"),
        on_delete=models.CASCADE,
        related_name="follow_ups",
    )
    what = I18nCharField(_("what"), max_length=300)
    owner_hub = models.ForeignKey(
        Hub, verbose_name=_("hub that does it"), on_delete=models.PROTECT, related_name="follow_ups"
    )
    owner_name = models.CharField(_("who there"), max_length=150, blank=True)
    due_on = models.DateField(_("by"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = I18nCharField(_("outcome"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self):
        return str(self.what)

    def is_overdue(self, *, today: dt.date) -> bool:
        return self.done_on is None and self.due_on < today

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting reminder is no longer true, in words for staff; empty when it still is."""
        if self.done_on:
            return gettext("It is done.")
        if version != self.due_on.isoformat():
            return gettext("Its day has been moved.")
        if self.meeting.status != NetworkMeeting.Status.PUBLISHED:
            return gettext("The meeting is no longer public.")
        if what == "follow_up_due" and self.is_overdue(today=timezone.localdate()):
            return gettext("Its day has passed.")
        return ""
