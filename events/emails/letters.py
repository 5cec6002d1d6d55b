"""What letters about a registration share: links that need no sign-in, facts, calendar parts."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.emails import calendars, codes
from events.models import Event, Registration
from events.models.codes import door_code
from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Priority
from hubs.templatetags.hub import clock, full_date, in_zone, zone_name

Format = Event.Format
# What a subject says of an event that takes place in another form than before.
NOW = {
    (Format.IN_PERSON, Format.HYBRID): "also_online",
    (Format.ONLINE, Format.HYBRID): "also_room",
    (Format.IN_PERSON, Format.ONLINE): "only_online",
    (Format.HYBRID, Format.ONLINE): "only_online",
    (Format.ONLINE, Format.IN_PERSON): "only_room",
    (Format.HYBRID, Format.IN_PERSON): "only_room",
}


def write(
    letter: str,
    registration: Registration,
    *,
    method: str = "",
    version: str = "",
    priority: int = Priority.NORMAL,
    expires_at=None,
    can_be_stopped: bool = False,
    before: Event | None = None,
    picture: bool = False,
    first: bool = False,
    **context,
):
    """Writes the letter `events/email/<letter>` to the person registered, in their language.

    `method` puts their calendar entry in ("REQUEST") or takes it out ("CANCEL"); `before` is the
    event as it was; `picture` shows the code for the door to those who come through one. `first` as
    of `post`; returns None where the same version was written already.
    """
    person, event = registration.person, registration.event
    with translation.override(person.language), timezone.override(person.time_zone):
        parts = [calendars.invitation(registration, method=method)] if method else []
        if picture and registration.in_the_room:
            parts.append(codes.qr_picture(registration))
            context["picture"] = True
        context |= told(registration, before=before)
    ways = {"expires_at": expires_at, "priority": priority, "first": first}
    stop_url = context.pop("stop_url") if can_be_stopped else ""
    return post(
        f"events/email/{letter}",
        to=person,
        about=registration,
        version=version,
        context={"event": event, "unsubscribe_url": stop_url, **context},
        attachments=parts,
        unsubscribe_url=stop_url,
        reply_to=event.hub.reply_to,
        **ways,
    )


def told(registration: Registration, *, before: Event | None = None) -> dict:
    """What every letter says, in the active language; `before` is the event as it was."""
    event, zone = registration.event, registration.person.time_zone
    changes = differences(before, event, zone) if before else []
    news = what_changed(before, event) if before else ""
    told = {"facts": facts(event, zone), "changes": changes, "news": news}
    return links(registration) | told


def links(registration: Registration) -> dict[str, str]:
    """Addresses in the active language that need no sign-in."""
    token = registration.token
    return {
        "place_url": absolute(reverse("events:place", args=[token])),
        "take_url": absolute(reverse("events:take", args=[token])),
        "pass_on_url": absolute(reverse("events:pass_on", args=[token])),
        "answers_url": absolute(reverse("events:answers", args=[token])),
        "cancel_url": absolute(reverse("events:cancel_by_link", args=[token])),
        "stop_url": absolute(reverse("events:quiet", args=[token])),
        "event_url": absolute(registration.event.get_absolute_url()),
        "events_url": absolute(reverse("events:list")),
        "people_url": absolute(reverse("events:people", args=[registration.event.slug])),
        "registration": registration,
        **getting_in(registration),
    }


def getting_in(registration: Registration) -> dict[str, str]:
    """How people with a place come in: a code for the door, or a page of their own to join."""
    if registration.in_the_room:
        return {
            "door_url": codes.door_address(registration),
            "door_code": door_code(registration),
        }
    page = reverse("events:join_by_link", args=[registration.token])
    return {"join_page_url": absolute(page)}


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


def differences(before: Event, event: Event, zone: str) -> list[tuple[str, str, str]]:
    """Name, what was true before, and what is true now."""
    pairs = zip(facts(before, zone), facts(event, zone), strict=True)
    return [(name, old, new) for (name, old), (_name, new) in pairs if old != new]


def what_changed(before: Event, event: Event) -> str:
    """For a subject: "day", "end", "time", "place", or "both" when and where; or of which form it
    is now, such as "also_online", after "when_" where that is not all.
    """
    when, where = _when_changed(before, event), _where_changed(before, event)
    if not (when and where):
        return when or where
    return "both" if where == "place" else f"when_{where}"


def _where_changed(before: Event, event: Event) -> str:
    """Another place counts for more than another form, which the facts tell as well."""
    elsewhere = event.place != before.place and event.place
    form = NOW.get((before.format, event.format), "")
    return "place" if elsewhere and form != "also_room" else form


def _when_changed(before: Event, event: Event) -> str:
    if _differ(before, event, "start_date"):
        return "day"
    if _differ(before, event, "end_date"):
        return "end"
    return "time" if (before.starts_at, before.ends_at) != (event.starts_at, event.ends_at) else ""


def _differ(before: Event, event: Event, name: str) -> bool:
    return getattr(before, name) != getattr(event, name)
