"""Numbers that are larger than anything makes sense of."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.formats import number_format
from django.utils.translation import gettext as _


class Limits(forms.ModelForm):
    """Refuses them in words, before a database would for its own reasons.

    `most` names the largest number of each box.
    """

    most: dict[str, int] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.most.keys() & self.fields.keys():
            words = {"most": number_format(self.most[name], force_grouping=True)}
            too_many = _("Enter a number of at most %(most)s.") % words
            self.fields[name].validators.append(MaxValueValidator(self.most[name], too_many))
