"""What staff type: calls, and one form for each verb."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding import rules, services
from funding.models import RESERVED, Application, Call, Section, money
from hubportal.workflow.forms import VerbForm

Status = Application.Status
OUTCOMES = [(Status.AWARDED.value, _("Award")), (Status.DECLINED.value, _("Do not fund"))]


def letter_text(label, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=6000, widget=forms.Textarea(attrs={"rows": 8}), **kwargs
    )


# Calls ---------------------------------------------------------------------------------------


class CallForm(forms.ModelForm):
    """Opening and closing are typed as the clock shows them in the call's own time zone."""

    class Meta:
        model = Call
        fields = "__all__"  # noqa: DJ007 - the admin lists them

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = ZoneInfo(self.instance.time_zone)
        for name in {"opens_at", "closes_at"} & set(self.fields):
            moment = getattr(self.instance, name)
            if moment:
                self.initial[name] = timezone.make_naive(moment, zone)

    def clean(self):
        data = super().clean()
        zone = data.get("time_zone") or self.instance.time_zone
        for name in ("opens_at", "closes_at"):
            if data.get(name):
                data[name] = on_clock(data[name], zone)
        if data.get("closes_at") and not rules.is_clear_time(data["closes_at"], zone):
            self.add_error("closes_at", _("Not midnight: choose a time such as 12:00 or 16:00."))
        hub, event = data.get("hub"), data.get("event")
        if hub and event and event.hub_id != hub.pk:
            self.add_error("event", _("This event belongs to another hub."))
        return data


def on_clock(moment: datetime, zone: str) -> datetime:
    """What was read on the reader's own clock, meant on the clock of `zone`."""
    return timezone.make_naive(moment).replace(tzinfo=ZoneInfo(zone))


class SectionForm(forms.ModelForm):
    class Meta:
        model = Section
        fields = ["scheme", "slug", "name", "hint", "position"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_("This address is taken by the form itself."))
        return slug


class PublishCallForm(VerbForm):
    title = _("Announce")
    permission = "funding.publish_call"
    success = _("The call is announced.")

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Call.Status.DRAFT

    def apply(self, subject, *, by):
        services.publish_call(subject, by=by)


class WithdrawCallForm(VerbForm):
    title = _("Withdraw")
    permission = "funding.publish_call"
    success = _("The call is withdrawn.")
    note = forms.CharField(label=_("Why"), max_length=1000, required=False)

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Call.Status.PUBLISHED

    def apply(self, subject, *, by):
        services.withdraw_call(subject, by=by, note=self.cleaned_data["note"])


# Applications --------------------------------------------------------------------------------


class PassEligibilityForm(VerbForm):
    title = _("Pass the eligibility check")
    permission = "funding.check_application"
    success = _("The application is eligible. Assign its reviewers next.")
    bulk = True

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Status.SUBMITTED

    def apply(self, subject, *, by):
        services.pass_eligibility(subject, by=by)


class QueryForm(VerbForm):
    title = _("Ask the applicant")
    permission = "funding.check_application"
    success = _("The question is on its way to the applicant.")
    text = letter_text(_("Question"), help_text=_("The applicant gets it word for word."))

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Status.SUBMITTED

    def apply(self, subject, *, by):
        services.query(subject, by=by, text=self.cleaned_data["text"])


class RefuseEligibilityForm(VerbForm):
    title = _("Not eligible")
    permission = "funding.check_application"
    success = _("The letter is on its way to the applicant.")
    reason = letter_text(_("Reason"), help_text=_("The applicant gets it word for word."))

    @classmethod
    def offered(cls, subject, by):
        return subject.status in (Status.SUBMITTED, Status.QUERIED)

    def apply(self, subject, *, by):
        services.refuse_eligibility(subject, by=by, reason=self.cleaned_data["reason"])


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        organisation = person.profile.organisation if hasattr(person, "profile") else None
        return f"{person} – {organisation}" if organisation else str(person)


class AssignForm(VerbForm):
    title = _("Assign reviewers")
    permission = "funding.assign_application"
    success = _("We have written to the reviewers.")
    reviewers = PeopleField(
        label=_("Reviewers"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(
        label=_("Reviews due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.subject.assignments.values("reviewer")
        self.fields["reviewers"].queryset = (
            rules.people_who_may_review(self.subject.call)
            .exclude(pk__in=asked)
            .select_related("profile__organisation")
        )

    @classmethod
    def offered(cls, subject, by):
        return subject.status in (Status.ELIGIBLE, Status.IN_REVIEW)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return due_on

    def apply(self, subject, *, by):
        services.assign(subject, by=by, **self.cleaned_data)


class DecideForm(VerbForm):
    title = _("Decide")
    permission = "funding.decide_application"
    success = _("The decision stands. The letter is on its way to the applicant.")
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    awarded_amount = forms.IntegerField(
        label=_("Amount awarded"), required=False, min_value=1, max_value=2_000_000_000
    )
    reason = letter_text(_("Reason"), help_text=_("The applicant gets it word for word."))
    without_all_reviews = forms.BooleanField(label=_("Decide without all reviews"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scheme = self.subject.call.scheme
        self.fields["awarded_amount"].help_text = _(
            "Only for an award, and at most %(largest)s. The applicant asked for %(amount)s."
        ) % {
            "amount": money(self.subject.amount, scheme.currency),
            "largest": money(scheme.max_amount, scheme.currency),
        }

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Status.IN_REVIEW

    def apply(self, subject, *, by):
        services.decide(subject, by=by, **self.cleaned_data)
