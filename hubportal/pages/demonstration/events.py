import datetime as dt
from dataclasses import dataclass

from events import services
from events.models import Event
from hubportal.pages.demonstration.clock import at, moment, working_day
from hubportal.pages.demonstration.texts import load, text
from hubs.models import Theme

ANNOUNCED_BEFORE = 45  # days
FIRST_REGISTRATIONS = 25  # days ago, at most
UNKNOWN_SIZE = 60
TEXTS = ["title", "summary", "body", "access", "interpretation"]


@dataclass
class Planned:
    """An event of the demonstration, with what its data say about the people."""

    event: Event
    row: dict
    new: bool


def dated(slug: str, day: dt.date) -> str:
    """Illustrative things come anew each season, so their addresses carry a month."""
    return f"{slug}-{day:%Y-%m}"


def build_past(hubs, managers) -> list[Planned]:
    """What the sources know: dates and places are theirs."""
    return [_past(row, hubs, managers) for row in load("past_events")["events"]]


def _past(row: dict, hubs, managers) -> Planned:
    texts = load("past_events")
    link = f"[{row['source']}](https://{row['source']})"
    hours = texts["hours_known" if "starts" in row else "hours_unknown"]
    row = {"starts": "09:00", "ends": "17:00", "capacity": row.get("size", UNKNOWN_SIZE)} | row
    row["body"] = [
        f"{about}\n\n{source} {link}" for about, source in zip(hours, texts["source"], strict=True)
    ]
    row |= {"access": texts["access"], "languages": hubs[row["hub"]].languages[:1]}
    planned = _event(row["slug"], row, row["date"], row.get("until", row["date"]), hubs)
    if planned.new:
        _tell(planned, managers, planned.event.start_date - dt.timedelta(days=ANNOUNCED_BEFORE))
    return planned


def build_coming(hubs, managers, today: dt.date) -> list[Planned]:
    """Illustrative events around `today`: the last months and the next ones."""
    rows = [*load("coming_events")["events"], *load("programme")["events"]]
    return [_coming(row, hubs, managers, today) for row in rows]


def _coming(row: dict, hubs, managers, today: dt.date) -> Planned:
    day = working_day(today, row["days"])
    texts = load("coming_events")["texts"]
    row = row | {"body": texts["body"], "access": texts[f"access_{row['format']}"]}
    nights = dt.timedelta(days=row.get("nights", 0))
    while (day + nights).weekday() > 4:
        day -= dt.timedelta(days=1)
    planned = _event(dated(row["slug"], day), row, day, day + nights, hubs)
    if planned.new:
        _windows(planned.event, row, today)
        if not row.get("draft"):
            usual = day - dt.timedelta(days=ANNOUNCED_BEFORE)
            _tell(planned, managers, min(usual, today - dt.timedelta(days=FIRST_REGISTRATIONS)))
    return planned


def _windows(event: Event, row: dict, today: dt.date) -> None:
    if "opens_days" in row:
        event.registration_opens_at = moment(working_day(today, row["opens_days"]), 9)
    if "closes_days" in row:
        event.registration_closes_at = moment(today + dt.timedelta(days=row["closes_days"]), 17)
    event.save()


def _event(slug: str, row: dict, day: dt.date, until: dt.date, hubs) -> Planned:
    if event := Event.objects.filter(slug=slug).first():
        return Planned(event, row, new=False)
    hub, form = hubs[row["hub"]], row["format"]
    event = Event(
        hub=hub,
        slug=slug,
        format=form,
        venue=row.get("venue", ""),
        city=row.get("city", ""),
        start_date=day,
        start_time=dt.time.fromisoformat(row["starts"]),
        end_date=until,
        end_time=dt.time.fromisoformat(row["ends"]),
        time_zone=hub.time_zone,
        capacity=row["capacity"],
        languages=row.get("languages", ["en"]),
        join_url="" if form == "in_person" else f"https://meet.example.org/{slug}",
        **{name: text(row.get(name)) for name in TEXTS},
    )
    services.create_event(event, by=None)
    event.refresh_from_db()
    event.themes.set(Theme.objects.filter(slug__in=row["themes"]))
    event.co_hosts.set(hubs[slug] for slug in row.get("co_hosts", []))
    return Planned(event, row, new=True)


def _tell(planned: Planned, managers, announced: dt.date) -> None:
    manager = managers(planned.event.hub)
    with at(moment(announced, 11)) as now:
        services.publish(planned.event, by=manager, now=now)
    if planned.row.get("status") == Event.Status.CANCELLED:
        with at(moment(planned.event.start_date - dt.timedelta(days=9), 11)) as now:
            call_off(planned, manager, now)


def call_off(planned: Planned, manager, now) -> None:
    """Reasons are told in the language of the hub's first readers: English."""
    note = planned.row["note"][0]
    services.cancel_event(planned.event, by=manager, note=note, now=now)
    explain(planned)


def postpone(planned: Planned, manager, now) -> None:
    services.postpone(planned.event, by=manager, note=planned.row["note"][0], now=now)
    explain(planned)


def explain(planned: Planned) -> None:
    Event.objects.filter(pk=planned.event.pk).update(status_note=text(planned.row["note"]))
