"""What happens at an event, when, in which room, by whom; and what is there to read afterwards."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from events.models.events import Event
from hubportal.uploads.models import Upload
from hubs.models.people import PublicPerson, PublicPersonQuerySet


class OfEventQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class Session(models.Model):
    """A part of the programme, on the clocks of the event's place; some run side by side."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        PANEL = "panel", _("Panel")
        WORKSHOP = "workshop", _("Workshop")
        NETWORKING = "networking", _("Networking")
        BREAK = "break", _("Break")

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sessions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TALK)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nTextField(_("summary"), blank=True, help_text=_("Markdown."))
    date = models.DateField(_("on"))
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("to"))
    track = I18nCharField(
        _("track"), max_length=100, blank=True, help_text=_("Sessions side by side differ in it.")
    )
    room = models.CharField(_("room"), max_length=100, blank=True)
    recording_url = models.URLField(_("recording"), blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_time__gt=F("start_time")),
                name="session_ends_after_it_starts",
                violation_error_message=_("A session cannot end before it starts."),
            )
        ]

    def __str__(self):
        return str(self.title)


class SpeakerQuerySet(PublicPersonQuerySet):
    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))


class Speaker(PublicPerson):
    """Somebody on the programme, as they are named in public."""

    class Part(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        CHAIR = "chair", _("Chair")
        PANELLIST = "panellist", _("Panellist")
        FACILITATOR = "facilitator", _("Facilitator")

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="speakers"
    )
    sessions = models.ManyToManyField(
        Session, verbose_name=_("sessions"), related_name="speakers", blank=True
    )
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.SPEAKER)
    about = I18nTextField(_("about"), blank=True, help_text=_("Markdown."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    SAID_OF_THEM = ["about"]

    objects = SpeakerQuerySet.as_manager()

    class Meta(PublicPerson.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")


class MaterialQuerySet(OfEventQuerySet):
    def visible_to(self, user):
        """Public ones of events that the user sees; the rest to those with a place, and staff."""
        seen = Event.objects.visible_to(user).values("pk")
        allowed = Q(audience=Material.Audience.EVERYBODY)
        if user.is_authenticated:
            came = user.registrations.filter(in_place=True).values("event")
            allowed |= Q(event__in=came) | Q(event__in=Event.objects.managed_by(user).values("pk"))
        return self.filter(allowed, event__in=seen)


class Material(models.Model):
    """Slides, papers, a recording or a link, of the whole event or of one session."""

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody")
        PLACED = "placed", _("People with a place")

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="materials"
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="materials",
        null=True,
        blank=True,
    )
    title = I18nCharField(_("title"), max_length=200)
    upload = models.ForeignKey(
        Upload,
        verbose_name=_("file"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    url = models.URLField(_("or a link"), blank=True)
    audience = models.CharField(
        _("for"), max_length=10, choices=Audience, default=Audience.EVERYBODY
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(upload=None) ^ Q(url=""),
                name="material_is_a_file_or_a_link",
                violation_error_message=_("Give a file or a link, one of the two."),
            )
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("events:material", args=[self.event.slug, self.pk])
