"""What several hubs share: programmes, themes, policies and the five barriers."""

import datetime as dt

import pytest

from hubs.models import Backing, Barrier, Hub, PublicRole
from tests.events.factories import EventFactory
from tests.funding.factories import CallFactory
from tests.hubs.factories import (
    BackingFactory,
    BodyFactory,
    HubFactory,
    MilestoneFactory,
    OpportunityFactory,
    OrganisationFactory,
    PolicyFactory,
    PriorityFactory,
    ProgrammeFactory,
    PublicRoleFactory,
    ResourceFactory,
    StoryFactory,
    ThemeFactory,
)

SINCE = dt.date(2022, 9, 27)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cross():
    return ProgrammeFactory(slug="cross", aims="Meet *partners*", launched=dt.date(2022, 9, 27))


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_a_programme_tells_its_owner_from_those_who_fund_it(client, cross):
    for kind, name in [(Backing.Kind.OWNS, "Royal Owner"), (Backing.Kind.FUNDS, "Trusty Fund")]:
        BackingFactory(programme=cross, kind=kind, organisation__name=name)
    BackingFactory(programme=cross, organisation__name="Old ministry", until=dt.date(2023, 2, 7))
    page = text_of(client, "/programmes/cross/").partition("<dl")[2]
    assert (
        page.index("Owner")
        < page.index("Royal Owner")
        < page.index("Funder")
        < page.index("Trusty Fund")
    )
    assert page.index("Before: Funder") < page.index("Old ministry")


def test_a_programme_shows_aims_barriers_people_hubs_calls_bodies_and_timeline(client, cross):
    hub = HubFactory(slug="wales", programme=cross)
    HubFactory(slug="elsewhere")
    HubFactory(slug="planned", programme=cross, status=Hub.Status.PLANNED)
    CallFactory(hub=hub, title="Seed fund")
    BodyFactory(hub=None, programme=cross, name="Reference group")
    MilestoneFactory(
        hub=None, programme=cross, on=dt.date(2019, 1, 1), only_year=True, text="Scoping"
    )
    chair = PublicRole.Kind.CHAIR
    PublicRoleFactory(hub=None, programme=cross, kind=chair, name="The Chair", since=SINCE)
    PriorityFactory(hub=None, programme=cross, theme__name="Gene therapy", since=SINCE)
    BackingFactory(programme=cross, acknowledgement="Supported by the Trust.")
    page = text_of(client, "/programmes/cross/")
    wanted = ["<em>partners</em>", "27 September 2022", "/hubs/wales/", "Seed fund", "The Chair"]
    wanted += ["Reference group", "Scoping", "Gene therapy", "Supported by the Trust."]
    for part in wanted + [str(barrier) for barrier in Barrier.objects.all()]:
        assert part in page, part
    assert "/hubs/elsewhere/" not in page
    assert "/hubs/planned/" not in page


def test_several_programmes_stand_side_by_side(client, cross):
    other = ProgrammeFactory(slug="other", position=2)
    HubFactory(programme=cross)
    HubFactory(programme=other)
    page = text_of(client, "/hubs/")
    assert "/programmes/cross/" in page
    assert "/programmes/other/" in page


def test_closed_hubs_stand_apart_from_those_that_go_on(client):
    HubFactory(slug="open")
    HubFactory(slug="shut", status=Hub.Status.CLOSED)
    page = text_of(client, "/hubs/")
    assert page.index("/hubs/open/") < page.index("Closed hubs") < page.index("/hubs/shut/")
    assert "/hubs/shut/" not in text_of(client, "/")


def test_a_theme_gathers_what_all_hubs_do_about_it(client):
    theme = ThemeFactory(slug="precision", name="Precision medicine")
    for title, day in [("Cardiff 2022", dt.date(2022, 11, 17)), ("Coming one", None)]:
        dates = {"start_date": day, "end_date": day} if day else {}
        EventFactory(title=title, **dates).themes.add(theme)
    EventFactory(title="Another subject")
    hub = HubFactory(slug="scotland")
    PriorityFactory(hub=hub, theme=theme)
    PriorityFactory(theme=theme, hub__slug="formerly", until=dt.date(2020, 1, 1))
    PriorityFactory(theme=theme, hub=HubFactory(slug="planned", status="planned"))
    OrganisationFactory(name="Known for it").strengths.create(theme=theme)
    for thing in [OpportunityFactory(title="Fellowship"), ResourceFactory(title="Primer")]:
        thing.themes.add(theme)
    StoryFactory(title="Told story").themes.add(theme)
    page = text_of(client, "/themes/precision/")
    for part in ["Cardiff 2022", "Coming one", "/hubs/scotland/", "Known for it", "Fellowship"]:
        assert part in page, part
    assert "Primer" in page
    assert "Told story" in page
    assert page.index("Before: Priority") > page.index("/hubs/formerly/")
    assert "Another subject" not in page
    assert "/hubs/planned/" not in page


def test_a_policy_says_for_which_years_it_holds_and_what_follows_from_it(client):
    plan = PolicyFactory(slug="plan", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2023, 12, 31))
    PriorityFactory(policy=plan, hub__slug="stavanger", theme__name="Frailty")
    PriorityFactory(policy=plan, hub=HubFactory(slug="planned", status="planned"))
    page = text_of(client, "/policies/plan/")
    assert "2020–2023" in page
    assert "Its years are over" in page
    assert "Frailty" in page
    assert "/hubs/stavanger/" in page
    assert "/hubs/planned/" not in page


def test_each_barrier_has_what_the_portal_does_and_what_helps(client):
    first, second = Barrier.objects.order_by("number")[:2]
    ResourceFactory(title="Guide to credit").barriers.add(first)
    ResourceFactory(title="Draft guide", status="draft", public_from=None).barriers.add(first)
    OpportunityFactory(title="Mentoring").barriers.add(second)
    page = text_of(client, "/barriers/")
    assert "2019" in page
    assert str(first.answer) in page
    assert page.index(str(first)) < page.index("Guide to credit") < page.index(str(second))
    assert page.index(str(second)) < page.index("Mentoring")
    assert "Draft guide" not in page
