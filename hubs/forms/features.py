"""What interviewees type, what visitors narrow by, and what staff do with a feature."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import Text, VerbForm
from hubs import rules, services
from hubs.forms.filters import ChipFilter, Chosen
from hubs.forms.publishing import Publish
from hubs.models import Feature, Hub, Interviewee, Organisation, Series

CHANGE = "hubs.change_feature"
LONGEST_ANSWER = 20_000
LONGEST_WISH = 5_000


class PerspectiveForm(forms.Form):
    """The questions as they were asked. Nothing is required while the answers are being written."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, answers, **kwargs):
        self.answers = list(answers)
        newest = max((answer.version for answer in self.answers), default=0)
        initial = {f"a{answer.pk}": answer.typed for answer in self.answers}
        super().__init__(*args, initial=initial | {"version": newest}, **kwargs)
        for number, answer in enumerate(self.answers, 1):
            self.fields[f"a{answer.pk}"] = _field_for(answer, number)

    def questions(self):
        return [self[f"a{answer.pk}"] for answer in self.answers]

    def typed(self) -> dict[int, str]:
        """The cleaned texts by the key of their answer."""
        return {answer.pk: self.cleaned_data[f"a{answer.pk}"] for answer in self.answers}

    def lines(self, typed: dict[int, str]) -> list[dict]:
        """Texts with their questions, to be laid beside each other."""
        return [
            {"field": answer.pk, "label": str(answer.wording), "value": typed[answer.pk]}
            for answer in self.answers
        ]


def _field_for(answer, number: int) -> Text:
    field = Text(
        label=f"{number}. {answer.wording}",
        max_length=LONGEST_ANSWER,
        strip=False,
        help_text=_("One word. A hyphen or an apostrophe is fine.") if answer.one_word else "",
        widget=forms.TextInput() if answer.one_word else forms.Textarea(attrs={"rows": 6}),
    )
    field.conditional = True
    return field


class WishForm(forms.Form):
    """What the interviewee would like to be different."""

    words = Text(
        label=_("What should be different?"),
        max_length=LONGEST_WISH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    words.conditional = True

    def clean_words(self):
        if not self.cleaned_data["words"]:
            raise forms.ValidationError(_("Say what should be different."))
        return self.cleaned_data["words"]


class IntervieweeForm(forms.ModelForm):
    """An address is corrected, not taken away: who was invited has to approve what is shown."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        if not email and (reasons := list(rules.reasons_to_keep(self.instance))):
            raise forms.ValidationError(reasons)
        return email


class IntervieweeFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        going = [form.instance for form in self.deleted_forms if form.instance.pk]
        if reasons := [reason for one in going for reason in rules.reasons_to_keep(one)]:
            raise forms.ValidationError(reasons)

    def with_another_address(self) -> list[Interviewee]:
        """Those whose address was changed by what was saved."""
        kept = [form for form in self.initial_forms if form not in self.deleted_forms]
        return [form.instance for form in kept if "email" in form.changed_data]


class FeatureFilter(ChipFilter):
    """By series, partner and hub; only what there is something of can be chosen."""

    series = Chosen(
        label=_("Series"),
        queryset=Series.objects.none(),
        empty_label=_("All series"),
    )
    partner = Chosen(
        label=_("Partner"),
        field_name="organisation",
        queryset=Organisation.objects.none(),
        empty_label=_("All partners"),
    )
    hub = Chosen(label=_("Hub"), queryset=Hub.objects.none(), empty_label=_("All hubs"))

    class Meta:
        model = Feature
        fields = ["series", "partner", "hub"]

    def __init__(self, data, shown, **kwargs):
        super().__init__(data, shown, **kwargs)
        there = shown.order_by()
        offered = {
            "series": Series.objects.filter(pk__in=there.values("series")),
            "partner": Organisation.objects.filter(pk__in=there.values("organisation")),
            "hub": Hub.objects.filter(pk__in=there.values("hub")).in_order(),
        }
        for name, rows in offered.items():
            self.filters[name].queryset = rows


class Invite(VerbForm):
    """Offered as long as answers are awaited, so that the letter can be sent again."""

    title = _("Invite the interviewees")
    permission = CHANGE
    success = _("The letters with the personal links are on their way.")

    @classmethod
    def offered(cls, subject, by):
        return subject.status in (Feature.Status.DRAFT, Feature.Status.INVITED)

    def apply(self, subject, *, by):
        services.invite(subject, by=by)


class NewLink(VerbForm):
    title = _("New link")
    permission = CHANGE
    success = _("The old link does not work any more.")

    interviewee = forms.ModelChoiceField(Interviewee.objects.none(), label=_("For whom"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interviewee"].queryset = self.subject.interviewees.order_by("pk")

    @classmethod
    def offered(cls, subject, by):
        return subject.status not in (Feature.Status.DRAFT, Feature.Status.WITHDRAWN)

    def apply(self, subject, *, by):
        services.new_link(subject, by=by, **self.cleaned_data)


class Propose(VerbForm):
    """Of a public feature only what differs from what is public can be proposed."""

    title = _("Ask for approval")
    permission = CHANGE
    success = _("The interviewees see the exact page behind their links and can approve it.")

    @classmethod
    def offered(cls, subject, by):
        changed = subject.status == Feature.Status.PUBLISHED and rules.has_changed(subject)
        return subject.status == Feature.Status.ANSWERED or changed

    def apply(self, subject, *, by):
        services.propose(subject, by=by)


class PublishFeature(Publish):
    permission = CHANGE

    @classmethod
    def offered(cls, subject, by):
        if subject.status == Feature.Status.PUBLISHED:
            return bool(subject.proposed_digest) and rules.has_changed(subject)
        return subject.status == Feature.Status.APPROVED

    def __init__(self, *args, **kwargs):
        """A newer version does not wait: until its moment there would be no page at all."""
        super().__init__(*args, **kwargs)
        if self.subject and rules.is_public_now(self.subject, now=timezone.now()):
            del self.fields["public_from"]

    def apply(self, subject, *, by):
        services.publish_feature(subject, by=by, **self.cleaned_data)


class WithdrawFeature(VerbForm):
    title = _("Withdraw")
    permission = CHANGE
    success = _("It is no longer public, and its links do not work.")

    note = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def offered(cls, subject, by):
        return subject.status != Feature.Status.WITHDRAWN

    def apply(self, subject, *, by):
        services.withdraw_feature(subject, by=by, **self.cleaned_data)


class Reopen(VerbForm):
    title = _("Take up again")
    permission = CHANGE
    success = _("It can be edited. Everybody has to approve it anew.")

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Feature.Status.WITHDRAWN

    def apply(self, subject, *, by):
        services.reopen(subject, by=by)
