"""What calendar programs and feed readers fetch: the same events as a stranger sees on pages."""

import datetime as dt
import hashlib

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.emails import calendars
from events.forms import EventFilter
from events.models import Event, Registration
from events.models.registrations import CALENDAR, unsigned
from hubportal.outbox.letters import absolute

CALENDAR_TYPE = "text/calendar; charset=utf-8"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
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
    return _answer(request, file.to_ical(), CALENDAR_TYPE, changed)


@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    events = _listed(request)
    here = absolute(request.get_full_path())
    feed = Atom1Feed(
        title=_("Events of the hubs"),
        link=absolute(request.path.removesuffix("feed.atom")),
        description="",
        language=get_language(),
        feed_url=here,
        feed_guid=here,
    )
    for event in events:
        feed.add_item(
            title=_title(event),
            link=absolute(event.get_absolute_url()),
            description=calendars.plain(event.summary),
            unique_id=f"urn:hubportal:{calendars.event_uid(event)}",
            pubdate=event.changed_at,
            updateddate=event.changed_at,
            categories=[calendars.plain(event.hub.short_name)],
        )
    changed = max((event.changed_at for event in events), default=None)
    return _answer(request, feed.writeString("utf-8").encode(), ATOM_TYPE, changed)


def _title(event: Event) -> str:
    day = event.starts_at.astimezone(event.zone)
    title = f"{day:%Y-%m-%d %H:%M}: {calendars.plain(event.title)}"
    announced = event.status == Event.Status.PUBLISHED
    return title if announced else f"{title} ({event.get_status_display()})"


def _answer(request, content: bytes, content_type: str, changed) -> HttpResponse:
    """With ETag and Last-Modified, so that a program which has it is told just that."""
    response = HttpResponse(content, content_type=content_type)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, etag=etag, response=response)
