from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubportal.workflow.translated import TranslatedLine, TranslatedText
from hubs.forms.organisations import RorField
from hubs.models import Fact, Offer, Organisation, Strength
from hubs.models.publishing import web_address
from members import rules, services
from members.models import Claim, User

MOST_ROWS = 30


class ClaimForm(forms.Form):
    """Which of their own addresses shows that a person works there."""

    address = forms.ChoiceField(
        label=_("Your address at the organisation"),
        help_text=_("Only the staff who answer see it."),
        error_messages={"required": _("Choose an address.")},
    )
    message = forms.CharField(
        label=_("Anything we should know"),
        max_length=1000,
        required=False,
        help_text=_("Such as your post, or who else at the organisation knows of it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, organisation: Organisation, by: User, **kwargs):
        self.organisation, self.by = organisation, by
        super().__init__(*args, **kwargs)
        addresses = rules.verified_addresses(by)
        self.fields["address"].choices = [(each, each) for each in addresses]
        fits = (each for each in addresses if not list(self._against(each)))
        self.fields["address"].initial = next(fits, None)

    def _against(self, address: str):
        place = {"by": self.by, "address": address}
        return rules.reasons_against_address(self.organisation, **place)

    def clean_address(self):
        if reasons := list(self._against(self.cleaned_data["address"])):
            raise forms.ValidationError(reasons)
        return self.cleaned_data["address"]

    def save(self) -> Claim:
        return services.claim(self.organisation, by=self.by, **self.cleaned_data)


class SaysWhatIsNeeded:
    """A text in several languages is needed in one of them, which its parts cannot say."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.conditional = getattr(field, "one_required", False)
            field.widget.attrs["placeholder"] = ""  # each box has its label
            if isinstance(field, forms.URLField):
                field.assume_scheme = "https"
                field.error_messages["invalid"] = web_address.message


class OrganisationPageForm(SaysWhatIsNeeded, forms.ModelForm):
    """What an organisation's own people may say about it; its name and ties stay with staff."""

    ror_id = RorField()

    class Meta:
        model = Organisation
        fields = ["summary", "website", "size", "city", "ror_id"]
        widgets = {"summary": TranslatedText, "website": forms.URLInput}
        help_texts = {
            "summary": _("What you do, in a few sentences. Markdown."),
        }

    def clean_ror_id(self):
        """Said next to the field; the constraint in the database is the last word."""
        value = self.cleaned_data["ror_id"]
        others = Organisation.objects.exclude(pk=self.instance.pk)
        if value and others.filter(ror_id=value).exists():
            raise forms.ValidationError(_("Another organisation has this ROR id."))
        return value

    def save(self, commit: bool = True) -> Organisation:
        """Writes what is on the page, so that what staff change meanwhile stays."""
        self.instance.save(update_fields=self._meta.fields)
        return self.instance


class StrengthForm(SaysWhatIsNeeded, forms.ModelForm):
    class Meta:
        model = Strength
        fields = ["theme", "note"]
        widgets = {"note": TranslatedLine}

    def __init__(self, *args, themes: list[tuple], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes


class FactForm(SaysWhatIsNeeded, forms.ModelForm):
    year = forms.IntegerField(
        label=_("Year in which it was true"),
        min_value=1000,
        max_value=2100,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Enter a year, as in 2024.")
        ),
    )

    class Meta:
        model = Fact
        fields = ["label", "value", "year", "source_url"]
        widgets = {"label": TranslatedLine, "value": TranslatedLine, "source_url": forms.URLInput}
        labels = {"source_url": _("Where it can be checked")}


class OfferForm(SaysWhatIsNeeded, forms.ModelForm):
    class Meta:
        model = Offer
        fields = ["kind", "text", "until"]
        widgets = {
            "text": TranslatedText,
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"until": _("After this day it is no longer shown.")}


class OwnRows(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        """A row that somebody else removed is not written again; what was typed stays to see."""
        super().add_fields(form, index)
        gone = _("This row was removed meanwhile. Open the page again, and add it if you need it.")
        form.fields["id"].error_messages["invalid_choice"] = gone


def rows_of(model, form):
    return forms.inlineformset_factory(
        Organisation,
        model,
        form=form,
        formset=OwnRows,
        extra=1,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_ROWS + 1,
    )


Strengths, Facts, Offers = (
    rows_of(Strength, StrengthForm),
    rows_of(Fact, FactForm),
    rows_of(Offer, OfferForm),
)


class EditorForm(forms.Form):
    """A colleague who shall look after the page as well, or instead."""

    address = forms.EmailField(
        label=_("Email address of your colleague"),
        help_text=_("They must have joined with it and completed their profile."),
        error_messages={"required": _("Enter the address of a colleague.")},
    )
    instead = forms.BooleanField(
        label=_("I hand over: I stop looking after this page myself"), required=False
    )

    def save(self, organisation: Organisation, *, by: User) -> None:
        verb = services.hand_over if self.cleaned_data["instead"] else services.add_editor
        verb(organisation, by=by, address=self.cleaned_data["address"])


# Staff ---------------------------------------------------------------------------------------


class AcceptClaim(VerbForm):
    title = _("Accept")
    permission = "members.answer_claim"
    success = _("The person looks after the page from now on and hears of it by letter.")

    note = forms.CharField(
        label=_("How you know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the staff, such as “asked their head of office”. Not shown to them."),
    )

    @classmethod
    def offered(cls, subject, by):
        """Also where it cannot be accepted any more: whoever tries reads why."""
        waits = subject.status == Claim.Status.WAITING
        return waits and not list(rules.reasons_not_to_answer(subject, by=by))

    def apply(self, subject, *, by):
        services.accept_claim(subject, by=by, **self.cleaned_data)


class ToldWhy(VerbForm):
    """A verb of which the person hears by letter, with the reason."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        help_text=_("Goes into the letter to them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseClaim(ToldWhy):
    title = _("Refuse")
    permission = "members.answer_claim"
    success = _("The claim is refused; the person hears why by letter.")

    @classmethod
    def offered(cls, subject, by):
        waits = subject.status == Claim.Status.WAITING
        return waits and not list(rules.reasons_not_to_answer(subject, by=by))

    def apply(self, subject, *, by):
        services.refuse_claim(subject, by=by, **self.cleaned_data)


class EndEditor(ToldWhy):
    title = _("Take the page from this person")
    permission = "members.answer_claim"
    success = _("The person no longer looks after the page and hears why by letter.")

    @classmethod
    def offered(cls, subject, by):
        return not list(rules.reasons_not_to_end(subject))

    def apply(self, subject, *, by):
        services.end_editor(subject, by=by, **self.cleaned_data)
