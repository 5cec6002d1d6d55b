import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from events.models import Event, Reminder
from hubportal.pages.bulk import chunks
from hubs.models import Hub, Territory, Theme

HOT = "load-hot"
DAYS_AHEAD = 300
REMINDERS = [7, 1]
ACCESS = LazyI18nString(
    {
        "en": "Step-free access throughout.",
        "cy": "Mynediad heb risiau drwyddi draw.",
        "nb": "Trinnfritt overalt.",
    }
)


def hubs() -> list[Hub]:
    """The hubs there are; one of its own in an empty database."""
    return list(Hub.objects.order_by("pk")) or [
        Hub.objects.create(
            slug="load",
            name=LazyI18nString({"en": "Load hub", "cy": "Hyb llwyth", "nb": "Lastknutepunkt"}),
            short_name=LazyI18nString({"en": "Load", "cy": "Llwyth", "nb": "Last"}),
            summary=LazyI18nString({"en": "Synthetic.", "cy": "Synthetig.", "nb": "Syntetisk."}),
            kind=Hub.Kind.REGION,
            status=Hub.Status.LIVE,
            accent=Hub.Accent.ENGLAND,
            territory=Territory.objects.get(slug="uk"),
        )
    ]


def loaded():
    return Event.objects.filter(slug__regex=r"^load-[0-9]+$")


def load(number: int) -> Iterator[int]:
    """Makes up to `number` announced events and yields how many there are after each step."""
    places, themes = hubs(), list(Theme.objects.order_by("pk"))
    for numbers in chunks(loaded().count() + 1, number):
        with transaction.atomic():
            rows = Event.objects.bulk_create(event(each, places) for each in numbers)
            remind(rows)
            tag(rows, themes)
        yield numbers[-1]


def remind(rows: list[Event]) -> None:
    Reminder.objects.bulk_create(
        Reminder(event=row, days_before=days) for row in rows for days in REMINDERS
    )


def tag(rows: list[Event], themes: list[Theme]) -> None:
    through = Event.themes.through
    through.objects.bulk_create(
        through(event=row, theme=themes[row.pk % len(themes)]) for row in rows if themes
    )


def event(number: int, places: list[Hub]) -> Event:
    form = Event.Format.values[number % len(Event.Format.values)]
    return new_event(
        f"load-{number}",
        hub=places[number % len(places)],
        day=timezone.localdate() + dt.timedelta(days=2 + number % DAYS_AHEAD),
        hour=8 + number % 9,
        capacity=20 + number % 180,
        form=form,
    )


def new_event(slug: str, *, hub: Hub, day: dt.date, hour: int, capacity: int, form: str) -> Event:
    number = slug.removeprefix("load-")
    online = form == Event.Format.ONLINE
    titles = {"en": "Synthetic event", "cy": "Digwyddiad synthetig", "nb": "Syntetisk arrangement"}
    summary = {
        "en": "Made in bulk to measure how the portal carries it.",
        "cy": "Wedi’i wneud mewn swmp i fesur sut mae’r porth yn ei gario.",
        "nb": "Laget i mengder for å måle hvordan portalen bærer det.",
    }
    return Event(
        slug=slug,
        hub=hub,
        title=LazyI18nString({code: f"{title} {number}" for code, title in titles.items()}),
        summary=LazyI18nString(summary),
        access=ACCESS,
        format=form,
        venue="" if online else "Synthetic Hall",
        city="" if online else "Anywhere",
        start_date=day,
        start_time=dt.time(hour),
        end_date=day,
        end_time=dt.time(hour + 3),
        time_zone=hub.time_zone,
        capacity=capacity,
        status=Event.Status.PUBLISHED,
    )


def load_hot(capacity: int) -> bool:
    """The event that everybody wants; whether it is new. One that exists stays as it is."""
    if Event.objects.filter(slug=HOT).exists():
        return False
    day = timezone.localdate() + dt.timedelta(days=30)
    form = Event.Format.IN_PERSON
    hot = new_event(HOT, hub=hubs()[0], day=day, hour=10, capacity=capacity, form=form)
    remind(Event.objects.bulk_create([hot]))
    return True
