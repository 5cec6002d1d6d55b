"""What somebody else saved while a form stood open is not written over unseen."""

import zlib

from django import forms
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

# So much of a long text is enough to know it by.
SHOWN = 300


class Seen(forms.CharField):
    """How each field was when the page was opened: its name and a mark that goes with its value."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial, data) -> bool:
        """Nobody types it, so no history speaks of it."""
        return False


def mark(value) -> str:
    """The same for the same value of the database; it is no secret."""
    value = getattr(value, "data", value)
    if isinstance(value, dict):
        value = sorted((code, text) for code, text in value.items() if text)
    elif isinstance(value, list):
        value = sorted(str(getattr(one, "pk", one)) for one in value)
    return f"{zlib.crc32(repr(value).encode()):08x}"


class Meanwhile:
    """For a ModelForm with a field `seen`: `remember` when all initial values are there, and
    `check_meanwhile` at the end of `clean`.

    A field that somebody else saved since, and that stands otherwise in this form, is refused
    once. Whoever saves again has read what was saved, and means what stands in the boxes.
    """

    def remember(self) -> None:
        if not self.instance._state.adding:
            self.initial["seen"] = self._marks()

    def check_meanwhile(self) -> None:
        # not there where what was sent is no text, which is an error of its own
        pairs = self.cleaned_data.get("seen", "").split()
        seen = dict(pair.partition(":")[::2] for pair in pairs)
        marks = {name: mark(self.initial.get(name)) for name in self.changed_data}
        theirs = [name for name in marks if seen.get(name, marks[name]) != marks[name]]
        for name in theirs:
            words = _("Somebody else has saved this meanwhile: “%(value)s”")
            self.add_error(name, words % {"value": self._saved(name)})
        if theirs:
            self.add_error(None, _(
                "Somebody else has saved this page since you opened it. Nothing that you typed is "
                "lost: the boxes hold it, and beside those that differ stands what was saved. If "
                "you save again, what is in the boxes counts."
            ))  # fmt: skip
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._marks()

    def _marks(self) -> str:
        names = [name for name in self.fields if name != "seen"]
        return " ".join(f"{name}:{mark(self.initial.get(name))}" for name in names)

    def _saved(self, name: str) -> str:
        """As staff would read it in the box."""
        value, field = self.initial.get(name), self.fields[name]
        if isinstance(value, LazyI18nString):
            texts = value.data.values() if isinstance(value.data, dict) else [value.data]
            value = " / ".join(text for text in texts if text)
        elif isinstance(value, list):
            value = ", ".join(_named(field, one) for one in value)
        elif isinstance(value, bool):
            value = _("Yes") if value else _("No")
        elif value and hasattr(field, "choices"):
            value = _named(field, value)
        return Truncator("–" if value in ("", None) else localize(value)).chars(SHOWN)


def _named(field: forms.Field, value) -> str:
    """What is chosen, by name; a record may not be among the choices of who reads this."""
    if hasattr(field, "queryset"):
        model = field.queryset.model
        return str(model._base_manager.get(pk=getattr(value, "pk", value)))
    return str(dict(field.choices).get(value, value))
