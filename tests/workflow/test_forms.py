"""What staff type into the form of a verb."""

import pytest
from django import forms

from hubportal.workflow.forms import VerbForm


class Say(VerbForm):
    words = forms.CharField()


@pytest.mark.parametrize(
    ("typed", "kept"), [("So\x02 be\x7f it.", "So be it."), ("Line\nand\ttab", "Line\nand\ttab")]
)
def test_what_no_keyboard_types_is_left_out(typed, kept):
    form = Say({"words": typed})
    assert form.is_valid()
    assert form.cleaned_data["words"] == kept


def test_nothing_but_control_characters_is_nothing():
    assert Say({"words": "\x02\x03"}).errors == {"words": ["Enter some text."]}
