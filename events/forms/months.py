"""The filter by month: those on offer, and any other that an address names."""

import datetime as dt
import re

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SHOWN = 12
A_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class MonthField(forms.ChoiceField):
    """A month of this century: an address that somebody keeps outlives the months on offer."""

    def valid_value(self, value: str) -> bool:
        return bool(A_MONTH.fullmatch(value))

    def offer(self, data: QueryDict, *, today: dt.date) -> None:
        """The months to come, or those past, or both; and the one that the address names."""
        by_month = data.get("view") == "month"
        backwards = data.get("when") == "past" and not by_month
        steps = range(-SHOWN if by_month else 0, SHOWN + by_month)
        first = today.replace(day=1)
        months = {_month_after(first, -step if backwards else step) for step in steps}
        self.first, self.last = min(months), max(months)
        if A_MONTH.fullmatch(asked := data.get("month", "")):
            months.add(first_day(asked))
        in_order = sorted(months, reverse=backwards)
        named = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in in_order]
        self.choices = [("", _("Any month")), *named]

    def leads_from(self, shown: dt.date, to: dt.date) -> bool:
        """Whether one can go on to that month: never farther away from those on offer."""
        return to <= self.last if to > shown else to >= self.first


def is_over(month: str, *, today: dt.date) -> bool:
    return bool(A_MONTH.fullmatch(month)) and month < f"{today:%Y-%m}"


def among_past(data: QueryDict, *, today: dt.date) -> QueryDict:
    """A month that is over is looked for among past events, whether the address says so or not.

    As a table every month shows all that is in it, so there `when` says nothing.
    """
    data = data.copy()
    if data.get("view") == "month":
        data.pop("when", None)
    elif is_over(data.get("month", ""), today=today):
        data["when"] = "past"
    return data


def month_to_open(*, since: dt.date | None, today: dt.date) -> dt.date:
    """The first day of the month in which days from `since` on begin; this one, without it."""
    day = since if since and A_MONTH.fullmatch(since.isoformat()[:7]) else today
    return day.replace(day=1)


def first_day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def _month_after(first: dt.date, step: int) -> dt.date:
    years, month = divmod(first.month - 1 + step, 12)
    return first.replace(year=first.year + years, month=month + 1)
