from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.uploads.content import PICTURES
from hubportal.uploads.forms import CheckedFile
from hubs import rules
from hubs.models import Picture


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
        if not self.errors:
            for reason in rules.reasons_against_languages(self.instance):
                self.add_error("alt", reason)
