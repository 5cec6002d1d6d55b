"""What somebody types who registers, and what they can change later."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import rules
from events.forms.questions import WithQuestions
from events.models import Event, Needs, Registration
from hubportal.workflow.forms import Text

NEEDS = ["access", "access_note", "diet", "diet_note"]


class YesNoOrNothing(forms.TypedChoiceField):
    """Yes, no, or nothing said: a consent that nobody gives by overlooking it."""

    def __init__(self, **kwargs):
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        super().__init__(
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


class Several(forms.MultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def who_sees(event: Event) -> str:
    """To whom somebody shows themselves, and until when."""
    return ngettext(
        "Only people with a place who show themselves too, and the staff of the hub, see this: "
        "until %(days)d day after the event. If you say that you look for a team, others who do "
        "see you until the call closes. Nobody sees your e-mail address. You can change your mind "
        "at any time.",
        "Only people with a place who show themselves too, and the staff of the hub, see this: "
        "until %(days)d days after the event. If you say that you look for a team, others who do "
        "see you until the call closes. Nobody sees your e-mail address. You can change your mind "
        "at any time.",
        event.listed_days,
    ) % {"days": event.listed_days}


class Consents(forms.ModelForm):
    """Who sees somebody, and what for: theirs to change at any time."""

    comes_for = Text(
        max_length=300,
        label=gettext_lazy("What do you come for?"),
        help_text=gettext_lazy("Whom would you like to meet, what do you bring? Others read this."),
    )
    photo_consent = YesNoOrNothing(label=gettext_lazy("May we show photographs with you on them?"))

    class Meta:
        model = Registration
        fields = ["listed", "comes_for", "photo_consent"]

    def __init__(self, *args, event: Event, **kwargs):
        self.event = event
        super().__init__(*args, **kwargs)
        self.fields["listed"].help_text = who_sees(event)
        if not event.listed_days:
            del self.fields["listed"], self.fields["comes_for"]
        if event.format == Event.Format.ONLINE:
            del self.fields["photo_consent"]

    def bound(self, *names) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def consents(self):
        return self.bound("comes_for", "listed", "photo_consent")

    def details(self) -> dict:
        """The fields of the registration, without those that have a way of their own."""
        own = ["listed", "comes_for", "photo_consent", "language_wish"]
        return {name: self.cleaned_data[name] for name in own if name in self.fields}


class AnswersForm(WithQuestions, Consents):
    """All that somebody tells about themselves, until the event starts."""

    language_wish = forms.ChoiceField(
        label=gettext_lazy("Which language do you wish to use there?"),
        required=False,
        widget=forms.RadioSelect,
    )
    write_in_welsh = forms.BooleanField(
        label=gettext_lazy("Write to me in Welsh from now on"), required=False
    )
    access = Several(label=gettext_lazy("What do you need to take part?"))
    access_note = Text(
        label=gettext_lazy("Anything else that helps you to take part"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    diet = Several(label=gettext_lazy("What do you eat?"), choices=Needs.Diet.choices)
    diet_note = Text(
        label=gettext_lazy("Anything else about food, such as allergies"), max_length=300
    )

    class Meta(Consents.Meta):
        fields = [*Consents.Meta.fields, "language_wish"]

    def __init__(
        self, *args, person, with_needs=True, needs=None, signed_out=False, answers=(), **kwargs
    ):
        """Without `with_needs` they are neither shown nor taken.

        Of somebody `signed_out` meanwhile what they sent is shown again, and nothing is taken.
        """
        self.person, self.signed_out = person, signed_out
        super().__init__(*args, **kwargs)
        self._offer_languages()
        self.fields["access"].choices = rules.needs_to_choose(self.event)
        for name in NEEDS:
            if not with_needs or (name.startswith("diet") and not self.event.catering):
                del self.fields[name]
            elif needs is not None:
                self.initial[name] = getattr(needs, name)
        self.add_questions(self.event.questions.asked(), answers)

    def clean(self):
        """Who was signed out meanwhile hears that we kept nothing, rather than half of it."""
        if self.signed_out:
            self.add_error(
                None,
                _(
                    "You are signed out, so nothing is saved yet. Sign in again in another tab, "
                    "then press “Save changes” here."
                ),
            )
        return super().clean()

    def _offer_languages(self) -> None:
        """To be written to in Welsh is asked of those alone who are not."""
        languages = rules.languages_to_wish(self.event)
        if not languages:
            del self.fields["language_wish"]
        else:
            no_wish = ("", _("It does not matter to me"))
            self.fields["language_wish"].choices = [*languages, no_wish]
        codes = [code for code, _name in languages]
        if rules.WELSH not in codes or self.person.language == rules.WELSH:
            del self.fields["write_in_welsh"]

    def wishes(self):
        return self.bound("language_wish", "write_in_welsh")

    def access_fields(self):
        return self.bound("access", "access_note", "diet", "diet_note")

    def needs(self) -> dict | None:
        """None where they were not asked, which is not the same as having none."""
        if "access" not in self.fields:
            return None
        return {name: self.cleaned_data[name] for name in NEEDS if name in self.fields}


class RegisterForm(AnswersForm):
    """An empty POST registers where no question must be answered."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How do you take part?"),
        choices=Registration.Mode.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta(AnswersForm.Meta):
        fields = [*AnswersForm.Meta.fields, "mode", "take_at_once"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.event.format == Event.Format.HYBRID:
            self.fields["mode"].conditional = True  # one is chosen already
            self.initial.setdefault("mode", Registration.Mode.IN_PERSON)
        else:
            del self.fields["mode"]
        if self.event.approval:
            del self.fields["take_at_once"]

    def places(self):
        return self.bound("mode", "take_at_once")
