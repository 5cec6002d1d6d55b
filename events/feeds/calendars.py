"""What calendar programs and feed readers fetch: the same events as a stranger sees on pages."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.emails import calendars
from events.forms import EventFilter
from events.models import CalendarKey, Event, Registration
from hubportal.workflow.models import Step
from hubs.feeds import Entry, answer, feed
from hubs.feeds.calendars import CALENDAR_TYPE

# What is over or cancelled stays for so long, so that subscribers hear of it.
KEEP = dt.timedelta(days=60)
MOST = 1000
TEXT_TYPE = "text/plain; charset=utf-8"


def by_filters(read: Callable) -> Callable:
    """A feed by the list's filters; 400 and a sentence where one makes no sense.

    Whoever asked for one hub must not be given the events of all.
    """

    @wraps(read)
    def told(request: HttpRequest) -> HttpResponse:
        chosen = EventFilter(request.GET, user=AnonymousUser(), now=timezone.now())
        if wrong := chosen.wrong():
            return HttpResponse(" ".join(wrong), status=400, content_type=TEXT_TYPE)
        return read(request, chosen)

    return told


def listed(chosen: EventFilter) -> list[Event]:
    """The list's events by the list's filters, with those that were cancelled lately."""
    stranger, now = chosen.user, chosen.now
    cancelled = Q(status=Event.Status.CANCELLED, changed_at__lt=now - KEEP)
    events = chosen.narrow(Event.objects.visible_to(stranger)).exclude(cancelled)
    since = events if chosen.past else events.filter(ends_at__gte=now - KEEP)
    return list(since.select_related("hub").order_by("-starts_at", "-pk")[:MOST])


def newest() -> dt.datetime | None:
    """When any event was last changed: one that left a feed changes it as well."""
    return Event.objects.visible_to(AnonymousUser()).aggregate(last=Max("changed_at"))["last"]


@require_safe
@by_filters
def feed_ics(request: HttpRequest, chosen: EventFilter) -> HttpResponse:
    entries = [(event, _public(request, event)) for event in listed(chosen)]
    return _calendar(request, entries, name=_("Events of the hubs"), changed=newest())


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.visible_to(AnonymousUser()), slug=slug)
    entries = [(event, _public(request, event))]
    response = _calendar(request, entries, name=str(event.title), changed=event.changed_at)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The person's own events; whoever has the address may read it, as calendars work."""
    found = get_object_or_404(CalendarKey.objects.select_related("person"), key=key)
    if found.ended_at:
        response = render(request, "events/calendar_ended.html", status=410)
    else:
        entries = [(row.event, _mine(request, row)) for row in _places(found.person)]
        changed = _changed(found)
        response = _calendar(request, entries, name=_("My events"), changed=changed)
    patch_cache_control(response, private=True, max_age=300)
    response["X-Robots-Tag"] = "noindex"
    return response


def _places(person) -> list[Registration]:
    """What the person has a place at; what was called off lately stays, marked as such."""
    since = timezone.now() - KEEP
    called_off = Q(
        status=Registration.Status.REMOVED,
        event__status=Event.Status.CANCELLED,
        event__changed_at__gte=since,
    )
    rows = Registration.objects.filter(Q(in_place=True) | called_off, person=person)
    rows = rows.filter(person__is_active=True, event__ends_at__gte=since)
    rows = rows.exclude(event__status=Event.Status.POSTPONED).select_related("event__hub")
    return list(rows.order_by("event__starts_at", "pk")[:MOST])


def _changed(key: CalendarKey) -> dt.datetime:
    """When anything was last changed that the calendar shows, showed or might show."""
    rows = Registration.objects.filter(person=key.person_id)
    of_mine = {
        "subject_type": ContentType.objects.get_for_model(Registration),
        "subject_id__in": rows.values("pk"),
    }
    last = rows.aggregate(event=Max("event__changed_at"), row=Max("created_at"))
    moments = [key.created_at, last["event"], last["row"]]
    moments.append(Step.objects.filter(**of_mine).aggregate(last=Max("at"))["last"])
    return max(moment for moment in moments if moment)


def _public(request: HttpRequest, event: Event):
    uid = calendars.event_uid(event)
    return calendars.entry_of(event, uid=uid, all_day=_all_day(request))


def _mine(request: HttpRequest, registration: Registration):
    uid, online = calendars.registration_uid(registration), calendars.is_online(registration)
    event = registration.event
    entry = calendars.entry_of(event, uid=uid, online=online, all_day=_all_day(request))
    entry["SEQUENCE"] = registration.sequence
    return entry


def _all_day(request: HttpRequest) -> bool:
    return request.GET.get("all-day") == "1"


def _calendar(request: HttpRequest, entries, *, name: str, changed) -> HttpResponse:
    file = calendars.new_calendar("PUBLISH")
    file.add("x-wr-calname", calendars.plain(name))
    file.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendars.add(file, entries)
    return answer(request, file.to_ical(), CALENDAR_TYPE, changed)


@require_safe
@by_filters
def feed_atom(request: HttpRequest, chosen: EventFilter) -> HttpResponse:
    home = request.path.removesuffix("feed.atom")
    entries = [_entry(event) for event in listed(chosen)]
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
