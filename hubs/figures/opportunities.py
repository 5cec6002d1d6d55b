"""What a row says of an opportunity beside its own words, and what its lists are narrowed by."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.models import Barrier, Hub, Opportunity, Sector, Territory, Theme
from hubs.models.money import money

# Within so many days the days that are left are counted out.
SOON = 14


@dataclass(frozen=True)
class Timing:
    """Where an opportunity stands: `kind` as `components/tag.html` has it, and the words."""

    kind: str
    text: str


def timing(opportunity: Opportunity, *, now: dt.datetime) -> Timing:
    """By the calendar of the opportunity's own zone: what closes at midnight closes today."""
    zone = ZoneInfo(opportunity.time_zone)
    if opportunity.is_closed(now=now):
        return Timing("idle", _("Closed"))
    if opportunity.is_announced(now=now):
        day = date_format(opportunity.opens_at.astimezone(zone))
        return Timing("", _("Opens on %(day)s") % {"day": day})
    if opportunity.closes_at is None:
        return Timing("good", _("Always open"))
    days = (opportunity.closes_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    return Timing("good", _("Open")) if days > SOON else Timing("warn", _closing(days))


def _closing(days: int) -> str:
    if days == 0:
        return _("Closes today")
    if days == 1:
        return _("Closes tomorrow")
    return ngettext("Closes in %(days)s day", "Closes in %(days)s days", days) % {"days": days}


def amount(opportunity: Opportunity) -> str:
    """The money in it as people write it; empty where there is none to say."""
    low = money(opportunity.amount_min, opportunity.currency)
    high = money(opportunity.amount_max, opportunity.currency)
    if low and high:
        return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    if high:
        return _("up to %(high)s") % {"high": high}
    return _("from %(low)s") % {"low": low} if low else ""


def choices_for(user) -> dict[str, list[tuple[str, str]]]:
    """What a list can be narrowed by, each as pairs of code and name, by one query."""
    first, *others = [
        _named(Sector.objects.filter(retired=False), "sector", "code", "position"),
        _named(Theme.objects.filter(retired=False), "theme", "slug"),
        _named(Barrier.objects.all(), "barrier", "number", "number"),
        _named(Hub.objects.visible_to(user), "hub", "slug", "position", name="short_name"),
        _named(Territory.objects.all(), "territory", "slug"),
    ]
    found: dict[str, list[tuple[str, str]]] = {}
    for what, _position, code, name in sorted(
        first.union(*others, all=True), key=lambda row: (row[0], row[1], str(row[3]))
    ):
        found.setdefault(what, []).append((code, str(name)))
    return found


def _named(rows, what: str, code: str, position: str = "", *, name: str = "name"):
    return (
        rows.order_by()
        .annotate(
            what=Value(what),
            place=F(position) if position else Value(0),
            key=Cast(code, CharField()),
            called=F(name),
        )
        .values_list("what", "place", "key", "called")
    )


def events_of(opportunity: Opportunity, user) -> list:
    """The events that open it, as far as this person sees them; reached by its accessor alone."""
    rows = opportunity.events.visible_to(user).select_related("hub")
    return list(rows.order_by("-starts_at", "pk"))


def calls_of(events: list, user, *, now: dt.datetime) -> list:
    """Our own open calls that the same events open."""
    if not events:
        return []
    calls = type(events[0])._meta.get_field("calls").related_model.objects
    return list(calls.visible_to(user).open(now=now).filter(event__in=events))
