import datetime as dt

from hubportal.pages.demonstration.clock import at, moment, working_day
from hubportal.pages.demonstration.texts import load, text
from hubs import services
from hubs.models import FollowUp, NetworkMeeting, Theme

WRITTEN_UP = dt.timedelta(days=7)


def build_exchanges(hubs, organisations, managers, day: dt.date) -> list[NetworkMeeting]:
    return [
        _exchange(row, hubs, organisations, managers, day) for row in load("exchanges")["exchanges"]
    ]


def _exchange(row: dict, hubs, organisations, managers, day) -> NetworkMeeting:
    held_on = row.get("held_on") or working_day(day, row["days"])
    texts = ["title", "summary", "agenda", "learned", "notes"]
    defaults = {name: text(row.get(name)) for name in texts}
    defaults |= {"hub": hubs[row["hub"]], "held_on": held_on, "place": row["place"]}
    # those counted from the day come anew with it
    slug = row["slug"] if "held_on" in row else f"{row['slug']}-{held_on:%Y-%m}"
    meeting, new = NetworkMeeting.objects.get_or_create(slug=slug, defaults=defaults)
    if new:
        for name in ("hosts", "participants"):
            getattr(meeting, name).set([hubs[slug] for slug in row[name]])
        meeting.organisations.set([organisations[slug] for slug in row["organisations"]])
        meeting.themes.set(Theme.objects.filter(slug__in=row["themes"]))
        by = managers(meeting.hub)
        with at(moment(min(held_on + WRITTEN_UP, day - dt.timedelta(days=1)))):
            services.publish(meeting, by=by)
        for promise in row.get("follow_ups", ()):
            _follow_up(meeting, promise, hubs, by, day)
    return meeting


def _follow_up(meeting: NetworkMeeting, row: dict, hubs, by, day) -> None:
    follow_up = FollowUp.objects.create(
        meeting=meeting,
        what=text(row["what"]),
        owner_hub=hubs[row["owner"]],
        due_on=_date(row, "due", day),
    )
    if done_on := _date(row, "done", day):
        with at(moment(done_on)):
            services.finish(follow_up, by=by, outcome=text(row["outcome"]))


def _date(row: dict, name: str, day: dt.date) -> dt.date | None:
    """A date as it stands, or as days counted from the day of the demonstration."""
    if f"{name}_days" in row:
        return day + dt.timedelta(days=row[f"{name}_days"])
    return row.get(name)
