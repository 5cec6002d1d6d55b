"""What calendar programs and feed readers fetch: the same events as a stranger sees on pages."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.emails import calendars
from events.forms import EventFilter
from events.models import Event, Registration
from events.models.registrations import CALENDAR, unsigned
from hubs.feeds import Entry, answer, feed

CALENDAR_TYPE = "text/calendar; charset=utf-8"
# What is over or cancelled stays for so long, so that subscribers hear of it.
KEEP = dt.timedelta(days=60)
MOST = 1000


def _listed(request: HttpRequest) -> list[Event]:
    """The list's events by the list's filters, with those that were cancelled lately."""
    stranger, now = AnonymousUser(), timezone.now()
    chosen = EventFilter(request.GET, user=stranger, now=now)
    cancelled = Q(status=Event.Status.CANCELLED, changed_at__lt=now - KEEP)
    events = chosen.narrow(Event.objects.visible_to(stranger)).exclude(cancelled)
    since = events if chosen.past else events.filter(ends_at__gte=now - KEEP)
    return list(since.select_related("hub").order_by("-starts_at", "-pk")[:MOST])


@require_safe
def feed_ics(request: HttpRequest) -> HttpResponse:
    return _calendar(request, [(event, _public(event)) for event in _listed(request)])


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.visible_to(AnonymousUser()), slug=slug)
    response = _calendar(request, [(event, _public(event))])
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own events; whoever has the address may read it, as calendars work."""
    person = unsigned(CALENDAR, token)
    if person is None:
        raise Http404
    now = timezone.now()
    called_off = Q(
        status=Registration.Status.REMOVED,
        event__status=Event.Status.CANCELLED,
        event__changed_at__gte=now - KEEP,
    )
    rows = Registration.objects.filter(Q(in_place=True) | called_off, person=person)
    rows = rows.filter(person__is_active=True, event__ends_at__gte=now - KEEP).exclude(
        event__status=Event.Status.POSTPONED
    )
    registrations = rows.select_related("event").order_by("event__starts_at", "pk")[:MOST]
    response = _calendar(request, [(row.event, _mine(row)) for row in registrations])
    patch_cache_control(response, private=True, max_age=300)
    response["X-Robots-Tag"] = "noindex"
    return response


def _public(event: Event):
    return calendars.entry_of(event, uid=calendars.event_uid(event))


def _mine(registration: Registration):
    uid = calendars.registration_uid(registration)
    entry = calendars.entry_of(registration.event, uid=uid)
    entry["SEQUENCE"] = registration.sequence
    return entry


def _calendar(request: HttpRequest, entries) -> HttpResponse:
    file = calendars.new_calendar("PUBLISH")
    file.add("x-wr-calname", calendars.plain(_("Events of the hubs")))
    file.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendars.add(file, entries)
    changed = max((event.changed_at for event, _entry in entries), default=None)
    return answer(request, file.to_ical(), CALENDAR_TYPE, changed)


@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    home = request.path.removesuffix("feed.atom")
    entries = [_entry(event) for event in _listed(request)]
    return feed(request, title=_("Events of the hubs"), home=home, entries=entries)


def _entry(event: Event) -> Entry:
    return Entry(
        title=_title(event),
        path=event.get_absolute_url(),
        id=f"urn:hubportal:{calendars.event_uid(event)}",
        published=event.changed_at,
        updated=event.changed_at,
        summary=calendars.plain(event.summary),
        categories=[calendars.plain(event.hub.short_name)],
    )


def _title(event: Event) -> str:
    day = event.starts_at.astimezone(event.zone)
    title = f"{day:%Y-%m-%d %H:%M}: {calendars.plain(event.title)}"
    announced = event.status == Event.Status.PUBLISHED
    return title if announced else f"{title} ({event.get_status_display()})"
