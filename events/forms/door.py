"""What comes in at the door: batches of readings from a device, and people who are not expected."""

import datetime as dt
import json
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.services import Reading
from hubs.models import Sector
from members.forms import NameField

# A device sends what it kept in parts no larger than this.
LARGEST_BATCH = 200
# The browser would offer what whoever stands at the door calls themselves.
NOT_MINE = {"autocomplete": "off"}
NOT_A_NAME = re.compile(r"[^\w.-]+", re.ASCII)


class TooMany(ValidationError):
    """A batch that the device should send in parts."""


def batch_of(body: bytes) -> tuple[str, list[Reading]]:
    """The device's name and its readings; raises `ValidationError` for what is not a batch.

    The device says by its own clock when it sends, too, so that a wrong clock is put right here.
    """
    try:
        data = json.loads(body)
        rows = data.get("readings", [])
        device = NOT_A_NAME.sub("", str(data.get("device", "")))
        if len(rows) > LARGEST_BATCH:
            words = _("Send at most %(number)s readings at once.") % {"number": LARGEST_BATCH}
            raise TooMany(words)
        sent = _moment(data.get("sent"))
        fast = sent - timezone.now() if sent else dt.timedelta()
        return device[:40], [_reading(row, fast) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise ValidationError(_("That was not a list of readings.")) from None


def _reading(row: dict, fast: dt.timedelta) -> Reading:
    at = _moment(row.get("at"))
    try:
        at = at and at - fast
    except OverflowError:
        at = None
    return Reading(key=uuid.UUID(row["key"]), code=str(row["code"]), at=at)


def _moment(text) -> dt.datetime | None:
    """By the device's clock; None where it says nothing that could be a moment."""
    try:
        at = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None


class WalkInForm(forms.Form):
    """Somebody at the door whom nobody expected."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs=NOT_MINE),
        error_messages={"required": gettext_lazy("Enter the person’s email address.")},
    )
    name = NameField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs=NOT_MINE))
    sector = forms.ModelChoiceField(
        label=gettext_lazy("Sector"),
        queryset=Sector.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], gettext_lazy("Choose the sector they work in.")
        ),
    )
    same = forms.BooleanField(
        label=gettext_lazy("It is the same person"), required=False, widget=forms.HiddenInput
    )
    beyond = forms.BooleanField(
        label=gettext_lazy("The room is full. There is a chair all the same: let them in."),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.filter(retired=False)
        words = self.fields["name"].error_messages
        words["required"] = _("Enter the person's name.")
        self.fields["email"].error_messages["max_length"] = words["max_length"]

        if self.data.get("same"):
            # seen for as long as it counts: the address can still change
            self.fields["same"].widget = forms.CheckboxInput()

    def ask_about_the_name(self, words: str) -> None:
        """Shows the box to be ticked where the address has another name than was typed."""
        self.fields["same"].widget = forms.CheckboxInput()
        self.add_error("same", words)

    def ask_about_the_room(self) -> None:
        """Shows the box to be ticked once there is no free seat."""
        self.fields["beyond"].widget = forms.CheckboxInput()
        self.add_error("beyond", _("The room is full. Tick this if there is a chair all the same."))
