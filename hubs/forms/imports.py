from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.moves import Refused
from hubs import services
from hubs.models import Hub, ImportBatch


class ImportFile(forms.Form):
    """A table of opportunities, and the hub that is to keep them."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, at most 1,000 lines and 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,.txt"}),
    )
    hub = forms.ModelChoiceField(
        Hub.objects.none(),
        label=_("Hub"),
        empty_label=_("The whole programme"),
        required=False,
        help_text=_("The hub that keeps these entries."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.batch: ImportBatch | None = None
        field = self.fields["hub"]
        if by.serves_everywhere():
            field.queryset = Hub.objects.in_order()
        else:
            field.queryset = by.hubs_as("hub_manager").in_order()
            field.required, field.empty_label = True, None
            field.initial = field.queryset.first()

    def clean(self):
        super().clean()
        if not self.errors:
            self._keep(self.cleaned_data["file"])
        return self.cleaned_data

    def _keep(self, file) -> None:
        try:
            content = file.read(services.LARGEST_IMPORT + 1)
            kept = {"name": file.name, "hub": self.cleaned_data["hub"], "by": self.by}
            self.batch = services.keep_file(content, **kept)
        except Refused as refusal:
            for reason in refusal.reasons:
                self.add_error("file", reason)
