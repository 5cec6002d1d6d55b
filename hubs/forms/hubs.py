from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs import services
from hubs.models import Hub, Tie
from hubs.models.hubs import LANGUAGES


class HubForm(forms.ModelForm):
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


class TieForm(forms.ModelForm):
    class Meta:
        model = Tie
        fields = ["kind", "organisation", "since", "until", "note"]

    def _post_clean(self):
        """Django leaves out constraints that name the hub when a tie is edited within its hub."""
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self._update_errors(error)


class MoveHub(VerbForm):
    title = _("Open, pause or close")
    permission = "hubs.move_hub"
    success = _("The hub’s status is changed.")

    to = forms.ChoiceField(label=_("New status"))
    note = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        onward = Hub.MOVES.get(self.subject.status, ())
        self.fields["to"].choices = [each for each in Hub.Status.choices if each[0] in onward]

    def apply(self, subject, *, by):
        services.move_hub(subject, by=by, **self.cleaned_data)
