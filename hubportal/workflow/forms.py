import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What no keyboard types and no letter can carry; line breaks and tabs stay.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class VerbForm(forms.Form):
    """One thing staff can do to a record: title, permission, fields and one service call.

    `permission` is "app_label.codename"; `success` is the message shown when it is done.
    `bulk = True` offers it for a selection as well, with the same fields for all.
    """

    title = ""
    permission = ""
    bulk = False
    success = ""
    # A page of its own, which extends admin/verb_form.html.
    template = ""
    # Why it cannot be done as things stand: said on its page, before anybody presses the button.
    reasons: Sequence[str] = ()

    def __init__(self, *args, subject=None, by=None, **kwargs):
        """`subject` is None on the page for a selection."""
        self.subject, self.by = subject, by
        super().__init__(*args, **kwargs)

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, value in list(self.cleaned_data.items()):
            if not isinstance(value, str):
                continue
            self.cleaned_data[name] = UNPRINTABLE.sub("", value)
            if value and not self.cleaned_data[name].strip() and self.fields[name].required:
                self.add_error(name, _("Enter some text."))

    @classmethod
    def offered(cls, subject, by) -> bool:
        """Whether it makes sense for this record now; the service still decides."""
        return True

    @classmethod
    def why_not(cls, subject, by) -> str:
        """What is said to whoever asks for it all the same where it is not offered."""
        return _("This is not possible now.")

    def apply(self, subject, *, by) -> None:
        """Calls the service with the cleaned data; its `Refused` is shown on the form."""
        raise NotImplementedError


class Text(forms.CharField):
    """Text as typed, with line ends of one kind and without signs that nobody can see."""

    def __init__(self, *, max_length, **kwargs):
        too_long = gettext_lazy(
            "This is too long: it has %(show_value)d characters, and at most %(limit_value)d fit."
        )
        messages = {"max_length": too_long}
        super().__init__(max_length=max_length, required=False, error_messages=messages, **kwargs)

    def to_python(self, value):
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(UNPRINTABLE.sub("", text))

    def widget_attrs(self, widget):
        """The browser must not cut what people paste; the words are counted instead."""
        attrs = super().widget_attrs(widget)
        return {name: value for name, value in attrs.items() if name != "maxlength"}


class SentWhole:
    """For a formset: where a part of its page did not arrive, that is said in plain words."""

    default_error_messages = {
        "missing_management_form": gettext_lazy(
            "This page was not sent completely, so nothing was saved. Load it again, and type what "
            "is missing once more."
        )
    }
