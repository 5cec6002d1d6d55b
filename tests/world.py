"""A small programme with something in every table, for tests that look at the whole house."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from events import rules
from events.models import (
    CalendarKey,
    ChangeNotice,
    Event,
    Export,
    Message,
    Registration,
    Reminder,
    Scan,
    Share,
)
from events.models.codes import door_token
from funding.models import (
    Answer,
    Application,
    Assignment,
    Call,
    Criterion,
    Partner,
    Question,
    Review,
    Scheme,
    Score,
    Section,
)
from hubportal.workflow.models import Step
from hubs.models import Affiliation, Barrier, BodyMeeting, Fact, Hub, Offer, Sector, Strength
from members.models import Saved
from tests.events.afterwards_factories import more_of_what_followed, what_followed
from tests.events.asking_factories import a_form, more_of_a_form
from tests.events.programme_factories import a_programme, days_ago, more_of_a_programme
from tests.hubs.factories import (
    AgreementDocumentFactory,
    AgreementFactory,
    BackingFactory,
    BodyFactory,
    FollowUpFactory,
    GlossaryTermFactory,
    HubFactory,
    HubLinkFactory,
    MilestoneFactory,
    NetworkMeetingFactory,
    OpportunityFactory,
    OrganisationFactory,
    PictureFactory,
    PolicyFactory,
    PriorityFactory,
    ProgrammeFactory,
    PublicRoleFactory,
    QuoteFactory,
    RecognitionFactory,
    RecognitionSchemeFactory,
    ResourceFactory,
    SeatFactory,
    SectorFactory,
    StoryFactory,
    TerritoryFactory,
    ThemeFactory,
    TieFactory,
)
from tests.hubs.feature_factories import more_of_features, some_features
from tests.members.factories import ClaimFactory, EditorFactory, UserFactory, staff


def an_event(hub, slug, **fields):
    day = timezone.localdate() + dt.timedelta(days=30)
    return Event.objects.create(
        **{
            "hub": hub,
            "slug": slug,
            "title": slug,
            "summary": slug,
            "format": "in_person",
            "venue": "Sbarc",
            "start_date": day,
            "start_time": dt.time(9, 30),
            "end_date": day,
            "end_time": dt.time(16),
            "capacity": 20,
            "status": Event.Status.PUBLISHED,
            **fields,
        }
    )


A_MESSAGE = {
    "subject": {"en": "Parking"},
    "body": {"en": "By the gate."},
    "statuses": ["confirmed"],
}
A_DRAFT = {"status": "draft", "public_from": None}


def an_export(event, hub):
    return Export.objects.create(
        event=event, by=staff("event_officer", hub), at=timezone.now(), columns=["Name"], rows=1,
        reason="Badges for the day",
    )  # fmt: skip


def a_notice(event) -> ChangeNotice:
    """That the event is in another town than people know."""
    now = timezone.now()
    return ChangeNotice.objects.create(
        event=event,
        before=rules.changes.as_text(event) | {"city": "Bangor"},
        opened_at=now,
        due_at=now + dt.timedelta(hours=1),
    )


def a_scan(registration) -> Scan:
    now = timezone.now()
    return Scan.objects.create(
        key=uuid4(), event=registration.event, registration=registration, outcome="first",
        scanned_at=now, received_at=now, by=UserFactory(),
    )  # fmt: skip


def a_call(hub, scheme, slug, **fields):
    now = timezone.now()
    return Call.objects.create(
        **{
            "hub": hub,
            "scheme": scheme,
            "slug": slug,
            "title": slug,
            "summary": slug,
            "opens_at": now - dt.timedelta(days=9),
            "closes_at": now + dt.timedelta(days=9),
            "status": Call.Status.PUBLISHED,
            **fields,
        }
    )


def an_opportunity(hub, person, event, slug="award"):
    """With something of everything that its page shows, saved by the person."""
    opportunity = OpportunityFactory(
        slug=slug, hub=hub, funder=OrganisationFactory(), sectors=["NHS"],
        territories=[hub.territory], events=[event],
    )  # fmt: skip
    opportunity.themes.add(ThemeFactory())
    opportunity.barriers.set(Barrier.objects.all()[:1])
    Saved.objects.create(user=person, opportunity=opportunity)
    return opportunity


def a_story(hub, slug):
    """With something of everything that its page shows."""
    story = StoryFactory(slug=slug, hub=hub)
    more_of_story(story)
    return story


def more_of_story(story) -> None:
    QuoteFactory(story=story, organisation=OrganisationFactory())
    story.organisations.add(OrganisationFactory())
    story.themes.add(ThemeFactory())


def a_resource(hub, slug, sector):
    """A sector explained to another, with something of everything that its page shows."""
    resource = ResourceFactory(slug=slug, hub=hub, kind="primer", about_sector=sector)
    resource.for_sectors.add(SectorFactory(code="BIO"))
    resource.barriers.set(Barrier.objects.all()[:1])
    resource.themes.add(ThemeFactory())
    return resource


def some_registers(hub) -> dict:
    """An agreement with its paper, a recognition, and a picture that stands in a story."""
    agreement = AgreementFactory(slug="care", hub=hub, expires_on=timezone.localdate())
    picture = PictureFactory(hub=hub)
    StoryFactory(slug="pictured", hub=hub, picture=picture)
    return {
        "agreement": agreement,
        "hidden_agreement": AgreementFactory(
            slug="talks", hub=hub, status="draft", public_from=None
        ),
        "document": AgreementDocumentFactory(agreement=agreement),
        "recognition_scheme": RecognitionSchemeFactory(),
        "recognition": RecognitionFactory(hub=hub),
        "picture": picture,
        "hidden_picture": PictureFactory(hub=hub),
    }


def more_of_registers(world, number: int) -> None:
    AgreementFactory(hub=world.hub)
    world.agreement.hubs.add(HubFactory(slug=f"hub-{number}"))
    world.agreement.organisations.add(OrganisationFactory())
    AgreementDocumentFactory(agreement=world.agreement)
    RecognitionFactory(
        hub=HubFactory(slug=f"hub-{number}"), organisation=OrganisationFactory(),
        coordinator=OrganisationFactory(), stars=number,
    )  # fmt: skip
    RecognitionFactory(hub=world.hub, scheme=RecognitionSchemeFactory(slug=f"scheme-{number}"))
    PictureFactory(hub=world.hub)


def some_applications(hub) -> dict:
    """An event whose hub chooses who comes, somebody who applied, and somebody invited beyond."""
    today = timezone.localdate()
    event = an_event(hub, "chosen", approval=True, decide_by=today + dt.timedelta(days=9))
    return {"chosen": event, "applied": an_application(event), "guest": a_guest(event)}


def an_application(event):
    return Registration.objects.create(
        event=event, person=UserFactory(), status="applied", comes_for="Meeting a funder"
    )


def a_guest(event):
    return Registration.objects.create(
        event=event, person=UserFactory(), status="confirmed", confirmed_at=timezone.now(),
        beyond=True, origin="invited",
    )  # fmt: skip


def a_day(hub, member) -> dict:
    """An event that is going on: its door is open."""
    today, day = timezone.localdate(), dt.timedelta(days=1)
    event = an_event(hub, "today", start_date=today - day, end_date=today + day)
    registration = somebody_at(event, member)
    return {"today": event, "door_code": SimpleNamespace(token=door_token(registration))}


def somebody_at(event, person) -> Registration:
    return Registration.objects.create(
        event=event, person=person, status="confirmed", confirmed_at=timezone.now()
    )


def a_queue(hub, member) -> dict:
    """An event in person and online, its places held for a sector, for which the member waits."""
    event = an_event(hub, "crowded", format="hybrid", capacity=1)
    Registration.objects.create(
        event=event, person=member, status="waiting", queued_at=timezone.now()
    )
    share = Share.objects.create(event=event, roll_up="third", at_least=1)
    return {"crowded": event, "queued": event.registrations.get(), "share": share}


def more_of_a_queue(world, number: int) -> None:
    event = world.crowded
    Registration.objects.create(
        event=event, person=UserFactory(), status="waiting", queued_at=timezone.now()
    )
    Registration.objects.create(
        event=event, person=UserFactory(), status="confirmed", mode="online",
        wanted="in_person", queued_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip
    roll_up = ["care", "academia", "industry"][number - 1]
    Share.objects.create(event=event, roll_up=roll_up, at_most=1)


def a_world():
    wales = HubFactory(slug="wales")
    people = some_people(wales, HubFactory(slug="scotland"))
    member = people["member"]
    event = an_event(wales, "sandpit")
    registration = Registration.objects.create(
        event=event, person=member, status="confirmed", confirmed_at=timezone.now()
    )
    return SimpleNamespace(
        hub=wales,
        **people,
        **some_meetings(wales),
        **around_a_hub(wales),
        **some_organisations(member),
        event=event,
        registration=registration,
        **at_an_event(event, registration),
        **a_programme(event),
        **a_form(event, registration),
        **a_queue(wales, member),
        **a_day(wales, member),
        hidden=an_event(wales, "unseen", status=Event.Status.DRAFT),
        calendar_key=CalendarKey.objects.create(person=member),
        **a_fund(wales, member, people["reviewer"]),
        sector=Sector.objects.get(code="NHS"),
        **some_registers(wales),
        **some_features(wales),
        **some_applications(wales),
        opportunity=an_opportunity(wales, member, event),
        **some_pages(wales),
    )


def some_people(wales, scotland) -> dict:
    """Who walks through the house; a visitor is nobody."""
    return {
        "visitor": None,
        "stranger": UserFactory(),
        "member": UserFactory(),
        "reviewer": staff("reviewer", wales),
        "officer": staff("event_officer", wales),
        "door": staff("door", wales),
        "wales": staff("hub_manager", wales),
        "scotland": staff("hub_manager", scotland),
        "programme": staff("programme"),
    }


def some_meetings(hub) -> dict:
    body, exchange = BodyFactory(hub=hub), NetworkMeetingFactory(hub=hub, notes="Between us")
    return {
        "body": body,
        "hidden_body": BodyFactory(hub=hub, slug="hidden-body", audience="staff"),
        "seat": SeatFactory(body=body, organisation=OrganisationFactory()),
        "sitting": BodyMeeting.objects.create(body=body, held_on=timezone.localdate()),
        "exchange": exchange,
        "hidden_exchange": NetworkMeetingFactory(hub=hub, slug="hidden-exchange", **A_DRAFT),
        "follow_up": FollowUpFactory(meeting=exchange),
    }


def around_a_hub(hub) -> dict:
    return {
        "cross_sector": ProgrammeFactory(slug="cross-sector"),
        "theme": ThemeFactory(slug="world-theme"),
        "policy": PolicyFactory(slug="world-policy"),
        "planned": HubFactory(slug="planned", status=Hub.Status.PLANNED),
        "tie": TieFactory(hub=hub),
        "role": PublicRoleFactory(hub=hub),
        "priority": PriorityFactory(hub=hub),
        "link": HubLinkFactory(hub=hub, other=HubFactory(slug="linked")),
    }


def some_organisations(editor) -> dict:
    return {
        "organisation": OrganisationFactory(slug="firm"),
        "kept": EditorFactory(user=editor, organisation__slug="kept").organisation,
        "claim": ClaimFactory(),
        "stub": OrganisationFactory(slug="stub", stub=True),
    }


def at_an_event(event, registration) -> dict:
    """What staff do for one; and another that is over, with what followed."""
    ended = an_event(event.hub, "ended", **days_ago(20))
    return {
        "reminder": Reminder.objects.create(event=event, days_before=3),
        "message": Message.objects.create(event=event, **A_MESSAGE),
        "export": an_export(event, event.hub),
        "scan": a_scan(registration),
        "notice": a_notice(event),
        "ended": ended,
        **what_followed(ended, registration.person),
    }


def a_fund(hub, member, reviewer) -> dict:
    """With a call that is open, one that nobody sees yet, and applications to both ends of it."""
    scheme = Scheme.objects.create(
        slug="seed", kind="seed_fund", name="Seed", summary="s", prefix="SF", max_amount=10_000,
        max_months=12,
    )  # fmt: skip
    section = Section.objects.create(scheme=scheme, slug="idea", name="Idea")
    call = a_call(hub, scheme, "seed-2026")
    handed_in = Application.objects.create(
        call=a_call(hub, scheme, "seed-2025"), applicant=member, reference="SF-2026-SENT2",
        title="Care at home", status="in_review", submitted_at=timezone.now(),
    )  # fmt: skip
    ended = Event.objects.get(slug="ended")
    return {
        "scheme": scheme,
        "section": section,
        "question": Question.objects.create(section=section, wording="Why?"),
        "criterion": Criterion.objects.create(scheme=scheme, name="Fit"),
        "call": call,
        "ended_call": a_call(hub, scheme, "seed-ended", event=ended),
        "hidden_call": a_call(hub, scheme, "hidden-call", status=Call.Status.DRAFT),
        "draft": Application.objects.create(call=call, applicant=member, reference="SF-2026-DRAFT"),
        "application": handed_in,
        "assignment": Assignment.objects.create(application=handed_in, reviewer=reviewer),
        "step": Step.objects.create(
            subject=handed_in, was="draft", now="submitted", by=member, note="in"
        ),
    }


def some_pages(hub) -> dict:
    """Stories, resources, words and offers, and of each kind one that is not public."""
    hidden = {"hub": hub, **A_DRAFT}
    return {
        "story": a_story(hub, "world-story"),
        "hidden_story": StoryFactory(slug="hidden-story", **hidden),
        "resource": a_resource(hub, "world-resource", Sector.objects.get(code="NHS")),
        "hidden_resource": ResourceFactory(slug="hidden-resource", **hidden),
        "term": GlossaryTermFactory(slug="world-term", term="trial"),
        "hidden_opportunity": OpportunityFactory(slug="hidden-opportunity", **hidden),
    }


def one_more(world, number: int) -> None:
    """Adds a row to everything that pages list."""
    more_of_registers(world, number)
    more_of_features(world, number)
    more_of_what_followed(world, number)
    more_of_a_programme(world, number)
    more_of_a_form(world, number)
    more_of_a_queue(world, number)
    guest = HubFactory(slug=f"hub-{number}")
    around(world, guest, number)
    more_meetings(world, guest)
    event = more_events(world, guest, number)
    more_of_the_network(world, guest, event, number)
    call = a_call(world.hub, world.scheme, f"another-call-{number}", event=event)
    more_of_a_fund(world, call, number)


def more_events(world, guest, number: int) -> Event:
    """One more, with a co-host, and more people and papers at those that are there."""
    an_application(world.chosen)
    a_guest(world.chosen)
    somebody_at(world.today, UserFactory())
    event = an_event(world.hub, f"another-{number}")
    event.co_hosts.add(guest)
    for where, who in ((event, world.member), (world.event, UserFactory())):
        Registration.objects.create(
            event=where, person=who, status="confirmed", confirmed_at=timezone.now()
        )
    Reminder.objects.create(event=world.event, days_before=10 + number)
    a_scan(world.registration)
    Message.objects.create(event=world.event, **A_MESSAGE)
    an_export(world.event, world.hub)
    return event


def more_of_the_network(world, guest, event, number: int) -> None:
    TieFactory(hub=world.hub)
    TieFactory(hub=guest, organisation=world.organisation)
    for organisation in (world.organisation, world.kept):
        more_of_an_organisation(organisation)
    staff("reviewer", world.hub)
    an_opportunity(world.hub, world.member, event, slug=f"award-{number}")
    world.opportunity.events.add(event)
    world.opportunity.sectors.add(SectorFactory(code=["MED", "BIO", "ACAD"][number - 1]))
    world.opportunity.themes.add(ThemeFactory())
    a_story(world.hub, f"story-{number}")
    more_of_story(world.story)
    a_resource(guest, f"resource-{number}", world.sector)
    world.resource.for_sectors.add(SectorFactory(code=["MED", "DIG", "ACAD"][number - 1]))
    world.resource.themes.add(ThemeFactory())
    GlossaryTermFactory(term="trial", sector=world.sector)


def more_of_a_fund(world, call, number: int) -> None:
    application = Application.objects.create(
        call=call, applicant=world.member, reference=f"SF-2026-MORE{number}", title="More",
        status="in_review", submitted_at=timezone.now(),
    )  # fmt: skip
    Step.objects.create(subject=world.application, was="submitted", now="eligible", by=world.wales)
    a_review(application, world.reviewer, world.criterion)
    a_review(world.application, staff("reviewer", world.hub), world.criterion)
    for parent in (world.draft, world.application):
        Partner.objects.create(
            application=parent, name=f"Partner {number}", sector=world.sector,
            territory=TerritoryFactory(),
        )  # fmt: skip
        question = Question.objects.create(section=world.section, wording=f"Why {number}?")
        Answer.objects.create(
            application=parent, question=question, wording=question.wording, text="So."
        )


def a_review(application, reviewer, criterion) -> None:
    assignment = Assignment.objects.create(
        application=application, reviewer=reviewer, status="reviewed"
    )
    review = Review.objects.create(assignment=assignment, comment="Good.")
    Score.objects.create(review=review, criterion=criterion, points=4)


def around(world, other, number: int) -> None:
    """What stands around a hub, its programme, a theme and a policy."""
    world.hub.programme = other.programme = world.cross_sector
    world.hub.save(update_fields=["programme"])
    other.save(update_fields=["programme"])
    for whose in ({"hub": world.hub}, {"hub": None, "programme": world.cross_sector}):
        PublicRoleFactory(**whose)
        PriorityFactory(**whose, policy=world.policy)
        MilestoneFactory(**whose)
    PriorityFactory(hub=other, theme=world.theme, policy=world.policy)
    BackingFactory(programme=world.cross_sector)
    HubLinkFactory(hub=world.hub, other=other)
    event = an_event(other, f"themed-{number}")
    event.themes.add(world.theme)


def more_meetings(world, guest) -> None:
    """Bodies and their seats; meetings between hubs and what was promised there."""
    SeatFactory(body=world.body, organisation=OrganisationFactory())
    BodyMeeting.objects.create(body=world.body, held_on=timezone.localdate(), agenda="So")
    BodyFactory(hub=guest)
    met = NetworkMeetingFactory(hub=world.hub, participants=[guest])
    FollowUpFactory(meeting=met)
    FollowUpFactory(meeting=world.exchange, owner_hub=guest)
    for meeting in (met, world.exchange):
        meeting.organisations.add(OrganisationFactory())
        meeting.participants.add(guest)
        meeting.themes.add(ThemeFactory())


def more_of_an_organisation(organisation) -> None:
    """One more of everything that its page lists and its editors write."""
    Strength.objects.create(organisation=organisation, theme=ThemeFactory())
    Fact.objects.create(organisation=organisation, label="Staff", value="40", year=2025)
    Offer.objects.create(organisation=organisation, kind="pledge", text="Our doors are open.")
    Affiliation.objects.create(organisation=organisation, network=OrganisationFactory())
    Affiliation.objects.create(organisation=OrganisationFactory(), network=organisation)
    EditorFactory(organisation=organisation)
    ClaimFactory(organisation=organisation)
