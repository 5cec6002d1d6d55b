from django import forms
from django.utils.translation import gettext_lazy as _

from events import figures, services
from events.models import Event, Registration
from hubs.models import Sector

USUAL = ["name", "sector", "affiliation", "status"]


class ExportForm(forms.Form):
    """Which list of an event's people leaves the portal, and why."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        initial=USUAL,
        help_text=_("Take no more than you need. Access and diets never leave in a list."),
    )
    statuses = forms.MultipleChoiceField(
        label=_("Only people who are"),
        choices=Registration.Status.choices,
        required=False,
        initial=["confirmed", "attended", "missed"],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    mode = forms.ChoiceField(
        label=_("Who take part"),
        choices=[("", _("All")), *Registration.Mode.choices],
        required=False,
    )
    sectors = forms.MultipleChoiceField(
        label=_("Of the sectors"),
        choices=Sector.RollUp.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    reason = forms.CharField(
        label=_("What do you need it for?"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is recorded with your name, and stays."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["columns"].choices = figures.columns_of(event)
        if event.format != Event.Format.HYBRID:
            del self.fields["mode"]

    def in_words(self) -> str:
        """The filters as the log keeps them."""
        chosen = self.cleaned_data
        parts = [
            *self._labels("statuses"),
            *self._labels("mode", [chosen["mode"]] if chosen.get("mode") else []),
            *self._labels("sectors"),
        ]
        return ", ".join(parts)

    def _labels(self, name: str, values=None) -> list[str]:
        values = self.cleaned_data[name] if values is None else values
        if not values:
            return []
        labels = dict(self.fields[name].choices)
        return [str(labels[value]) for value in values]

    def apply(self, *, by) -> bytes:
        chosen = self.cleaned_data
        return services.export_people(
            self.event,
            by=by,
            columns=chosen["columns"],
            reason=chosen["reason"],
            filters={name: chosen.get(name) or () for name in ("statuses", "mode", "sectors")},
            in_words=self.in_words(),
        )
