"""How many places there are, where, and for whom they are held."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import rules, services
from events.forms.rows import RowsFormSet
from events.models import Event


class PlacesMixin:
    """For the form of an event: numbers that fit the people who have places already."""

    def _check_places(self) -> None:
        capacity, online = (
            self.cleaned_data.get("capacity"),
            self.cleaned_data.get("online_capacity"),
        )
        if capacity == 0:
            self.add_error("capacity", _("There must be at least one place."))
        if online is not None and self.cleaned_data.get("format") != Event.Format.HYBRID:
            reason = _("Only an event in person and online has places online apart.")
            self.add_error("online_capacity", reason)
        elif capacity and not self.instance._state.adding:
            self._check_people(capacity, online)

    def _check_people(self, capacity: int, online: int | None) -> None:
        # held already by whoever saves, and until then: nobody takes a place in between
        before = services.locked(self.instance)
        sizes = {"format": self.cleaned_data.get("format") or before.format, "capacity": capacity}
        now = timezone.now()
        found = rules.reasons_against_sizes(before, **sizes, online_capacity=online, now=now)
        for name, reason in found:
            self.add_error(name, reason)

    def _check_release(self) -> None:
        """After the start there is nothing left to hold a place for."""
        until = self.cleaned_data.get("shares_until")
        start, zone = self._wall("start"), self.cleaned_data.get("time_zone")
        if until and start and zone and until.replace(tzinfo=None) > start:
            self.add_error("shares_until", _("Choose a moment before the event starts."))

    def _check_close(self) -> None:
        """Registration ends when the event starts at the latest; after its end is a slip."""
        closes = self.cleaned_data.get("registration_closes_at")
        end, zone = self._wall("end"), self.cleaned_data.get("time_zone")
        if closes and end and zone and closes.replace(tzinfo=None) > end:
            self.add_error("registration_closes_at", _("Choose a moment before the event ends."))


class SharesFormSet(RowsFormSet):
    """All shares of one event: together they hold no more places than there are."""

    twice = gettext_lazy("One sector is here twice: change or delete one of the rows.")

    def clean(self):
        super().clean()
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [row.get("at_least") or 0 for row in rows if not row.get("DELETE")]
        capacity = self.instance.capacity or sum(kept)  # without a number, that is what is said
        if reasons := list(rules.reasons_against_shares(kept, capacity)):
            raise forms.ValidationError(reasons)
