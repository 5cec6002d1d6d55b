import factory
from factory.django import DjangoModelFactory

from hubs.models import Hub, Organisation, Sector, Territory, Theme, Tie


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
