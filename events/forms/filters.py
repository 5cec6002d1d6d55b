import datetime as dt
import re
from functools import cached_property

from django import forms
from django.core.validators import slug_re
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.forms.months import MonthField, among_past, first_day, is_over, month_to_open
from events.models import Event, EventSeries
from hubs.models import Hub, Opportunity, Sector, Theme
from hubs.models.hubs import LANGUAGES

ONLY = [("free", _("With free places")), ("funded", _("With funding or another opportunity"))]
DAYS = {"since": _("From %(day)s"), "until": _("Until %(day)s")}
KEY = re.compile(r"[0-9]{1,9}")
NOT_LISTED = _("This list has no such choice, so we left it out. Choose one that is shown.")

WRONG_WAY_ROUND = _(
    "The dates are the wrong way round: this one is before the other, so we left it out."
)
ORDER = _("The dates are the wrong way round: “until” is before “since”.")


class OneShown(forms.ChoiceField):
    """What the list shows is marked, also where the address says what the list does not know."""

    def bound_data(self, data, initial):
        return data if self.valid_value(data) else ""


class EventFilter(forms.Form):
    """Which events a list or a feed shows, from its address; what makes no sense is ignored.

    Three queries for the choices, one more where a series is asked for, none for the rest.
    """

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    when = OneShown(
        label=_("When"),
        required=False,
        choices=[("", _("Coming events")), ("past", _("Past events"))],
        widget=forms.RadioSelect,
    )
    month = MonthField(label=_("Month"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
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
    only = forms.MultipleChoiceField(
        label=_("Only events"),
        required=False,
        choices=ONLY,
        widget=forms.CheckboxSelectMultiple,
    )
    series = forms.ChoiceField(
        label=_("Series of events"), required=False, widget=forms.HiddenInput
    )
    view = forms.ChoiceField(
        label=_("Month by month"),
        required=False,
        choices=[("month", _("Month by month"))],
        widget=forms.HiddenInput,
    )

    def __init__(self, data: QueryDict, *, user, now):
        self.now, self.user, self.today = now, user, timezone.localdate(now)
        data = among_past(data, today=self.today)
        super().__init__(data)
        hubs = Hub.objects.visible_to(user).in_order()
        self.fields["hub"].choices = [(hub.slug, str(hub.short_name)) for hub in hubs]
        # what was offered when somebody subscribed stays an answer
        themes = Theme.objects.filter(Q(retired=False) | Q(slug__in=_slugs(data, "theme")))
        self.fields["theme"].choices = sorted(
            ((theme.slug, str(theme)) for theme in themes), key=lambda choice: choice[1]
        )
        sectors = Sector.objects.filter(Q(retired=False) | Q(pk__in=_keys(data, "sector")))
        self.fields["sector"].choices = [
            ("", _("Any sector")),
            *((str(sector.pk), str(sector)) for sector in sectors),
        ]
        self.fields["series"].choices = _series(data.get("series", ""), user)
        self.fields["month"].offer(data, today=self.today)
        for field in self.fields.values():
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = NOT_LISTED

    def clean(self) -> dict:
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if first and last and first > last:
            self.add_error("until", forms.ValidationError(WRONG_WAY_ROUND, code="order"))
        return self.cleaned_data

    @property
    def left_out(self) -> str:
        """Which filters of the address make no sense, in words for people; empty if all do."""
        names = ", ".join(str(self.fields[name].label) for name in self.errors)
        words = gettext("Not understood, so we left it out: %(names)s.")
        return words % {"names": names} if names else ""

    def wrong(self) -> list[str]:
        """What a program is told of each parameter that makes no sense, by its name."""
        return [
            str(ORDER)
            if self.has_error(name, "order")
            else gettext("The parameter “%(name)s” has a value that this list does not know.")
            % {"name": name}
            for name in self.errors
        ]

    @cached_property
    def chosen(self) -> dict:
        """The filters that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def past(self) -> bool:
        return self.chosen.get("when") == "past"

    @property
    def by_month(self) -> bool:
        """Whether a month is asked for as a table."""
        return self.chosen.get("view") == "month"

    @property
    def first_of_month(self) -> dt.date:
        """Of the month that is shown as a table; where none is chosen, that of `since` or this."""
        month, since = self.chosen.get("month"), self.chosen.get("since")
        return first_day(month) if month else month_to_open(since=since, today=self.today)

    def with_month(self, day: dt.date) -> str:
        """The same choices for the month of another day; empty where we do not go that far."""
        month = day.replace(day=1)
        if not self.fields["month"].leads_from(self.first_of_month, to=month):
            return ""
        query = QueryDict(self.query(), mutable=True)
        query["month"] = f"{month:%Y-%m}"
        return f"?{query.urlencode()}"

    def narrow(self, events):
        """The events that match, in no particular order; of a month as a table, of all months."""
        for name, value in self.chosen.items():
            if name in NARROWED_BY and not (name == "month" and self.by_month):
                events = NARROWED_BY[name](events, value)
        return self._that_open_a_fund(events) if "funded" in self.chosen.get("only", ()) else events

    def _that_open_a_fund(self, events):
        """By a call of ours that this person sees, or by an opportunity elsewhere."""
        elsewhere = Opportunity.objects.visible_to(self.user).filter(events=OuterRef("pk"))
        return events.with_calls(self.user).filter(Q(has_calls=True) | Q(Exists(elsewhere)))

    def ordered(self, events):
        """Coming events, soonest first; or past ones, latest first."""
        events = self.narrow(events)
        return events.past(now=self.now) if self.past else events.upcoming(now=self.now)

    def chips(self) -> list[dict]:
        """Each choice in words, with the address of the list without it."""
        follows = {"when"} if is_over(self.chosen.get("month", ""), today=self.today) else set()
        return [
            {"text": self._text(name, value), "url": self._without(name, value)}
            for name, values in self.chosen.items()
            if name not in follows
            for value in (values if isinstance(values, list) else [values])
        ]

    def query(self) -> str:
        """The chosen filters as the query string that the feeds take as well."""
        query = QueryDict(mutable=True)
        for name, values in self.chosen.items():
            query.setlist(name, values if isinstance(values, list) else [values])
        return query.urlencode()

    def lasting(self) -> str:
        """The same for who subscribes: not what holds for a moment, as that places are free."""
        query = QueryDict(self.query(), mutable=True)
        query.setlist("only", [only for only in query.getlist("only") if only != "free"])
        return query.urlencode()

    def _text(self, name: str, value) -> str:
        if name in DAYS:
            return DAYS[name] % {"day": date_format(value)}
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, f"“{value}”"))

    def _without(self, name: str, value: str) -> str:
        query = QueryDict(self.query(), mutable=True)
        query.setlist(name, [other for other in query.getlist(name) if other != str(value)])
        return f"?{query.urlencode()}"


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


def _slugs(data: QueryDict, name: str) -> list[str]:
    return [value for value in data.getlist(name) if slug_re.fullmatch(value)]


def _keys(data: QueryDict, name: str) -> list[str]:
    return [value for value in data.getlist(name) if KEY.fullmatch(value)]


def _series(slug: str, user) -> list[tuple[str, str]]:
    """The one that the address names, where this person sees it."""
    if not slug_re.fullmatch(slug):
        return []
    found = EventSeries.objects.visible_to(user).filter(slug=slug)
    return [(series.slug, str(series)) for series in found]


def _with_free_places(events, chosen: list[str]):
    """Those one can register for now and have a place at once, in the room or online.

    Says of many events what `rules.with_availability` says of one.
    """
    if "free" not in chosen:
        return events
    opened = Q(registration_opens_at=None) | Q(registration_opens_at__lte=Now())
    closed = Q(registration_closes_at__lte=Now()) | Q(starts_at__lte=Now())
    room = Q(taken__lt=F("capacity"), waiting=F("waiting_online"))
    free_online = Q(taken_online__lt=F("online_capacity"), waiting_online=0)
    online = Q(format="hybrid") & (Q(online_capacity=None) | free_online)
    announced = events.filter(opened, status="published", approval=False).exclude(closed)
    return announced.with_places().filter(room | online)


def _in_month(events, month: str):
    year, number = month.split("-")
    return events.filter(start_date__year=year, start_date__month=number)


NARROWED_BY = {
    "q": lambda events, words: events.matching(words),
    "month": _in_month,
    "since": lambda events, day: events.filter(end_date__gte=day),
    "until": lambda events, day: events.filter(start_date__lte=day),
    "hub": _of_hubs,
    "theme": _of_themes,
    "format": lambda events, formats: events.filter(format__in=formats),
    "sector": _for_sector,
    "language": lambda events, code: events.filter(languages__contains=[code]),
    "only": _with_free_places,
    "series": lambda events, slug: events.filter(series__slug=slug),
}
