from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Registration
from funding.models import Call, Scheme, money
from hubs.templatetags.hub import zoned
from members.rules import has_complete_profile


def reasons_not_to_apply(call: Call, user, *, now: datetime) -> Iterator[str]:
    yield from reasons_why_closed(call, now=now)
    if call.event_id and not attended(call.event, user):
        yield _("Only people who attended “%(event)s” may apply.") % {"event": call.event}
    if not has_complete_profile(user):
        yield _("We need your name and your main sector first: complete your profile.")


def reasons_why_closed(call: Call, *, now: datetime) -> Iterator[str]:
    """A request counts as in time when it arrived before the closing moment."""
    opens, closes = (zoned(moment, call.time_zone) for moment in (call.opens_at, call.closes_at))
    if call.status == Call.Status.WITHDRAWN:
        yield _("This call was withdrawn.")
    elif call.status == Call.Status.DRAFT:
        yield _("This call has not been announced yet.")
    elif now < call.opens_at:
        yield _("This call is not open yet. It opens on %(moment)s.") % {"moment": opens}
    elif now >= call.closes_at:
        yield _("This call is closed. It closed on %(moment)s.") % {"moment": closes}


def attended(event: Event, user) -> bool:
    return Registration.objects.attended().filter(event=event, person=user).exists()


def conditions(call: Call) -> Iterator[str]:
    """Who may apply for what, in whole sentences made from the scheme's figures."""
    scheme = call.scheme
    if call.event_id:
        yield _("You attended “%(event)s”.") % {"event": call.event}
    yield _("You ask for %(amounts)s.") % {"amounts": amounts(scheme)}
    yield _("Your project takes %(months)s.") % {"months": lengths(scheme)}
    if scheme.min_partners:
        text = ngettext(
            "You work with at least %(count)d partner organisation.",
            "You work with at least %(count)d partner organisations.",
            scheme.min_partners,
        )
        yield text % {"count": scheme.min_partners}
    if scheme.kind == Scheme.Kind.EXPERIENCE_AWARD:
        yield _("Each partner organisation is in another sector than you.")
    elif scheme.min_sectors > 1:
        text = _("You and your partners come from at least %(count)d sectors.")
        yield text % {"count": scheme.min_sectors}
    if scheme.partner_in_hub_nation and call.hub:
        yield _("At least one partner is in %(place)s.") % {"place": call.hub.short_name}


def amounts(scheme: Scheme) -> str:
    largest = money(scheme.max_amount, scheme.currency)
    if not scheme.min_amount:
        return _("up to %(largest)s") % {"largest": largest}
    smallest = money(scheme.min_amount, scheme.currency)
    return _("%(smallest)s to %(largest)s") % {"smallest": smallest, "largest": largest}


def lengths(scheme: Scheme) -> str:
    if scheme.min_months == scheme.max_months:
        text = ngettext("%(count)d month", "%(count)d months", scheme.max_months)
        return text % {"count": scheme.max_months}
    text = _("%(shortest)d to %(longest)d months")
    return text % {"shortest": scheme.min_months, "longest": scheme.max_months}


def is_clear_time(moment: datetime, zone: str) -> bool:
    """Midnight is the one time that people place on the wrong day."""
    local = moment.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute) != (0, 0)


def reasons_not_to_publish(call: Call, *, now: datetime) -> Iterator[str]:
    if call.closes_at <= now:
        yield _("The closing time has passed already.")
    if not is_clear_time(call.closes_at, call.time_zone):
        yield _("A call must not close at midnight. Choose a time such as 12:00 or 16:00.")
    if not call.scheme.criteria.exists():
        yield _("The scheme has no criteria yet.")
    yield from reasons_welsh_is_missing(call)


def reasons_welsh_is_missing(call: Call) -> Iterator[str]:
    """Hosts under the Welsh Language Standards publish nothing in English alone."""
    if not (call.hub and call.hub.welsh_standards):
        return
    for text, name in ((call.title, _("title")), (call.summary, _("summary"))):
        if not is_in_welsh(text):
            yield _("The %(field)s is missing in Welsh.") % {"field": name}


def is_in_welsh(text) -> bool:
    return isinstance(text.data, dict) and bool(text.data.get("cy"))
