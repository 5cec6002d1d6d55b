from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubs import rules
from hubs.models import Recognition, RecognitionScheme
from hubs.models.publishing import missing_in
from hubs.rules.publishing import WELSH


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
        """What is saved here is public at once, so it is there in Welsh where Welsh is owed."""
        super()._post_clean()
        if self.errors:
            return
        self._refuse_expired()
        if rules.owes_welsh(self.instance) and (missing := missing_in(self.instance, WELSH)):
            words = gettext("Still missing in Welsh: %(fields)s. Add it: this is public at once.")
            names = ", ".join(str(capfirst(field.verbose_name)) for field in missing)
            self.add_error(None, words % {"fields": names})

    def _refuse_expired(self) -> None:
        """What stood there before may stay; only a day that is typed now is asked about."""
        asked = self.instance.pk is None or "expires_on" in self.changed_data
        if not asked:
            return
        ticked = self.cleaned_data.get("as_history", False)
        for reason in rules.reasons_against_expired(self.instance, as_history=ticked):
            self.add_error("as_history", reason)
