import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import UNPRINTABLE

BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")


class WriteToHub(forms.Form):
    """What a visitor writes to a hub. The last field is for machines: people do not see it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The hub answers to this address. It is used for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write your e-mail address as in name@example.org."),
        },
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your message.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["website"].conditional = True
        self.helper = FormHelper()
        unseen = Div("website", css_class="vh")
        self.helper.layout = Layout("name", "email", "message", unseen)
        self.helper.add_input(Submit("send", _("Send message")))

    def clean_name(self) -> str:
        return BREAKS.sub(" ", UNPRINTABLE.sub("", self.cleaned_data["name"])).strip()

    def clean_message(self) -> str:
        return UNPRINTABLE.sub("", self.cleaned_data["message"])

    def by_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    def letter(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("name", "email", "message")}
