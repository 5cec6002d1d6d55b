"""Rows on the page of an event, which colleagues change and delete while that page stands open."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.limits import Limits
from events.forms.meanwhile import Meanwhile, Seen
from hubportal.workflow.forms import SentWhole

# What a row is called by when it is named in a message: the boxes whose names begin so.
NAMES = ("wording", "roll_up", "days_before")


class RowForm(Meanwhile, Limits):
    seen = Seen()
    most = {"at_least": 100_000, "at_most": 100_000, "days_before": 365, "position": 1000}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.remember()

    def clean(self):
        data = super().clean()
        self.check_meanwhile()
        return data


class RowsFormSet(SentWhole, forms.BaseInlineFormSet):
    """Takes out of what was sent the rows that are there no more, and says so once.

    Django would count them among the rows that are there, show the page without the last of
    those, and not read what it sends next.
    """

    # What is said of two rows where there can be one.
    twice = gettext_lazy("Two rows say the same: change or delete one of them.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            self._take_out()

    def clean(self):
        super().clean()
        words = _(
            "Somebody else has deleted this meanwhile, and it is not in the list any more: "
            "“%(row)s”. If it has to be there, add it again."
        )
        if self.gone:
            raise ValidationError([words % {"row": row} for row in self.gone])

    def get_unique_error_message(self, unique_check) -> str:
        return self.twice

    def _take_out(self) -> None:
        there = {str(row.pk) for row in self.get_queryset()}
        total = self.total_form_count()
        initial = min(self.initial_form_count(), total)
        gone = [number for number in range(initial) if self._key(number) not in there]
        if not gone:
            return
        self.gone = [
            self._called(one) for one in gone if f"{self._row(one)}DELETE" not in self.data
        ]
        self.data = self._without(gone, total)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(total - len(gone))
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(initial - len(gone))
        del self.management_form

    def _row(self, number: int) -> str:
        return f"{self.add_prefix(number)}-"

    def _key(self, number: int) -> str:
        return str(self.data.get(f"{self._row(number)}{self.model._meta.pk.name}"))

    def _called(self, number: int) -> str:
        row = self._row(number)
        keys = [key for key in self.data if key.startswith(tuple(row + name for name in NAMES))]
        choices = dict(getattr(self.form.base_fields.get("roll_up"), "choices", ()))
        texts = [self.data[key] for key in keys]
        return " / ".join(str(choices.get(text, text)) for text in texts if text)

    def _without(self, gone: list[int], total: int):
        """What was sent, the rows that are left numbered from nought on."""
        data, rows = self.data.copy(), []
        for number in range(total):
            row = self._row(number)
            boxes = {key.removeprefix(row): key for key in list(data) if key.startswith(row)}
            rows.append({name: data.pop(key) for name, key in boxes.items()})
        left = [row for number, row in enumerate(rows) if number not in gone]
        for number, row in enumerate(left):
            for name, values in row.items():
                data.setlist(f"{self._row(number)}{name}", values)
        return data


class RemindersFormSet(RowsFormSet):
    twice = gettext_lazy("Two reminders are at the same moment: change or delete one of them.")
