from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from hubportal.uploads.content import ANY, Checked, check


def help_for(kinds) -> str:
    return _("%(kinds)s, %(size)s at most.") % {
        "kinds": ", ".join(kind.label for kind in kinds),
        "size": filesizeformat(max(kind.largest for kind in kinds)),
    }


class CheckedFile(forms.FileField):
    """A file that is looked through as it comes in; cleans to a `Checked`, fit for `keep`.

    `kinds` are some of those in `hubportal.uploads.content`: PICTURES, DOCUMENTS or ANY.
    """

    def __init__(self, *, kinds=ANY, **kwargs):
        self.kinds = kinds
        kwargs.setdefault("help_text", lazy(help_for, str)(kinds))
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        accepted = ",".join(f"{kind.extension},{kind.content_type}" for kind in self.kinds)
        return super().widget_attrs(widget) | {"accept": accepted}

    # A field may clean to whatever its form needs; the stubs know of files alone.
    def to_python(self, data) -> Checked | None:  # type: ignore[override]
        if data in self.empty_values:
            return None
        if not data.size:
            raise ValidationError(self.error_messages["empty"], code="empty")
        return check(data, kinds=self.kinds)
