from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs import rules, services
from hubs.models import Body
from hubs.models.publishing import missing_in
from hubs.rules.publishing import WELSH


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = [
            *["hub", "programme", "name", "slug", "kind", "mandate"],
            *["audience", "since", "until", "review_by"],
        ]

    def _post_clean(self):
        """What other people than staff may see is there in Welsh where Welsh is owed."""
        super()._post_clean()
        body = self.instance
        if self.errors or body.audience == Body.Audience.STAFF or not rules.owes_welsh(body):
            return
        if missing := missing_in(body, WELSH):
            words = gettext(
                "Still missing in Welsh: %(fields)s. Add it, or show the body to staff until then."
            )
            names = ", ".join(str(capfirst(field.verbose_name)) for field in missing)
            self.add_error(None, words % {"fields": names})


class SeatFormSet(forms.BaseInlineFormSet):
    """All the seats of a body, which know of each other: there is one chair at a time."""

    def save_existing_objects(self, commit=True):
        """Who leaves the chair is saved before who takes it: the database allows one."""
        leaving = [form.instance for form in self.initial_forms if not is_chair_now(form.instance)]
        if commit:
            for seat in leaving:
                seat.save(update_fields=["chair", "until"])
        return super().save_existing_objects(commit)

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.instance.pk or form.has_changed()]
        if reasons := list(rules.reasons_against_chairs([form.instance for form in kept])):
            raise forms.ValidationError(reasons)


def is_chair_now(seat) -> bool:
    return seat.chair and seat.until is None


class TakeBack(VerbForm):
    """For any model that is a `PublicPerson`; a subclass says whose permission it takes."""

    title = _("Took it back")
    success = _("No page names this person any more. The seat still counts.")

    @classmethod
    def offered(cls, subject, by):
        return subject.is_named()

    def apply(self, subject, *, by):
        services.take_back_consent(subject, by=by)


class Agree(VerbForm):
    title = _("Agreed to be named")
    success = _("Pages name this person from now on.")

    on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("How they agreed"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    @classmethod
    def offered(cls, subject, by):
        return not subject.is_named()

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(gettext("Enter a day that has been."))
        return self.cleaned_data["on"]

    def apply(self, subject, *, by):
        services.record_consent(subject, by=by, **self.cleaned_data)
