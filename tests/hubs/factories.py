import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from hubs.models import (
    GlossaryTerm,
    Hub,
    Organisation,
    Quote,
    Resource,
    Sector,
    Story,
    Territory,
    Theme,
    Tie,
)


class SectorFactory(DjangoModelFactory):
    """A sector of the vocabulary by its code, health service unless told."""

    class Meta:
        model = Sector
        django_get_or_create = ["code"]

    code = "NHS"
    name = factory.LazyAttribute(lambda sector: f"Sector {sector.code}")
    roll_up = Sector.RollUp.CARE


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = Territory
        django_get_or_create = ["slug"]

    slug = "wales"
    name = factory.LazyAttribute(lambda territory: territory.slug.title())
    kind = Territory.Kind.NATION


class HubFactory(DjangoModelFactory):
    """An open hub. `HubFactory(slug="wales")` twice is the same hub."""

    class Meta:
        model = Hub
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"hub-{n}")
    name = factory.LazyAttribute(lambda hub: f"Networking Hub {hub.slug}")
    short_name = factory.LazyAttribute(lambda hub: hub.slug.title())
    kind = Hub.Kind.NATION
    status = Hub.Status.LIVE
    territory = factory.SubFactory(TerritoryFactory)
    summary = "Brings the sectors together."
    accent = Hub.Accent.WALES
    reply_to = factory.LazyAttribute(lambda hub: f"{hub.slug}@example.org")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    sector = factory.SubFactory(SectorFactory)


class TieFactory(DjangoModelFactory):
    class Meta:
        model = Tie

    organisation = factory.SubFactory(OrganisationFactory)
    hub = factory.SubFactory(HubFactory)
    kind = Tie.Kind.PARTNER


class PublishedFactory(DjangoModelFactory):
    """Something public since yesterday."""

    class Meta:
        abstract = True

    slug = factory.Sequence(lambda n: f"thing-{n}")
    title = factory.LazyAttribute(lambda thing: f"Title {thing.slug}")
    summary = "In short."
    status = "published"
    public_from = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))


class StoryFactory(PublishedFactory):
    class Meta:
        model = Story

    hub = factory.SubFactory(HubFactory)
    body = "They met."
    dated = dt.date(2023, 4, 20)


class QuoteFactory(DjangoModelFactory):
    """Words of somebody who agreed to be named."""

    class Meta:
        model = Quote

    story = factory.SubFactory(StoryFactory)
    name = "Mair Evans"
    post = "Head of Research"
    affiliation = "Old Health Board"
    text = "We met at the hub."
    consented_on = dt.date(2023, 4, 1)


class ResourceFactory(PublishedFactory):
    class Meta:
        model = Resource

    hub = factory.SubFactory(HubFactory)
    kind = Resource.Kind.GUIDE
    body = "Ask early."


class GlossaryTermFactory(DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    slug = factory.Sequence(lambda n: f"term-{n}")
    term = factory.LazyAttribute(lambda term: term.slug)
    meaning = "What it means."
