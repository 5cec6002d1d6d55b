from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.outbox import services
from hubportal.outbox.models import Letter
from hubportal.workflow.forms import VerbForm


class SendAgainForm(VerbForm):
    title = _("Send again")
    permission = "outbox.send_letter"
    success = _("The letter is waiting to be sent.")
    bulk = True

    @classmethod
    def offered(cls, subject, by):
        return subject.status != Letter.Status.WAITING and subject.what != Letter.ACCOUNT

    def apply(self, subject, *, by):
        services.send_again(subject, by=by)


class CancelForm(VerbForm):
    title = _("Cancel letter")
    permission = "outbox.send_letter"
    success = _("The letter will not be sent.")
    bulk = True

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Letter.Status.WAITING

    def apply(self, subject, *, by):
        services.cancel(subject, by=by, reason=self.cleaned_data["reason"])


class PauseForm(VerbForm):
    title = _("Pause sending")
    permission = "outbox.pause_letters"
    success = _("No letter leaves until sending is resumed, except codes for signing in.")

    reason = forms.CharField(label=_("Reason"), max_length=500)

    @classmethod
    def offered(cls, subject, by):
        return subject.paused_at is None

    def apply(self, subject, *, by):
        services.pause(by=by, reason=self.cleaned_data["reason"])


class ResumeForm(VerbForm):
    title = _("Resume sending")
    permission = "outbox.pause_letters"
    success = _("Letters are leaving again.")

    @classmethod
    def offered(cls, subject, by):
        return subject.paused_at is not None

    def apply(self, subject, *, by):
        services.resume(by=by)
