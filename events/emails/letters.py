"""One function per letter. Links in them need no sign-in; calendar parts hold no secrets."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.emails import calendars
from events.models import Event, Registration, Reminder
from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Priority
from hubs.templatetags.hub import clock, full_date, in_zone, zone_name

REMINDER = "events/email/reminder"


def registration_confirmed(registration: Registration) -> None:
    _post("registration_confirmed", registration, method="REQUEST")


def waiting_list_joined(registration: Registration, *, position: int) -> None:
    _post("waiting_list_joined", registration, position=position)


def place_offered(registration: Registration) -> None:
    """Leaves ahead of other letters: the place is held while it travels."""
    _post(
        "place_offered",
        registration,
        priority=Priority.DECISION,
        expires_at=registration.offer_expires_at,
    )


def place_taken(registration: Registration) -> None:
    _post("place_taken", registration, method="REQUEST")


def offer_lapsed(registration: Registration) -> None:
    _post("offer_lapsed", registration)


def registration_cancelled(
    registration: Registration, *, had_place: bool, waited: bool = False
) -> None:
    method = "CANCEL" if had_place else ""
    _post("registration_cancelled", registration, method=method, waited=waited)


def removed(registration: Registration, *, reason: str, had_place: bool) -> None:
    method = "CANCEL" if had_place else ""
    _post("removed", registration, method=method, reason=reason)


def event_changed(registration: Registration, *, before) -> None:
    """`before` is the event as it was, or None when it comes back from being postponed."""
    version = str(registration.event.version)
    method = "REQUEST" if registration.in_place else ""
    _post("event_changed", registration, method=method, version=version, before=before)


def event_postponed(registration: Registration, *, note: str) -> None:
    version = str(registration.event.version)
    method = "CANCEL" if registration.in_place else ""
    _post("event_postponed", registration, method=method, version=version, note=note)


def event_cancelled(registration: Registration, *, note: str, had_place: bool) -> None:
    _post("event_cancelled", registration, method="CANCEL" if had_place else "", note=note)


def reminder_version(rule: Reminder) -> str:
    """Another start is another reminder, so that a postponed event reminds again."""
    return f"{rule.event.starts_at.isoformat()}:{rule.days_before}"


def reminder(registration: Registration, rule: Reminder):
    """Returns None where this reminder was written before."""
    return _post(
        "reminder",
        registration,
        version=reminder_version(rule),
        priority=Priority.REMINDER,
        expires_at=registration.event.starts_at,
        can_be_stopped=True,
    )


def _post(
    letter: str,
    registration: Registration,
    *,
    method: str = "",
    version: str = "",
    priority: int = Priority.NORMAL,
    expires_at=None,
    can_be_stopped: bool = False,
    before: Event | None = None,
    **context,
):
    person, event = registration.person, registration.event
    with translation.override(person.language), timezone.override(person.time_zone):
        parts = [calendars.invitation(registration, method=method)] if method else []
        context |= _links(registration) | {"facts": facts(event, person.time_zone)}
        if before:
            context["was"] = _differences(before, event, person.time_zone)
    stop_url = context.pop("stop_url") if can_be_stopped else ""
    return post(
        f"events/email/{letter}",
        to=person,
        about=registration,
        version=version,
        priority=priority,
        expires_at=expires_at,
        context={"event": event, "unsubscribe_url": stop_url, **context},
        attachments=parts,
        unsubscribe_url=stop_url,
        reply_to=event.hub.reply_to,
    )


def _links(registration: Registration) -> dict[str, str]:
    """Addresses in the active language that need no sign-in."""
    token = registration.token
    return {
        "place_url": absolute(reverse("events:place", args=[token])),
        "take_url": absolute(reverse("events:take", args=[token])),
        "leave_url": absolute(reverse("events:leave", args=[token])),
        "stop_url": absolute(reverse("events:quiet", args=[token])),
        "event_url": absolute(registration.event.get_absolute_url()),
        "events_url": absolute(reverse("events:list")),
        "registration": registration,
    }


def facts(event: Event, zone: str) -> list[tuple[str, str]]:
    """When and where, in the active language; also on the clock of `zone` where it differs."""
    when = _when(event, event.time_zone)
    if zone != event.time_zone:
        when = f"{when}\n{_when(event, zone)}"
    where = event.get_format_display()
    if event.place:
        where = f"{where}: {event.place}"
    return [(_("When"), when), (_("Where"), where), (_("Host"), str(event.hub.name))]


def _when(event: Event, zone: str) -> str:
    start, end = in_zone(event.starts_at, zone), in_zone(event.ends_at, zone)
    words = {
        "day": full_date(start),
        "from": clock(start),
        "to": clock(end),
        "last": full_date(end),
        "zone": zone_name(zone),
    }
    if start.date() == end.date():
        return _("%(day)s, %(from)s to %(to)s (%(zone)s)") % words
    return _("%(day)s, %(from)s to %(last)s, %(to)s (%(zone)s)") % words


def _differences(before: Event, event: Event, zone: str) -> list[tuple[str, str]]:
    """What was true before and is not any more."""
    pairs = zip(facts(before, zone), facts(event, zone), strict=True)
    return [old for old, new in pairs if old != new]
