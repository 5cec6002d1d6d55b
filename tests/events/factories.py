import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.models import Event, Registration
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


def full(event) -> list[Registration]:
    """Takes every place of the event."""
    return RegistrationFactory.create_batch(event.capacity, event=event)
