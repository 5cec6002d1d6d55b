"""What staff do to every kind of content, and what they may not type into it."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs import rules, services
from hubs.forms.addresses import AddressForm
from hubs.models.publishing import Published

HALF_A_YEAR = dt.timedelta(days=182)
LONG_AGO = dt.timedelta(days=1)


def why_one_language(**kwargs) -> forms.CharField:
    """The reason that staff record where Welsh is owed and cannot be ready."""
    return forms.CharField(
        label=_("Why not in every language"),
        max_length=300,
        min_length=10,
        required=False,
        help_text=_("Only if Welsh is owed and cannot be ready. It is recorded with your name."),
        **kwargs,
    )


class OneLanguageForm(forms.ModelForm):
    """What is public already stays in the languages that are owed, or says why it does not.

    The box is there for those who owe Welsh; what a reason excused and is there now ends it.
    """

    why_one_language = why_one_language(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("why_one_language", self.instance.one_language_reason)
        self._offer_a_reason()

    def _offer_a_reason(self) -> None:
        thing = self.instance
        if thing.pk and rules.owes_welsh(thing) and self.is_public():
            box = forms.TextInput(attrs={"class": "vTextField", "maxlength": 300, "minlength": 10})
            self.fields["why_one_language"].widget = box

    def is_public(self) -> bool:
        return self.instance.status == Published.Status.PUBLISHED

    def _post_clean(self):
        super()._post_clean()
        self._offer_a_reason()
        if self.errors or not self.is_public():
            return
        thing, typed = self.instance, self.cleaned_data["why_one_language"]
        for reason in rules.reasons_against_own_languages(thing, why=typed):
            self.add_error(None, reason)
        given_now = "why_one_language" in self.changed_data
        excused = given_now or any(rules.reasons_against_languages(thing))
        thing.one_language_reason = typed if excused else ""


class ContentForm(OneLanguageForm, AddressForm):
    """For whatever is `Published`."""


class ShownRowForm(forms.ModelForm):
    """A row that a public page shows; a subclass names the field that leads to the page's thing.

    What was there before is asked for when the thing is published again.
    """

    shown_on = ""

    def _post_clean(self):
        super()._post_clean()
        thing = getattr(self.instance, self.shown_on, None)
        if self.errors or not thing or not self.has_changed() or not rules.has_public_page(thing):
            return
        why = thing.one_language_reason
        for reason in rules.reasons_against_row(self.instance, of=thing, why=why):
            self.add_error(None, reason)


class Publish(VerbForm):
    """`permission` is set where the form is used: `PublishedAdmin` makes one for each model."""

    title = _("Publish")
    success = _("Published.")

    public_from = forms.SplitDateTimeField(
        label=_("Public from"),
        required=False,
        help_text=_("Empty: at once. Your own time zone."),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d"
        ),
    )
    reason = why_one_language()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None and not rules.owes_welsh(self.subject):
            del self.fields["reason"]

    @classmethod
    def offered(cls, subject, by):
        return Published.Status.PUBLISHED in subject.MOVES.get(subject.status, ())

    def clean_public_from(self):
        """Pages and feeds go by this moment: what goes public now must not look like old news."""
        moment = self.cleaned_data["public_from"]
        if moment and moment < timezone.now() - LONG_AGO:
            raise forms.ValidationError(_("This moment has passed. Leave it empty: at once."))
        if moment and moment > timezone.now():
            said = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
            self.success = gettext("Scheduled for %(moment)s.") % {"moment": said}
        return moment

    def apply(self, subject, *, by):
        services.publish(subject, by=by, **self.cleaned_data)


class Reschedule(Publish):
    """Another moment for what waits for one."""

    title = _("Change the moment")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        if self.subject is not None:
            self.fields["public_from"].initial = self.subject.public_from

    @classmethod
    def offered(cls, subject, by):
        return subject.is_scheduled()

    def apply(self, subject, *, by):
        services.reschedule(subject, by=by, **self.cleaned_data)


class Withdraw(VerbForm):
    title = _("Withdraw")
    success = _("It is no longer public.")

    note = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def offered(cls, subject, by):
        return subject.status == Published.Status.PUBLISHED

    def apply(self, subject, *, by):
        services.withdraw(subject, by=by, **self.cleaned_data)


class Confirm(VerbForm):
    title = _("Still right")
    success = _("Thank you. It comes back to you on the day you chose.")
    bulk = True

    review_by = forms.DateField(
        label=_("Look at it again by"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["review_by"].initial = timezone.localdate() + HALF_A_YEAR

    def apply(self, subject, *, by):
        services.confirm(subject, by=by, **self.cleaned_data)
