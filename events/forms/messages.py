import datetime as dt

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import emails, rules, services
from events.models import Event, Message, Registration
from hubportal.workflow.forms import VerbForm
from hubs.models import Sector
from hubs.models.publishing import texts
from hubs.templatetags.hub import zone_name, zoned

Status = Message.Status
SHOWN_STATUSES = [
    choice for choice in Registration.Status.choices if choice[0] not in ("lapsed", "removed")
]


class MessageForm(forms.ModelForm):
    """What is written, and to whom; the number of people is counted when it is saved."""

    statuses = forms.MultipleChoiceField(
        label=_("To people who are"),
        choices=SHOWN_STATUSES,
        initial=["confirmed"],
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.MultipleChoiceField(
        label=_("Of the sectors"),
        choices=Sector.RollUp.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )

    class Meta:
        model = Message
        fields = ["event", "subject", "body", "statuses", "mode", "sectors", "for_later"]
        widgets = {"event": forms.HiddenInput}
        help_texts = {
            "body": _(
                "Markdown. Each reads it in their own language, else in your hub’s. {name} and "
                "{event} are put in for you; links begin with https://."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "mode" in self.fields:
            self.fields["mode"].choices = [("", _("All")), *Registration.Mode.choices]

    def clean_event(self) -> Event:
        """A message stays with its event: its letters are about registrations there."""
        event = self.cleaned_data["event"]
        return self.instance.event if self.instance.pk else event

    def clean_subject(self):
        return self._with_known_marks("subject")

    def clean_body(self):
        body = self._with_known_marks("body")
        for text in texts(body).values():
            if wrong := emails.foreign_links(text):
                words = _("Links begin with https://: %(links)s does not.")
                raise forms.ValidationError(words % {"links": ", ".join(wrong[:3])})
        return body

    def _with_known_marks(self, name: str):
        value = self.cleaned_data[name]
        if reasons := list(rules.reasons_against_marks(value)):
            raise forms.ValidationError(reasons)
        return value

    def clean(self):
        super().clean()
        for reason in rules.reasons_not_to_change(self.instance):
            self.add_error(None, reason)
        wanted = set(self.cleaned_data.get("statuses") or ())
        if self.cleaned_data.get("for_later") and "confirmed" not in wanted:
            words = _("Only what goes to people with a place can go to those who get one later.")
            self.add_error("for_later", words)
        return self.cleaned_data


class SendsOut(VerbForm):
    """What sending and scheduling share: the reason why it leaves in one language."""

    permission = "events.send_message"

    why = forms.CharField(
        label=_("Why not in every language"),
        max_length=300,
        min_length=10,
        required=False,
        help_text=_("Only if Welsh is owed and cannot be ready. It is recorded with your name."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is None or not rules.lacking_languages(self.subject):
            del self.fields["why"]
        else:
            self.fields["why"].label = _("Why not in every language (%(what)s)") % {
                "what": "; ".join(rules.lacking_languages(self.subject))
            }

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status == Status.DRAFT

    @property
    def why_said(self) -> str:
        return self.cleaned_data.get("why", "")


class SendMessage(SendsOut):
    title = _("Send now")
    success = _("It is being sent: the letters leave within a minute.")

    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is None:
            return
        self.number = rules.recipients(self.subject).count()
        self.fields["shown"].initial = self.number
        self.fields["sure"].label = self._question()

    def _question(self) -> str:
        words = ngettext(
            "Yes, send it to %(number)d person now",
            "Yes, send it to %(number)d people now",
            self.number,
        )
        return words % {"number": self.number}

    def clean(self):
        """The page that comes back asks with the number as it is by then, and without a tick."""
        super().clean()
        if self.cleaned_data.get("shown") == self.number:
            return
        shown = self.cleaned_data.get("shown") or 0
        for reason in rules.reasons_not_to_send(
            self.subject, shown=shown, number=self.number, why=self.why_said or "-"
        ):
            self.add_error(None, reason)
        self.data = self.data.copy()
        self.data["shown"] = str(self.number)
        self.data.pop("sure", None)

    def apply(self, subject, *, by) -> None:
        shown = self.cleaned_data["shown"]
        services.send_message(subject, by=by, shown=shown, why=self.why_said)


class ScheduleMessage(SendsOut):
    """The moment is typed as the clock on the wall shows it where the event is."""

    title = _("Schedule")
    success = _("It is scheduled. You can take it off the schedule until then.")

    date = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(
        label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    field_order = ["date", "time", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            words = _("On the clocks of the event: %(zone)s.")
            self.fields["time"].help_text = words % {
                "zone": zone_name(self.subject.event.time_zone)
            }

    def clean(self):
        super().clean()
        date, time = self.cleaned_data.get("date"), self.cleaned_data.get("time")
        if not date or not time:
            return
        zone = self.subject.event.zone
        for reason in rules.reasons_against_wall_time(date, time, zone.key):
            self.add_error("time", reason)
        for reason in rules.reasons_against_far_date(date, today=timezone.localdate()):
            self.add_error("date", reason)
        self.moment = dt.datetime.combine(date, time, tzinfo=zone)

    def apply(self, subject, *, by) -> None:
        services.schedule_message(subject, by=by, moment=self.moment, why=self.why_said)
        said = zoned(self.moment, subject.event.zone)
        self.success = gettext("Scheduled for %(moment)s.") % {"moment": said}


class UnscheduleMessage(VerbForm):
    title = _("Take it off the schedule")
    permission = "events.send_message"
    success = _("It is a draft again.")

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status == Status.SCHEDULED and not rules.letters_of(subject).exists()

    def apply(self, subject, *, by) -> None:
        services.unschedule_message(subject, by=by)


class DropMessage(VerbForm):
    title = _("Do not send it")
    permission = "events.send_message"
    success = _("It will not be sent.")

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in (Status.DRAFT, Status.SCHEDULED)

    def apply(self, subject, *, by) -> None:
        services.drop_message(subject, by=by)


class SendTest(VerbForm):
    title = _("Send a test to myself")
    permission = "events.change_message"
    success = _("The test is on its way to you.")

    language = forms.ChoiceField(label=_("In"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.by is not None:
            self.fields["language"].initial = self.by.language or settings.LANGUAGE_CODE

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in (Status.DRAFT, Status.SCHEDULED)

    def apply(self, subject, *, by) -> None:
        services.test_message(subject, by=by, language=self.cleaned_data["language"])
