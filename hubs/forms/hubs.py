from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubportal.workflow.moves import Refused
from hubs import rules, services
from hubs.forms.publishing import Confirm, OneLanguageForm, ShownRowForm, why_one_language
from hubs.models import Hub, Tie
from hubs.models.hubs import LANGUAGES


class HubForm(OneLanguageForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Hub
        fields = [
            *[
                "name",
                "short_name",
                "slug",
                "kind",
                "position",
                "territory",
                "programme",
                "summary",
            ],
            *["about", "languages", "welsh_standards", "time_zone", "currency", "accent"],
            *["founded", "looking_for", "website", "reply_to", "review_by"],
        ]

    def is_public(self) -> bool:
        return self.instance.status != Hub.Status.PLANNED


class RowForm(ShownRowForm):
    """A row edited within its hub or its programme."""

    shown_on = "hub"

    def _post_clean(self):
        """Django leaves out constraints that name the hub when a row is edited within its hub."""
        super()._post_clean()
        parents = (getattr(self.instance, name, None) for name in ("hub_id", "programme_id"))
        if not self.errors and any(parents):
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self._update_errors(error)


class TieForm(RowForm):
    class Meta:
        model = Tie
        fields = ["kind", "organisation", "since", "until", "note", "acknowledgement"]


class MoveHub(VerbForm):
    title = _("Open, pause or close")
    permission = "hubs.move_hub"
    success = _("The hub’s status is changed.")

    to = forms.ChoiceField(label=_("New status"))
    note = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    reason = why_one_language()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not rules.owes_welsh(self.subject):
            del self.fields["reason"]
        onward = Hub.MOVES.get(self.subject.status, ())
        self.fields["to"].choices = [each for each in Hub.Status.choices if each[0] in onward]

    def apply(self, subject, *, by):
        services.move_hub(subject, by=by, **self.cleaned_data)


class ConfirmHub(Confirm):
    """A role counts in its own hub alone, whatever its holder may do elsewhere."""

    permission = "hubs.change_hub"

    @classmethod
    def offered(cls, subject, by):
        return by.hubs_as("hub_manager").filter(pk=subject.pk).exists()

    def apply(self, subject, *, by):
        if not self.offered(subject, by):
            raise Refused(_("Only those who run this hub can say so."))
        super().apply(subject, by=by)
