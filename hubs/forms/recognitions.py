from django import forms
from django.utils.translation import gettext_lazy as _

from hubs import rules
from hubs.models import Recognition, RecognitionScheme


class SchemeForm(forms.ModelForm):
    class Meta:
        model = RecognitionScheme
        fields = ["name", "slug", "about", "awarded_by", "url"]


class RecognitionForm(forms.ModelForm):
    """One that has expired is kept as history alone, by somebody who says so."""

    as_history = forms.BooleanField(
        label=_("It has expired; keep it as history"),
        required=False,
        help_text=_("It is shown among those of the past."),
    )

    class Meta:
        model = Recognition
        fields = [
            *["scheme", "hub", "organisation", "level", "stars", "awarded_on", "only_year"],
            *["expires_on", "evidence_url", "coordinator", "note"],
        ]

    def _post_clean(self):
        """What stood there before may stay; only a day that is typed now is asked about."""
        super()._post_clean()
        asked = self.instance.pk is None or "expires_on" in self.changed_data
        if self.errors or not asked:
            return
        ticked = self.cleaned_data.get("as_history", False)
        for reason in rules.reasons_against_expired(self.instance, as_history=ticked):
            self.add_error("as_history", reason)
