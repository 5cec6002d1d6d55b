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
        field = self.fields["hub"]
        if by.serves_everywhere():
            field.queryset = Hub.objects.in_order()
        else:
            field.queryset = by.hubs_as("hub_manager").in_order()
            field.required, field.empty_label = True, None
            field.initial = field.queryset.first()

    def clean_file(self):
        """The bytes of the file, one more than may be at most."""
        file = self.cleaned_data["file"]
        self.file_name = file.name
        content = file.read(services.LARGEST_IMPORT + 1)
        try:
            services.lines_in(content)
        except Refused as refusal:
            raise forms.ValidationError(refusal.reasons) from refusal
        return content

    def save(self) -> ImportBatch:
        said = {"name": self.file_name, "hub": self.cleaned_data["hub"]}
        return services.keep_file(self.cleaned_data["file"], **said)
