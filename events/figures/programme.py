"""The programme of an event as its page shows it: days, then what runs side by side."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from events.models import Event, Material, Outcome, Session, Speaker
from hubs.models import Hub, Sector, Theme
from hubs.models.gathered import Rows, gather


@dataclass
class Slot:
    """Sessions that overlap, directly or through others; mostly it is one."""

    sessions: list[Session]
    now: bool = False

    @property
    def parallel(self) -> bool:
        return len(self.sessions) > 1


@dataclass
class Day:
    date: dt.date
    slots: list[Slot]


@dataclass
class Around:
    """Everything that an event's page lists, each list short."""

    days: list[Day] = field(default_factory=list)
    people: list[Speaker] = field(default_factory=list)
    unnamed: int = 0
    materials: list[Material] = field(default_factory=list)
    recordings: list[Session] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


# Lists of the event itself, put where `event.themes.all()` and its like find them.
OWN = ["co_hosts", "themes", "sectors"]


def around(event: Event, user, *, now: dt.datetime) -> Around:
    """What stands around an event, all of it by one query, as far as this person sees it.

    Fills `event.co_hosts`, `event.themes` and `event.sectors` as well.
    """
    found = gather(Event.objects.filter(pk=event.pk), **_lists(event, user))
    for name in OWN:
        _remember(event, name, found[name])
    sessions = _sessions(event, found, now=now)
    named = [person for person in found["people"] if person.is_named()]
    return Around(
        days=days(sessions),
        people=named,
        unnamed=len(found["people"]) - len(named),
        materials=found["materials"],
        recordings=[session for session in sessions if session.recording],
        outcomes=found["outcomes"],
    )


def _lists(event: Event, user) -> dict[str, Rows]:
    mine = {"event": event.pk}
    parts = Speaker.sessions.through.objects.filter(session__event=event.pk)
    return {
        "co_hosts": Rows(
            Hub.objects.filter(co_hosted_events=event.pk).in_order(),
            *["pk", "slug", "name", "short_name", "status", "accent"],
        ),
        "themes": Rows(Theme.objects.filter(events=event.pk), "pk", "slug", "name"),
        "sectors": Rows(Sector.objects.filter(events=event.pk), "pk", "code", "name"),
        "sessions": Rows(
            Session.objects.filter(**mine).order_by("date", "start_time", "pk"),
            *["pk", "kind", "title", "summary", "date", "start_time", "end_time"],
            *["track", "room", "recording_url"],
        ),
        "people": Rows(
            Speaker.objects.filter(**mine).order_by("position", "pk"),
            *["pk", "part", "name", "post", "affiliation", "about", "consented_on"],
            *["withdrawn_on", "organisation__id", "organisation__slug", "organisation__name"],
            "organisation__stub",
        ),
        "parts": Rows(parts, "session_id", "speaker_id"),
        "materials": Rows(
            Material.objects.visible_to(user).filter(**mine).order_by("position", "pk"),
            *["pk", "title", "url", "audience", "session_id"],
            *["upload__id", "upload__name", "upload__content_type", "upload__size"],
        ),
        "outcomes": Rows(
            Outcome.objects.filter(**mine).order_by("-dated", "-pk"),
            *["pk", "title", "text", "dated", "url"],
        ),
    }


def _remember(event: Event, name: str, rows: list) -> None:
    """As `prefetch_related` leaves it."""
    known = getattr(event, name).get_queryset()
    known._result_cache, known._prefetch_done = rows, True
    if not hasattr(event, "_prefetched_objects_cache"):
        event._prefetched_objects_cache = {}
    event._prefetched_objects_cache[name] = known


def _sessions(event: Event, found: dict, *, now) -> list[Session]:
    """Each with its moments, its people and its papers."""
    people = {person.pk: person for person in found["people"]}
    sessions = {session.pk: session for session in found["sessions"]}
    for material in found["materials"]:
        material.event = event
        material.of = sessions.get(material.session_id)
    for session in sessions.values():
        pks = {part.speaker_id for part in found["parts"] if part.session_id == session.pk}
        session.people = [person for pk, person in people.items() if pk in pks]
        session.named = [person for person in session.people if person.is_named()]
        session.unnamed = len(session.people) - len(session.named)
        session.papers = [paper for paper in found["materials"] if paper.session_id == session.pk]
        timed(session, event, now=now)
    return list(sessions.values())


def timed(session: Session, event: Event, *, now: dt.datetime) -> Session:
    """Adds `begins_at` and `finishes_at`, moments on the event's clocks, `on` (it runs), and its
    `recording`: none before it is over, as staff may know the link earlier.
    """
    session.begins_at, session.finishes_at = (
        dt.datetime.combine(session.date, time, tzinfo=event.zone)
        for time in (session.start_time, session.end_time)
    )
    running = event.status == Event.Status.PUBLISHED
    session.on = running and session.begins_at <= now < session.finishes_at
    over = min(session.finishes_at, event.ends_at) <= now
    session.recording = session.recording_url if over else ""
    return session


def days(sessions: list[Session]) -> list[Day]:
    """Sessions in their order, each of which has been `timed`, by day and then side by side."""
    dates = dict.fromkeys(session.date for session in sessions)
    return [Day(date, slots([one for one in sessions if one.date == date])) for date in dates]


def slots(sessions: list[Session]) -> list[Slot]:
    """Of one day. A track keeps its column, as far as that is possible, all day long."""
    found: list[Slot] = []
    latest = None
    for session in sessions:
        if latest is None or session.start_time >= latest:
            found.append(Slot([]))
            latest = session.end_time
        found[-1].sessions.append(session)
        latest = max(latest, session.end_time)
    tracks = list(dict.fromkeys(str(one.track) for one in sessions if str(one.track)))
    for slot in found:
        slot.now = any(session.on for session in slot.sessions)
        _in_columns(slot, tracks)
    return found


def _in_columns(slot: Slot, tracks: list[str]) -> None:
    """Sessions of one track stand below each other; those of none have a column each."""
    keys = Counter(_column(session) for session in slot.sessions)
    known = {track: number for number, track in enumerate(tracks)}
    order = sorted(keys, key=lambda key: known.get(key, len(tracks)))
    for session in slot.sessions:
        session.column = order.index(_column(session)) + 1


def _column(session: Session) -> str:
    return str(session.track) or f"#{session.pk}"
