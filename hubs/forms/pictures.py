from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.uploads.content import PICTURES
from hubportal.uploads.forms import CheckedFile
from hubs import rules
from hubs.models import Picture
from hubs.models.publishing import missing_in
from hubs.rules.publishing import WELSH


class PictureForm(forms.ModelForm):
    """A picture without words for those who cannot see it, or without its rights, is not taken."""

    file = CheckedFile(kinds=PICTURES, label=_("File"))

    class Meta:
        model = Picture
        fields = ["hub", "alt", "caption", "credit", "rights"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another file in its place")

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and rules.owes_welsh(self.instance):
            for field in missing_in(self.instance, WELSH):
                self.add_error(field.name, _("Add it in Welsh as well: this hub owes that."))
