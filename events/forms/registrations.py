from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import rules, services
from events.forms.approval import Substitute
from events.models import Registration
from hubportal.workflow.forms import VerbForm


class OneClick(forms.ModelForm):
    """On the page of an event that asks nothing: one optional wish."""

    class Meta:
        model = Registration
        fields = ["take_at_once"]


class Correction(VerbForm):
    """Says who came. Why is asked once it had been settled; see `services.attendance`."""

    permission = "events.mark_attendance"
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For your colleagues. Needed once it has been settled who came."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MarkAttended(Correction):
    title = _("Mark as attended")
    permission = "events.mark_attendance"
    bulk = True
    success = _("Marked as attended.")

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in (Registration.Status.CONFIRMED, Registration.Status.MISSED)

    @classmethod
    def why_not(cls, subject, by) -> str:
        reasons = list(rules.reasons_not_to_mark_attended(subject, now=timezone.now()))
        return " ".join(reasons) or super().why_not(subject, by)

    def apply(self, subject, *, by) -> None:
        services.mark_attended(subject, by=by, reason=self.cleaned_data["reason"])


class MarkMissed(Correction):
    title = _("Mark as did not come")
    bulk = True
    success = _("Marked as did not come.")

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in (Registration.Status.CONFIRMED, Registration.Status.ATTENDED)

    @classmethod
    def why_not(cls, subject, by) -> str:
        reasons = list(rules.reasons_not_to_mark_missed(subject, now=timezone.now()))
        return " ".join(reasons) or super().why_not(subject, by)

    def apply(self, subject, *, by) -> None:
        services.mark_missed(subject, by=by, reason=self.cleaned_data["reason"])


class UndoAttendance(Correction):
    title = _("Take back who came")
    success = _("Taken back: the person has what they had before, and nothing more.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status in (Registration.Status.ATTENDED, Registration.Status.MISSED)

    def apply(self, subject, *, by) -> None:
        took_over = rules.took_over_at_the_door(subject)
        services.undo(subject, by=by, reason=self.cleaned_data["reason"])
        if took_over:
            self.success = _what_next(subject)


def _what_next(subject: Registration) -> str:
    """Taking back gives no place to anybody else."""
    return gettext(
        "Taken back. They keep the place that was handed over to them at the door. To give it "
        "back to %(name)s, use “%(verb)s” on this page. Once the event has started, that is not "
        "possible any more: then let %(name)s in at the door."
    ) % {"name": subject.instead_of.person, "verb": Substitute.title}


class RemoveRegistration(VerbForm):
    title = _("Cancel this registration")
    permission = "events.remove_registration"
    bulk = True
    success = _("The registration is cancelled and the person is told.")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads this in the letter."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def offered(cls, subject, by) -> bool:
        return not any(rules.reasons_not_to_remove(subject))

    @classmethod
    def why_not(cls, subject, by) -> str:
        return " ".join(rules.reasons_not_to_remove(subject)) or super().why_not(subject, by)

    def apply(self, subject, *, by) -> None:
        services.remove(subject, by=by, reason=self.cleaned_data["reason"])
