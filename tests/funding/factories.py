import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events.models import Registration
from funding import services
from funding.models import (
    Answer,
    Application,
    Call,
    Criterion,
    Partner,
    Question,
    Scheme,
    Section,
    parts_of,
)
from hubs.models import Territory
from tests.events.factories import EventFactory
from tests.hubs.factories import HubFactory, SectorFactory, TerritoryFactory
from tests.members.factories import UserFactory, staff

DAY = dt.timedelta(days=1)


class SchemeFactory(DjangoModelFactory):
    """A seed fund of 5,000 to 10,000 pounds with two criteria and one section of two questions."""

    class Meta:
        model = Scheme
        django_get_or_create = ["slug"]
        skip_postgeneration_save = True

    slug = "seed-fund"
    kind = Scheme.Kind.SEED_FUND
    name = "Hub seed fund"
    summary = "For people who met at an event."
    prefix = "SF"
    min_amount = 5_000
    max_amount = 10_000
    max_months = 12
    min_sectors = 2

    @factory.post_generation
    def content(scheme, create, extracted, **kwargs):
        if scheme.sections.exists():
            return
        Criterion.objects.create(scheme=scheme, name="Fit", weight=3, position=1)
        Criterion.objects.create(scheme=scheme, name="Partnership", weight=1, position=2)
        idea = Section.objects.create(scheme=scheme, slug="idea", name="Your idea")
        Question.objects.create(
            section=idea, wording="What is the idea?", word_limit=20, position=1
        )
        Question.objects.create(
            section=idea, wording="Anything else?", required=False, kind="line", position=2
        )


class ExperienceAwardFactory(SchemeFactory):
    slug = "experience-award"
    kind = Scheme.Kind.EXPERIENCE_AWARD
    name = "Cross-sector experience award"
    prefix = "EA"
    min_amount = 0
    max_amount = 100_000
    min_months = 3


class CallFactory(DjangoModelFactory):
    """An announced call in Wales, open since ten days and for ten days more."""

    class Meta:
        model = Call

    scheme = factory.SubFactory(SchemeFactory)
    hub = factory.SubFactory(HubFactory, slug="wales")
    slug = factory.Sequence(lambda n: f"call-{n}")
    title = factory.Sequence(lambda n: f"Seed fund {n}")
    summary = "Five to ten thousand pounds for a first step."
    opens_at = factory.LazyFunction(lambda: timezone.now() - 10 * DAY)
    closes_at = factory.LazyFunction(lambda: timezone.now() + 10 * DAY)
    status = Call.Status.PUBLISHED


class ApplicationFactory(DjangoModelFactory):
    """A draft with a title and nothing else."""

    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    applicant = factory.SubFactory(UserFactory)
    reference = factory.Sequence(lambda n: f"SF-2026-{n:05}")
    title = "Falls prevention through choirs"


def wales() -> Territory:
    return TerritoryFactory(slug="wales")


def add_partner(application, *, sector="ACAD", territory=None, **fields) -> Partner:
    position = application.partners.count()
    return Partner.objects.create(
        application=application,
        name=fields.pop("name", f"Partner {position}"),
        sector=SectorFactory(code=sector),
        territory=territory or wales(),
        position=position,
        **fields,
    )


def finished(**fields) -> Application:
    """A draft to which nothing is missing."""
    call = fields.pop("call", None) or CallFactory()
    application = ApplicationFactory(
        call=call,
        summary="Carers and patients sing together, and fall less.",
        amount=7_500,
        starts_on=timezone.localdate() + 90 * DAY,
        months=6,
        employer_name="Choirs for Health",
        sector=SectorFactory(code="THIRD"),
        **fields,
    )
    add_partner(application, name="Cardiff University")
    question = Question.objects.filter(section__scheme=call.scheme).first()
    Answer.objects.create(
        application=application,
        question=question,
        wording=str(question.wording),
        text="Singing strengthens balance.",
    )
    application.completed = [part.slug for part in parts_of(call.scheme)]
    application.save()
    return application


def handed_in(**fields) -> Application:
    application = finished(**fields)
    services.submit(application, by=application.applicant)
    return application


def eligible(**fields) -> Application:
    application = handed_in(**fields)
    services.pass_eligibility(application, by=manager(application.call.hub))
    return application


def in_review(*, reviewers=2, **fields) -> Application:
    application = eligible(**fields)
    people = [staff("reviewer", application.call.hub) for _ in range(reviewers)]
    services.assign(application, by=manager(application.call.hub), reviewers=people)
    return application


def manager(hub):
    """The one who manages this hub in tests."""
    member = hub.memberships.filter(role="hub_manager").select_related("user").first()
    return member.user if member else staff("hub_manager", hub)


def review(assignment, *, points=4, comment="A clear plan.", **words) -> None:
    """Declares no conflict and sends a review with the same points everywhere."""
    scores = {criterion: points for criterion in assignment.application.call.scheme.criteria.all()}
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    services.send_review(
        assignment, by=assignment.reviewer, scores=scores, comment=comment, **words
    )


def reviewed(**fields) -> Application:
    application = in_review(**fields)
    for assignment in application.assignments.all():
        review(assignment)
    return application


def attended_event(person, **fields):
    """An event of the past that `person` was at."""
    day = timezone.localdate() - 20 * DAY
    event = EventFactory(**{"start_date": day, "end_date": day, **fields})
    Registration.objects.create(
        event=event, person=person, status="attended", confirmed_at=timezone.now() - 30 * DAY
    )
    return event
