"""What happens at the events of the demonstration, and what they left behind."""

import datetime as dt
import io

from events import services
from events.models import Event, EventSeries, Material, Outcome, Session, Speaker
from hubportal.pages.demonstration.agreements import paper
from hubportal.pages.demonstration.texts import load, text

AGREED_BEFORE = dt.timedelta(days=10)


def build(events: dict[str, Event], hubs, managers, day: dt.date) -> int:
    """Adds series, programmes, papers and outcomes to `events`, by the names of their data.

    An event that has a programme keeps it. Returns how many sessions there are in the data.
    """
    rows = load("programme")
    for row in rows["series"]:
        _series(row, events, hubs)
    of_event = {row["event"]: events[row["event"]] for row in rows["sessions"]}
    for slug, event in of_event.items():
        if not event.sessions.exists():
            _programme(slug, event, rows, managers(event.hub), day)
    return len(rows["sessions"])


def _series(row: dict, events, hubs) -> None:
    shown = {name: text(row[name]) for name in ("title", "summary")}
    defaults = {"hub": hubs[row["hub"]], **shown}
    series, _new = EventSeries.objects.get_or_create(slug=row["slug"], defaults=defaults)
    pks = [events[slug].pk for slug in row["events"] if slug in events]
    Event.objects.filter(pk__in=pks, series=None).update(series=series)


def _programme(slug: str, event: Event, rows: dict, manager, day: dt.date) -> None:
    def mine(name):
        return [row for row in rows[name] if row["event"] == slug]

    tracks = rows["tracks"]
    sessions = {row["key"]: _session(row, event, tracks) for row in mine("sessions")}
    for position, row in enumerate(mine("speakers")):
        agreed = None if row.get("unnamed") else min(day, event.start_date) - AGREED_BEFORE
        _speaker(row, event, sessions, position=position, consented_on=agreed)
    for position, row in enumerate(mine("materials")):
        _material(row, event, sessions, position, manager)
    for row in mine("outcomes"):
        dated = event.end_date + dt.timedelta(days=row["days_after"])
        said = {name: text(row[name]) for name in ("title", "text")}
        Outcome.objects.create(event=event, dated=dated, **said)


def _session(row: dict, event: Event, tracks: dict) -> Session:
    start, end = map(dt.time.fromisoformat, row["at"])
    return Session.objects.create(
        event=event,
        kind=row.get("kind", "talk"),
        title=text(row["title"]),
        summary=text(row.get("summary")),
        date=event.start_date + dt.timedelta(days=row["day"]),
        start_time=start,
        end_time=end,
        track=text(tracks.get(row.get("track"))),
        room=row.get("room", ""),
        recording_url=row.get("recording", ""),
    )


def _speaker(row: dict, event: Event, sessions: dict, **fields) -> None:
    speaker = Speaker.objects.create(
        event=event,
        part=row.get("part", "speaker"),
        name=row["name"],
        post=text(row.get("post")),
        affiliation=row["affiliation"],
        about=text(row.get("about")),
        consent_note="E-mail" if fields["consented_on"] else "",
        **fields,
    )
    speaker.sessions.set(sessions[key] for key in row["sessions"])


def _material(row: dict, event: Event, sessions: dict, position: int, manager) -> None:
    file = None
    if "paper" in row:
        file = io.BytesIO(paper(row["paper"]))
        file.name = f"{row['paper'].lower().replace(' ', '-')}.pdf"
    material = Material(
        event=event,
        session=sessions.get(row.get("session")),
        title=text(row["title"]),
        url=row.get("url", ""),
        audience=row.get("audience", "everybody"),
        position=position,
    )
    services.keep_material(material, by=manager, file=file)
