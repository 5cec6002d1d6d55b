"""Deciding about applications, inviting people, and colleagues who come instead."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import rules, services
from events.forms.events import EventVerb
from events.models import Event, Registration
from hubportal.workflow.forms import VerbForm

DECIDE = "events.decide_registration"
NO_ACCOUNT = _(
    "Nobody with this address has an account. Ask them to sign up first, then invite them."
)


class PassOn(forms.Form):
    """Who comes instead."""

    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AccountField(forms.EmailField):
    """The address of somebody with an account; its value is that person."""

    def __init__(self, **kwargs):
        super().__init__(label=_("E-mail address"), max_length=254, **kwargs)

    def clean(self, value):
        email = super().clean(value)
        if person := rules.account_of(email):
            return person
        raise forms.ValidationError(NO_ACCOUNT)


def note() -> forms.CharField:
    return forms.CharField(
        label=_("Note"),
        help_text=_("Kept in the history, told to nobody."),
        max_length=300,
        required=False,
    )


class Decision(VerbForm):
    permission = DECIDE
    bulk = True

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status == Registration.Status.APPLIED

    @classmethod
    def why_not(cls, subject, by) -> str:
        return " ".join(rules.reasons_not_to_decide(subject)) or super().why_not(subject, by)


class AcceptApplication(Decision):
    title = _("Accept")
    success = _("Accepted, and told.")

    or_wait = forms.BooleanField(
        label=_("If there is no place, put them on the waiting list"), required=False
    )
    note = note()

    def apply(self, subject, *, by) -> None:
        data = self.cleaned_data
        services.accept(subject, by=by, note=data["note"], or_wait=data["or_wait"])


class DeclineApplication(Decision):
    title = _("Decline")
    success = _("Declined, and told.")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads this in the letter. They cannot apply for this event again."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def apply(self, subject, *, by) -> None:
        services.decline(subject, by=by, reason=self.cleaned_data["reason"])


class Substitute(VerbForm):
    title = _("A colleague comes instead")
    permission = DECIDE
    success = _("The colleague has the place now. Both get a letter.")

    colleague = AccountField(help_text=_("Of the colleague, who needs an account."))
    note = note()

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.status == Registration.Status.CONFIRMED

    def apply(self, subject, *, by) -> None:
        data = self.cleaned_data
        services.substitute(subject, by=by, colleague=data["colleague"], note=data["note"])


class InvitePerson(EventVerb):
    title = _("Invite somebody")
    permission = DECIDE
    success = _("Invited. The letter says by when they should answer.")
    states = (Event.Status.PUBLISHED,)

    person = AccountField()
    mode = forms.ChoiceField(label=_("Takes part"), choices=Registration.Mode)
    beyond = forms.BooleanField(
        label=_("Beyond the places"),
        help_text=_("Adds a place for this person alone. If they do not take it, it vanishes."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is None or self.subject.format != Event.Format.HYBRID:
            del self.fields["mode"]

    def apply(self, subject, *, by) -> None:
        data = self.cleaned_data
        mode = data.get("mode", "")
        services.invite(subject, by=by, person=data["person"], beyond=data["beyond"], mode=mode)


class AcceptNext(EventVerb):
    """Two steps: who they are, in their order, and then those and nobody else."""

    title = _("Accept the next…")
    permission = DECIDE
    success = _("Accepted, and told.")
    template = "admin/events/accept_next.html"

    number = forms.IntegerField(label=_("How many people"), min_value=1, max_value=500)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    preview: list[Registration] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.data.get("seen"):  # who they are is fixed, and with them how many
            del self.fields["number"]
            return
        applied = self.subject.registrations.applied().count() if self.subject else 0
        self.fields["number"].help_text = ngettext(
            "%(count)d application waits for an answer.",
            "%(count)d applications wait for an answer.",
            applied,
        ) % {"count": applied}

    @classmethod
    def offered(cls, subject, by) -> bool:
        return subject.approval and subject.status == Event.Status.PUBLISHED

    def clean(self):
        """Says who would be accepted, until exactly these were seen."""
        seen, now = self.cleaned_data.get("seen"), timezone.now()
        number = len(seen.split(",")) if seen else self.cleaned_data.get("number")
        if not number:
            return self.cleaned_data
        for reason in rules.reasons_not_to_wave(self.subject, number, now=now):
            self.add_error(None if seen else "number", reason)
        if self.errors:
            return self.cleaned_data
        found = rules.next_applicants(self.subject, number, now=now)
        shown = ",".join(str(one.pk) for one in found)
        if seen != shown:
            self._show(found, shown)
        return self.cleaned_data

    def _show(self, found: list[Registration], shown: str) -> None:
        self.preview, self.title = found, _("Accept these people")
        self.data = self.data.copy()
        self.data["seen"] = shown
        self.fields.pop("number", None)
        # a hidden field's error is not shown: nothing is wrong, somebody has to look
        self.add_error("seen", _("Look at who they are first."))

    def apply(self, subject, *, by) -> None:
        exactly = [int(pk) for pk in self.cleaned_data["seen"].split(",")]
        services.accept_next(subject, by=by, number=len(exactly), exactly=exactly)
