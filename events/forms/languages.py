"""An announced event stays in the languages that are owed, or a reason is recorded."""

import copy

from events import rules
from events.models import Event
from hubs.models.publishing import translated_fields


class LanguageFields:
    """For EventForm, which declares `why_one_language`; see `rules.reasons_against_edit`."""

    def check_languages(self) -> None:
        """What somebody announced in one language for a reason is not asked for again."""
        event = self.instance
        if event._state.adding or self.cleaned_data.get("why_one_language"):
            return
        found = list(rules.reasons_against_edit(event, self._as_typed()))
        if found and not rules.why_in_one_language(event):
            for name, reason in found:
                self.add_error(name, reason)

    def _as_typed(self) -> Event:
        """The event with the texts of the boxes; not to be saved."""
        typed = copy.copy(self.instance)
        for name in ["hub", *(field.name for field in translated_fields(typed))]:
            if name in self.cleaned_data:
                setattr(typed, name, self.cleaned_data[name])
        return typed
