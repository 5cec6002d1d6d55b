"""An announced event keeps what it was announced with, its languages too or a reason for one."""

import copy

from events import rules
from events.models import Event
from hubs.models.publishing import translated_fields


class LanguageFields:
    """For EventForm, which declares `why_one_language`; see `rules.reasons_against_edit`."""

    def check_announced(self) -> None:
        """What it was announced with stays."""
        event, why = self.instance, self.cleaned_data.get("why_one_language", "")
        if event._state.adding:
            return
        for name, reason in rules.reasons_against_edit(event, self._as_typed(), why=why):
            self.add_error(name, reason)

    def _as_typed(self) -> Event:
        """The event with the texts and the place of the boxes; not to be saved."""
        typed = copy.copy(self.instance)
        texts = [field.name for field in translated_fields(typed)]
        for name in ["hub", "format", "venue", "city", *texts]:
            if name in self.cleaned_data:
                setattr(typed, name, self.cleaned_data[name])
        return typed
