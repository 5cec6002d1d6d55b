import datetime as dt
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.models import Event
from hubs.models import Hub, Sector, Theme
from hubs.models.hubs import LANGUAGES

MONTHS_SHOWN = 12
NOT_LISTED = _("This list has no such choice, so we left it out. Choose one that is shown.")


class EventFilter(forms.Form):
    """Which events a list or a feed shows, from its address; what makes no sense is ignored.

    Three queries for the choices, none more for what is chosen.
    """

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[("", _("Coming events")), ("past", _("Past events"))],
        widget=forms.RadioSelect,
    )
    month = forms.ChoiceField(label=_("Month"), required=False)
    hub = forms.MultipleChoiceField(
        label=_("Hub"), required=False, widget=forms.CheckboxSelectMultiple
    )
    theme = forms.MultipleChoiceField(
        label=_("Theme"), required=False, widget=forms.CheckboxSelectMultiple
    )
    format = forms.MultipleChoiceField(
        label=_("Format"),
        required=False,
        choices=Event.Format.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sector = forms.ChoiceField(label=_("Meant for"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any language")), *LANGUAGES]
    )

    def __init__(self, data: QueryDict, *, user, now):
        self.now = now
        super().__init__(data)
        hubs = Hub.objects.visible_to(user).in_order()
        self.fields["hub"].choices = [(hub.slug, str(hub.short_name)) for hub in hubs]
        themes = Theme.objects.filter(retired=False)
        self.fields["theme"].choices = sorted(
            ((theme.slug, str(theme)) for theme in themes), key=lambda choice: choice[1]
        )
        sectors = Sector.objects.filter(retired=False)
        self.fields["sector"].choices = [
            ("", _("Any sector")),
            *((str(sector.pk), str(sector)) for sector in sectors),
        ]
        self.fields["month"].choices = self._months(past=data.get("when") == "past")
        for field in self.fields.values():
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = NOT_LISTED

    def _months(self, *, past: bool) -> list[tuple[str, str]]:
        first = timezone.localdate(self.now).replace(day=1)
        steps = range(0, -MONTHS_SHOWN, -1) if past else range(MONTHS_SHOWN)
        months = [_month_after(first, step) for step in steps]
        named = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]
        return [("", _("Any month")), *named]

    @cached_property
    def chosen(self) -> dict:
        """The filters that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def past(self) -> bool:
        return self.chosen.get("when") == "past"

    def narrow(self, events):
        """The events that match, in no particular order."""
        for name, value in self.chosen.items():
            if name in NARROWED_BY:
                events = NARROWED_BY[name](events, value)
        return events

    def ordered(self, events):
        """Coming events, soonest first; or past ones, latest first."""
        events = self.narrow(events)
        return events.past(now=self.now) if self.past else events.upcoming(now=self.now)

    def chips(self) -> list[dict]:
        """Each choice in words, with the address of the list without it."""
        return [
            {"text": self._text(name, value), "url": self._without(name, value)}
            for name, values in self.chosen.items()
            for value in (values if isinstance(values, list) else [values])
        ]

    def query(self) -> str:
        """The chosen filters as the query string that the feeds take as well."""
        query = QueryDict(mutable=True)
        for name, values in self.chosen.items():
            query.setlist(name, values if isinstance(values, list) else [values])
        return query.urlencode()

    def _text(self, name: str, value: str) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, f"“{value}”"))

    def _without(self, name: str, value: str) -> str:
        query = QueryDict(self.query(), mutable=True)
        query.setlist(name, [other for other in query.getlist(name) if other != value])
        return f"?{query.urlencode()}"


def _month_after(first: dt.date, step: int) -> dt.date:
    years, month = divmod(first.month - 1 + step, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _of_hubs(events, slugs: list[str]):
    hubs = Hub.objects.filter(slug__in=slugs).values("pk")
    co_hosted = Event.co_hosts.through.objects.filter(hub__in=hubs).values("event")
    return events.filter(hub__in=hubs) | events.filter(pk__in=co_hosted)


def _of_themes(events, slugs: list[str]):
    return events.filter(pk__in=Event.objects.filter(themes__slug__in=slugs).values("pk"))


def _for_sector(events, pk: str):
    """Events meant for this sector, and those meant for all."""
    meant = Event.sectors.through.objects
    others = meant.exclude(event__in=meant.filter(sector=pk).values("event")).values("event")
    return events.exclude(pk__in=others)


def _in_month(events, month: str):
    year, number = month.split("-")
    return events.filter(start_date__year=year, start_date__month=number)


NARROWED_BY = {
    "q": lambda events, words: events.matching(words),
    "month": _in_month,
    "hub": _of_hubs,
    "theme": _of_themes,
    "format": lambda events, formats: events.filter(format__in=formats),
    "sector": _for_sector,
    "language": lambda events, code: events.filter(languages__contains=[code]),
}
