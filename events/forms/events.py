import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events import rules, services
from events.forms.addresses import AddressFields
from events.forms.asking import MOST_LISTED_DAYS, AskingFields
from events.forms.choosing import ApprovalFields
from events.forms.joining import JoiningFields
from events.forms.languages import LanguageFields
from events.forms.limits import Limits
from events.forms.meanwhile import Meanwhile, Seen
from events.forms.shares import PlacesMixin
from events.models import Event
from hubportal.workflow.forms import VerbForm
from hubs.forms.publishing import why_one_language
from hubs.models.hubs import LANGUAGES, english

Status = Event.Status
WINDOW = ["registration_opens_at", "registration_closes_at", "shares_until"]


class EventForm(
    PlacesMixin,
    AskingFields,
    ApprovalFields,
    JoiningFields,
    AddressFields,
    LanguageFields,
    Meanwhile,
    Limits,
):
    """What staff type about an event; every time is that of the clocks at its place."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is made of the title and the date."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=LANGUAGES,
        initial=english,
        widget=forms.CheckboxSelectMultiple,
    )
    why_one_language = why_one_language(widget=forms.TextInput(attrs={"class": "vTextField"}))
    seen = Seen()
    most = {
        **dict.fromkeys(["capacity", "online_capacity"], 100_000),
        **{"join_minutes": 1440, "offer_hours": 720, "listed_days": MOST_LISTED_DAYS},
    }

    class Meta:
        model = Event
        fields = [
            "title",
            "slug",
            "summary",
            "body",
            "access",
            "hub",
            "co_hosts",
            "series",
            "themes",
            "sectors",
            "opportunities",
            "format",
            "venue",
            "city",
            "join_url",
            "join_minutes",
            "start_date",
            "start_time",
            "end_date",
            "end_time",
            "time_zone",
            "capacity",
            "online_capacity",
            "shares_until",
            "registration_opens_at",
            "registration_closes_at",
            "offer_hours",
            "approval",
            "decide_by",
            "languages",
            "interpretation",
            "interpreters_by",
            "needs_by",
            "catering",
            "listed_days",
            "certificate_note",
        ]
        labels = {"join_minutes": _("Joining opens, in minutes before the start")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in WINDOW:
            if moment := getattr(self.instance, name):
                self.initial[name] = moment.astimezone(self.instance.zone).replace(tzinfo=None)
        self.fix_address()
        self.remember()

    def typed(self) -> set[str]:
        """The fields that this form changes; in another zone, the same clock is another moment."""
        names = set(self.changed_data)
        return names | set(WINDOW) if "time_zone" in names else names

    def clean(self):
        super().clean()
        self._read_window()
        self._make_slug()
        for moment in ("start", "end"):
            self._check_clock(moment)
        self._check_order()
        self._check_programme()
        self._check_start()
        self._check_horizon()
        self._check_hosts()
        self._check_places()
        self._check_release()
        self._check_close()
        self.check_approval()
        self.check_asking()
        self.check_announced()
        self.check_meanwhile()
        return self.cleaned_data

    def _read_window(self) -> None:
        """The form field took the clock of whoever typed; it is the event's clock that counts."""
        zone = self.cleaned_data.get("time_zone")
        for name in WINDOW:
            if zone and (moment := self.cleaned_data.get(name)):
                wall = timezone.localtime(moment).replace(tzinfo=ZoneInfo(zone))
                self.cleaned_data[name] = wall
                self._refuse_clock(name, wall, zone)

    def _make_slug(self) -> None:
        title, date = self.cleaned_data.get("title"), self.cleaned_data.get("start_date")
        if not self.cleaned_data.get("slug") and title and date:
            self.cleaned_data["slug"] = f"{slugify(str(title))[:100]}-{date:%Y-%m-%d}"

    def _wall(self, moment: str) -> dt.datetime | None:
        date = self.cleaned_data.get(f"{moment}_date")
        time = self.cleaned_data.get(f"{moment}_time")
        return dt.datetime.combine(date, time) if date and time else None

    def _check_clock(self, moment: str) -> None:
        wall, zone = self._wall(moment), self.cleaned_data.get("time_zone")
        if wall and zone:
            self._refuse_clock(f"{moment}_time", wall, zone)

    def _refuse_clock(self, field: str, wall: dt.datetime, zone: str) -> None:
        for reason in rules.reasons_against_wall_time(wall.date(), wall.time(), zone):
            self.add_error(field, reason)

    def _check_order(self) -> None:
        start, end = self._wall("start"), self._wall("end")
        if start and end and end <= start:
            field = "end_date" if end.date() < start.date() else "end_time"
            self.add_error(field, _("The event cannot end before it starts."))

    def _check_programme(self) -> None:
        start, end = self.cleaned_data.get("start_date"), self.cleaned_data.get("end_date")
        if start and end and not self.instance._state.adding:
            for reason in rules.reasons_against_days(self.instance, start=start, end=end):
                self.add_error("end_date", reason)

    def _check_start(self) -> None:
        """Old events may be tidied up; new ones, and new dates, lie ahead."""
        wall, zone = self._wall("start"), self.cleaned_data.get("time_zone")
        moved = {"start_date", "start_time", "time_zone"} & set(self.changed_data)
        if wall and zone and (self.instance._state.adding or moved):
            starts_at = timezone.make_aware(wall, ZoneInfo(zone))
            if starts_at <= timezone.now():
                self.add_error("start_date", _("The start lies in the past."))

    def _check_horizon(self) -> None:
        for name in ("start_date", "end_date"):
            if name in self.changed_data and (date := self.cleaned_data.get(name)):
                for reason in rules.reasons_against_far_date(date, today=timezone.localdate()):
                    self.add_error(name, reason)

    def _check_hosts(self) -> None:
        hub, co_hosts = self.cleaned_data.get("hub"), self.cleaned_data.get("co_hosts")
        if hub and co_hosts and hub in co_hosts:
            reason = _("%(hub)s is responsible for this event and so cannot be its co-host.")
            self.add_error("co_hosts", reason % {"hub": hub.name})


class EventVerb(VerbForm):
    """A verb that is offered while the event is in one of these states."""

    states: tuple[str, ...] = ()

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in cls.states


class WithNote(EventVerb):
    note = forms.CharField(
        label=_("Why"),
        help_text=_("Shown on the event's page and in the letter to everybody registered."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PostponeEvent(WithNote):
    title = _("Postpone")
    permission = "events.cancel_event"
    success = _("The event is postponed and everybody registered is told.")
    states = (Status.PUBLISHED,)

    def apply(self, subject, *, by) -> None:
        services.postpone(subject, by=by, note=self.cleaned_data["note"])


class CancelEvent(WithNote):
    title = _("Cancel the event")
    permission = "events.cancel_event"
    success = _("The event is cancelled and everybody registered is told.")
    states = (Status.PUBLISHED, Status.POSTPONED)

    def apply(self, subject, *, by) -> None:
        services.cancel_event(subject, by=by, note=self.cleaned_data["note"])


class CloneEvent(EventVerb):
    title = _("Copy to another day")
    permission = "events.add_event"
    success = _("The copy is a draft. Nobody has been told.")
    states = tuple(Status.values)

    start_date = forms.DateField(
        label=_("Starts on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_start_date(self) -> dt.date:
        date, today = self.cleaned_data["start_date"], timezone.localdate()
        if date <= today:
            raise forms.ValidationError(_("The start lies in the past."))
        reasons = list(rules.reasons_against_far_date(date, today=today))
        event, lasts = self.subject, self.subject.end_date - self.subject.start_date
        for day, time in ((date, event.start_time), (date + lasts, event.end_time)):
            reasons += rules.reasons_against_wall_time(day, time, event.time_zone)
        if reasons:
            raise forms.ValidationError(reasons)
        return date

    def apply(self, subject, *, by) -> None:
        services.clone(subject, by=by, start_date=self.cleaned_data["start_date"])
