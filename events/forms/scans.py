from django import forms
from django.utils.translation import gettext_lazy as _

from events import rules, services
from hubportal.workflow.forms import VerbForm


class DismissReading(VerbForm):
    """Beside marking who came, which is done at the registration: nothing follows from this one."""

    title = _("Dismiss")
    permission = "events.mark_attendance"
    bulk = True
    success = _("Dismissed: the reading stays here and waits for nobody any more.")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with your name in the history of the reading, told to nobody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def offered(cls, subject, by) -> bool:
        return not list(rules.reasons_not_to_dismiss(subject))

    def apply(self, subject, *, by) -> None:
        services.dismiss(subject, by=by, reason=self.cleaned_data["reason"])
