"""Fields that keep what people type, and refuse in words of our own."""

import re
from datetime import date

from django import forms

from hubportal.workflow.forms import Text

# Longer than any language needs for that many words; beyond it lies a mistake or an attack.
SIGNS_PER_WORD = 20
# What people put around a whole number: signs of currency, spaces, separators of thousands.
AROUND_NUMBERS = re.compile(r"[£€\s,'’]|kr\.?|\.(?=\d{3}(?:\D|$))", re.IGNORECASE)


def long_text(words: int, **kwargs) -> Text:
    rows = 4 if words <= 100 else 8
    box = forms.Textarea(attrs={"rows": rows, "data-words": words})
    return Text(max_length=words * SIGNS_PER_WORD, widget=box, **kwargs)


class Day(forms.DateInput):
    """The browser's calendar, but for what is no date: that is shown as it was typed."""

    def __init__(self):
        super().__init__(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        if widget["value"] and not is_iso_date(widget["value"]):
            widget["type"] = "text"
        return context


def is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Number(forms.IntegerField):
    """A whole number, with or without separators of thousands."""

    widget = forms.TextInput

    def __init__(self, *, max_value, invalid, sign="", **kwargs):
        """`invalid` says what to type, whatever is wrong."""
        attrs = {"inputmode": "numeric", "class": "w-12"} | ({"data-prefix": sign} if sign else {})
        super().__init__(
            min_value=0,
            max_value=max_value,
            required=False,
            widget=forms.TextInput(attrs=attrs),
            error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], invalid),
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(AROUND_NUMBERS.sub("", str(value if value is not None else "")))
