import datetime as dt
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from hubportal.uploads.models import Upload
from hubs.models import (
    Agreement,
    AgreementDocument,
    Backing,
    Body,
    FollowUp,
    GlossaryTerm,
    Hub,
    HubLink,
    Milestone,
    NetworkMeeting,
    Opportunity,
    Organisation,
    Picture,
    Policy,
    Priority,
    Programme,
    PublicRole,
    Quote,
    Recognition,
    RecognitionScheme,
    Resource,
    Seat,
    Sector,
    Story,
    Territory,
    Theme,
    Tie,
)
from tests.uploads.files import pdf, png


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


class UploadFactory(DjangoModelFactory):
    """A small PNG that really is one."""

    class Meta:
        model = Upload

    name = "picture.png"
    content_type = "image/png"
    content = factory.LazyFunction(png)
    size = factory.LazyAttribute(lambda upload: len(upload.content))
    digest = factory.LazyAttribute(lambda upload: hashlib.sha256(upload.content).hexdigest())


class PictureFactory(DjangoModelFactory):
    class Meta:
        model = Picture

    hub = factory.SubFactory(HubFactory, slug="wales")
    upload = factory.SubFactory(UploadFactory)
    digest = factory.SelfAttribute("upload.digest")
    width, height = 3, 2
    alt = "Three people at a table"
    caption = "At the first meeting"
    credit = "Ann Example"
    rights = Picture.Rights.PERMISSION


class AgreementFactory(PublishedFactory):
    """In force since last year, until the year after next, with one hub and one organisation."""

    class Meta:
        model = Agreement
        exclude = ["summary"]
        skip_postgeneration_save = True

    hub = factory.SubFactory(HubFactory, slug="wales")
    slug = factory.Sequence(lambda n: f"agreement-{n}")
    title = factory.Sequence(lambda n: f"Agreement {n}")
    kind = Agreement.Kind.COOPERATION
    purpose = "To learn from each other."
    signed_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=365))

    @factory.post_generation
    def parties(agreement, create, extracted, **kwargs):
        agreement.hubs.add(agreement.hub or HubFactory())
        agreement.organisations.add(extracted or OrganisationFactory())


class AgreementDocumentFactory(DjangoModelFactory):
    class Meta:
        model = AgreementDocument

    agreement = factory.SubFactory(AgreementFactory)
    title = "Signed copy"
    upload = factory.SubFactory(
        UploadFactory, name="tŷ.pdf", content_type="application/pdf", content=pdf()
    )


class RecognitionSchemeFactory(DjangoModelFactory):
    class Meta:
        model = RecognitionScheme
        django_get_or_create = ["slug"]

    slug = "reference-sites"
    name = "Reference sites"
    about = "Regions that show the way."
    awarded_by = "A European partnership"


class RecognitionFactory(DjangoModelFactory):
    class Meta:
        model = Recognition

    scheme = factory.SubFactory(RecognitionSchemeFactory)
    hub = factory.SubFactory(HubFactory, slug="wales")
    level = "4 stars"
    stars = 4
    awarded_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=365))


class OpportunityFactory(DjangoModelFactory):
    """Public and open for a month, for everybody everywhere; of no hub unless told."""

    class Meta:
        model = Opportunity
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"opportunity-{n}")
    kind = Opportunity.Kind.FUNDING
    title = factory.Sequence(lambda n: f"Award {n}")
    summary = "Money for work in another sector."
    url = factory.LazyAttribute(lambda thing: f"https://example.org/{thing.slug}")
    status = Opportunity.Status.PUBLISHED
    public_from = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=30))
    closes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))

    @factory.post_generation
    def sectors(opportunity, create, codes, **kwargs):
        opportunity.sectors.set(SectorFactory(code=code) for code in codes or ())

    @factory.post_generation
    def territories(opportunity, create, places, **kwargs):
        opportunity.territories.set(places or ())

    @factory.post_generation
    def events(opportunity, create, events, **kwargs):
        opportunity.events.set(events or ())


class BodyFactory(DjangoModelFactory):
    """A public steering group of a hub; `BodyFactory(hub=None, programme=…)` is a programme's."""

    class Meta:
        model = Body

    hub = factory.SubFactory(HubFactory)
    slug = factory.Sequence(lambda n: f"body-{n}")
    name = factory.Sequence(lambda n: f"Steering group {n}")
    kind = Body.Kind.STEERING


class SeatFactory(DjangoModelFactory):
    """A current seat whose holder agreed to be named."""

    class Meta:
        model = Seat

    body = factory.SubFactory(BodyFactory)
    name = factory.Sequence(lambda n: f"Seated Person{n}")
    sector = factory.SubFactory(SectorFactory)
    territory = factory.SubFactory(TerritoryFactory)
    consented_on = dt.date(2026, 1, 5)


class NetworkMeetingFactory(PublishedFactory):
    """A public meeting that a hub hosted."""

    class Meta:
        model = NetworkMeeting
        skip_postgeneration_save = True

    hub = factory.SubFactory(HubFactory)
    slug = factory.Sequence(lambda n: f"meeting-{n}")
    title = factory.Sequence(lambda n: f"Meeting {n}")
    summary = "Their priorities overlap."
    held_on = dt.date(2026, 10, 1)

    @factory.post_generation
    def hosts(meeting, create, hubs, **kwargs):
        if create:
            meeting.hosts.set(hubs if hubs is not None else [meeting.hub])

    @factory.post_generation
    def participants(meeting, create, hubs, **kwargs):
        if create and hubs:
            meeting.participants.set(hubs)


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    meeting = factory.SubFactory(NetworkMeetingFactory)
    what = factory.Sequence(lambda n: f"Promise {n}")
    owner_hub = factory.SelfAttribute("meeting.hub")
    due_on = dt.date(2026, 12, 1)


class ProgrammeFactory(DjangoModelFactory):
    """A programme; `ProgrammeFactory(slug="cross-sector")` twice is the same one."""

    class Meta:
        model = Programme
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.LazyAttribute(lambda programme: f"Programme {programme.slug}")
    summary = "Several hubs."


class BackingFactory(DjangoModelFactory):
    class Meta:
        model = Backing

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Backing.Kind.FUNDS


class PolicyFactory(DjangoModelFactory):
    class Meta:
        model = Policy

    slug = factory.Sequence(lambda n: f"policy-{n}")
    name = factory.LazyAttribute(lambda policy: f"Plan {policy.slug}")


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    hub = factory.SubFactory(HubFactory)
    theme = factory.SubFactory(ThemeFactory)


class PublicRoleFactory(DjangoModelFactory):
    """The lead of a hub, who agreed to be named."""

    class Meta:
        model = PublicRole

    hub = factory.SubFactory(HubFactory)
    kind = PublicRole.Kind.LEAD
    name = factory.Sequence(lambda n: f"Leader {n}")
    consented_on = dt.date(2022, 9, 27)


class HubLinkFactory(DjangoModelFactory):
    class Meta:
        model = HubLink

    hub = factory.SubFactory(HubFactory)
    other = factory.SubFactory(HubFactory)
    kind = HubLink.Kind.SISTER


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    hub = factory.SubFactory(HubFactory)
    on = dt.date(2019, 9, 25)
    text = factory.Sequence(lambda n: f"Step {n}")
