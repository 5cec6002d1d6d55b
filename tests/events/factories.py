import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.models import (
    Answer,
    Event,
    EventSeries,
    Material,
    Message,
    Needs,
    Outcome,
    Question,
    Registration,
    Session,
    Speaker,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory

# A Monday in winter time, in both of our zones; tests say what is now rather than wait.
NOW = dt.datetime(2027, 1, 11, 12, 0, tzinfo=dt.UTC)


class EventFactory(DjangoModelFactory):
    """An announced event three weeks after `NOW`, from 10:00 to 16:00 in Cardiff."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    hub = factory.SubFactory(HubFactory, slug="wales")
    slug = factory.Sequence(lambda n: f"event-{n}")
    title = factory.Sequence(lambda n: f"Sandpit {n}")
    summary = "Care teams set the questions."
    body = "We open with **three challenges**."
    access = "The building is step-free."
    format = Event.Format.IN_PERSON
    venue = factory.LazyAttribute(lambda event: "" if event.format == "online" else "Sbarc")
    city = factory.LazyAttribute(lambda event: "" if event.format == "online" else "Cardiff")
    start_date = dt.date(2027, 2, 1)
    start_time = dt.time(10, 0)
    end_date = factory.SelfAttribute("start_date")
    end_time = dt.time(16, 0)
    capacity = 5
    status = Event.Status.PUBLISHED


class RegistrationFactory(DjangoModelFactory):
    """A place that somebody has had since a month before `NOW`."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(UserFactory)
    status = Registration.Status.CONFIRMED
    mode = factory.LazyAttribute(
        lambda registration: "online" if registration.event.format == "online" else "in_person"
    )
    created_at = NOW - dt.timedelta(days=30)
    confirmed_at = factory.LazyAttribute(
        lambda registration: registration.created_at if registration.status in SEATED else None
    )
    queued_at = factory.LazyAttribute(
        lambda registration: registration.created_at if registration.status in QUEUED else None
    )


SEATED = {"confirmed", "attended", "missed"}
QUEUED = {"waiting", "offered", "lapsed"}


def waiting(event, **fields) -> Registration:
    """Somebody in the queue; the later made, the later served."""
    ahead = event.registrations.count()
    since = fields.pop("queued_at", NOW - dt.timedelta(days=2) + dt.timedelta(minutes=ahead))
    return RegistrationFactory(event=event, status="waiting", queued_at=since, **fields)


def applying(event, **fields) -> Registration:
    """Somebody who applied and has no answer yet; the later made, the later they applied."""
    ahead = event.registrations.count()
    since = fields.pop("created_at", NOW - dt.timedelta(days=2) + dt.timedelta(minutes=ahead))
    return RegistrationFactory(event=event, status="applied", created_at=since, **fields)


def full(event) -> list[Registration]:
    """Takes every place of the event."""
    return RegistrationFactory.create_batch(event.capacity, event=event)


class EventSeriesFactory(DjangoModelFactory):
    class Meta:
        model = EventSeries

    hub = factory.SubFactory(HubFactory, slug="wales")
    slug = factory.Sequence(lambda n: f"series-{n}")
    title = factory.Sequence(lambda n: f"Innovation week {n}")
    summary = "A week of events."


class SessionFactory(DjangoModelFactory):
    """A talk at half past ten on the first day."""

    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"Talk {n}")
    date = factory.SelfAttribute("event.start_date")
    start_time = dt.time(10, 30)
    end_time = dt.time(11, 30)


class SpeakerFactory(DjangoModelFactory):
    """Somebody who agreed to be named."""

    class Meta:
        model = Speaker
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Speaker Example {n}")
    post = "Nurse"
    affiliation = "Example Hospital"
    consented_on = dt.date(2026, 12, 1)

    @factory.post_generation
    def sessions(self, create, extracted, **kwargs):
        if create and extracted:
            self.sessions.set(extracted)


class MaterialFactory(DjangoModelFactory):
    """A link for everybody."""

    class Meta:
        model = Material

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"Slides {n}")
    url = "https://slides.example.org/one"


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = Outcome

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"A pilot on ward {n}")
    dated = factory.LazyAttribute(lambda outcome: outcome.event.end_date + dt.timedelta(days=30))


class MessageFactory(DjangoModelFactory):
    """A draft to everybody with a place."""

    class Meta:
        model = Message

    event = factory.SubFactory(EventFactory)
    subject = {"en": "Where to park"}
    body = {"en": "Park by the gate."}
    statuses = ["confirmed"]


class QuestionFactory(DjangoModelFactory):
    """A line of text that nobody has to write."""

    class Meta:
        model = Question

    event = factory.SubFactory(EventFactory)
    position = factory.Sequence(lambda n: n)
    wording = factory.Sequence(lambda n: f"What do you bring, {n}?")


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    registration = factory.SubFactory(RegistrationFactory)
    question = factory.SubFactory(
        QuestionFactory, event=factory.SelfAttribute("..registration.event")
    )
    wording = factory.LazyAttribute(lambda answer: str(answer.question.wording))
    text = "A map."


class NeedsFactory(DjangoModelFactory):
    class Meta:
        model = Needs

    registration = factory.SubFactory(RegistrationFactory)
    access = ["step_free"]
    diet = ["vegan"]
