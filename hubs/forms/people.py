"""Nothing says any more who somebody was: by itself, or chosen on the page they stand on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs import services


class EraseName(VerbForm):
    """For any model that is a `PublicPerson`; a subclass says whose permission it takes."""

    title = _("Erase the name")
    success = _("Nothing here says any more who this was. The rest stays.")

    @classmethod
    def offered(cls, subject, by):
        return not subject.is_erased()

    def apply(self, subject, *, by):
        services.erase_named_person(subject, by=by)


class EraseOneName(EraseName):
    """Of somebody who stands on the page of something else, in its `people`."""

    people = ""

    person = forms.ModelChoiceField(None, label=_("Whose"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = self.known(self.subject).order_by("pk")

    @classmethod
    def known(cls, subject):
        return getattr(subject, cls.people).with_a_name()

    @classmethod
    def offered(cls, subject, by):
        return cls.known(subject).exists()

    def apply(self, subject, *, by):
        services.erase_named_person(self.cleaned_data["person"], by=by)


class EraseInterviewee(EraseOneName):
    people = "interviewees"
    permission = "hubs.change_feature"


class EraseQuoted(EraseOneName):
    people = "quotes"
    permission = "hubs.change_story"


class EraseRole(EraseOneName):
    """Of a hub or of a programme, by those who run it."""

    people = "public_roles"
    permission = "hubs.change_publicrole"

    @classmethod
    def offered(cls, subject, by):
        mine = subject.public_roles.managed_by(by)
        return mine.with_a_name().exists()
