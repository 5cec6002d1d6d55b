"""What staff type about a programme, its people, its papers and what came of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events import rules
from events.models import Event, Material, Outcome, Session, Speaker
from hubportal.uploads.forms import CheckedFile

OF_ANOTHER_EVENT = _("This session belongs to another event.")


def event_of(form) -> Event | None:
    """The event that the row belongs to, as soon as it is known: saved, typed or in the link."""
    if form.instance.event_id:
        return form.instance.event
    wanted = form.data.get("event") or form.initial.get("event")
    events = form.fields["event"].queryset if "event" in form.fields else Event.objects.none()
    return events.filter(pk=wanted).first() if str(wanted).isdecimal() else None


class OwnSessions:
    """For a form with sessions to choose from: those of the same event, and no others."""

    sessions_field = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields[self.sessions_field]
        event = event_of(self)
        sessions = field.queryset.filter(event=event) if event else field.queryset.none()
        field.queryset = sessions.order_by("date", "start_time", "pk")
        field.label_from_instance = in_words
        field.error_messages["invalid_choice"] = OF_ANOTHER_EVENT


def in_words(session: Session) -> str:
    return f"{session.date:%Y-%m-%d} {session.start_time:%H:%M} {session.title}"


class SessionForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = [
            *["event", "kind", "title", "summary", "date", "start_time", "end_time"],
            *["track", "room", "recording_url"],
        ]
        help_texts = {"recording_url": _("Shown as soon as the session is over, not before.")}

    def clean(self):
        typed = super().clean()
        event = typed.get("event") or event_of(self)
        needed = {name: typed.get(name) for name in ("date", "start_time", "end_time")}
        if event and all(needed.values()):
            session = Session(pk=self.instance.pk, room=typed.get("room") or "", **needed)
            for field, reason in rules.reasons_against_session(session, event):
                self.add_error(field, reason)
        return typed


class SpeakerForm(OwnSessions, forms.ModelForm):
    sessions_field = "sessions"

    class Meta:
        model = Speaker
        fields = [
            *["event", "part", "name", "post", "affiliation", "organisation", "about"],
            *["sessions", "position", "consented_on", "consent_note", "withdrawn_on"],
        ]


class MaterialForm(OwnSessions, forms.ModelForm):
    """A file or a link; a new file takes the place of the one there is."""

    sessions_field = "session"
    file = CheckedFile(label=_("File"), required=False)

    class Meta:
        model = Material
        fields = ["event", "session", "title", "url", "audience", "position"]

    def clean(self):
        typed = super().clean()
        if "file" in self.errors or "url" in self.errors:
            return typed
        file, url = typed.get("file"), typed.get("url")
        for reason in rules.reasons_against_material(self.instance, file=file, url=url):
            self.add_error("file", reason)
        return typed

    def validate_constraints(self):
        """That it is a file or a link is checked above; the file is kept when the row is."""


class OutcomeForm(forms.ModelForm):
    class Meta:
        model = Outcome
        fields = ["event", "title", "text", "dated", "url"]

    def clean(self):
        typed = super().clean()
        event = typed.get("event") or event_of(self)
        if event and typed.get("dated"):
            for reason in rules.reasons_against_outcome(event, typed["dated"]):
                self.add_error("dated", reason)
        return typed
