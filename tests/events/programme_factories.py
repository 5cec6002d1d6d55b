"""A programme with something of everything that an event's page shows."""

import datetime as dt

from django.utils import timezone

from events import services
from events.models import Material
from tests.events.factories import (
    EventSeriesFactory,
    MaterialFactory,
    OutcomeFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.hubs.factories import OrganisationFactory, ThemeFactory
from tests.uploads.files import handed_in, pdf


def a_programme(event) -> dict:
    """Puts the event into a series as well. `paper` is for people with a place alone."""
    series = EventSeriesFactory(hub=event.hub, slug="world-series")
    event.series = series
    event.save()
    session = SessionFactory(event=event)
    return {
        "event_series": series,
        "session": session,
        "speaker": SpeakerFactory(event=event, sessions=[session]),
        "material": MaterialFactory(event=event),
        "paper": a_paper(event),
        "outcome": OutcomeFactory(event=event),
    }


def a_paper(event) -> Material:
    paper = Material(event=event, title="Slides", audience="placed")
    return services.keep_material(paper, by=None, file=handed_in(pdf(), "slides.pdf"))


def more_of_a_programme(world, number: int) -> None:
    """One more of each, on the world's event and on one that is over."""
    for event in (world.event, world.ended):
        session = SessionFactory(
            event=event, recording_url="https://video.example.org/", track=f"{number}"
        )
        SpeakerFactory(event=event, organisation=OrganisationFactory(), sessions=[session])
        SpeakerFactory(event=event, consented_on=None, sessions=[session])
        MaterialFactory(event=event, session=session)
        a_paper(event)
        OutcomeFactory(event=event)
        event.themes.add(ThemeFactory())
    EventSeriesFactory(hub=world.event.hub)


def days_ago(days: int) -> dict:
    day = timezone.localdate() - dt.timedelta(days=days)
    return {"start_date": day, "end_date": day}
