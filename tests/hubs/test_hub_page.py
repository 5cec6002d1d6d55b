"""What a visitor understands of a hub in one screen, and what stays out of sight."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from i18nfield.strings import LazyI18nString

from hubs.models import Hub, HubLink, Priority, Tie
from tests.events.factories import EventFactory
from tests.hubs.factories import (
    AgreementFactory,
    BodyFactory,
    HubFactory,
    HubLinkFactory,
    MilestoneFactory,
    NetworkMeetingFactory,
    OpportunityFactory,
    PolicyFactory,
    PriorityFactory,
    ProgrammeFactory,
    PublicRoleFactory,
    RecognitionFactory,
    RecognitionSchemeFactory,
    StoryFactory,
    ThemeFactory,
    TieFactory,
)
from tests.hubs.feature_factories import approved, published
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


def text_of(client, path="/hubs/wales/"):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def said(**texts):
    return LazyI18nString(texts)


# One screen -----------------------------------------------------------------------------------


def test_the_top_says_what_is_next_what_is_open_who_is_here_and_whom_to_meet(client, wales):
    EventFactory(hub=wales, title="Sandpit")
    OpportunityFactory(hub=wales, title="Travel grant")
    TieFactory(hub=wales, kind=Tie.Kind.HOSTS, organisation__name="Life Hub")
    PublicRoleFactory(hub=wales, name="Wyn Sampl")
    page = text_of(client)
    top = page[: page.index('id="coming"')]
    for part in ["Sandpit", "Travel grant", "Hosted by Life Hub", "Wyn Sampl", "wales/contact/"]:
        assert part in top, part


def test_empty_parts_do_not_appear(client, wales):
    page = text_of(client)
    for anchor in [
        "calls",
        "news",
        "words",
        "aims",
        "run",
        "partners",
        "signed",
        "network",
        "time",
    ]:
        assert f'id="{anchor}"' not in page, anchor
    assert "On this page" not in page


def test_a_page_with_many_parts_lists_them(client, wales):
    PriorityFactory(hub=wales)
    PublicRoleFactory(hub=wales)
    TieFactory(hub=wales)
    MilestoneFactory(hub=wales)
    page = text_of(client)
    assert "On this page" in page
    assert all(f'href="#{part}"' in page for part in ["coming", "aims", "run", "partners", "time"])


def test_a_closed_hub_keeps_its_history_and_offers_nothing(client):
    closed = HubFactory(
        slug="wales", status=Hub.Status.CLOSED, programme=ProgrammeFactory(position=1)
    )
    TieFactory(
        hub=closed, organisation__name="Former host", kind=Tie.Kind.HOSTS, until=dt.date(2021, 3, 1)
    )
    OpportunityFactory(title="For the whole programme")
    page = text_of(client)
    assert "Former host" in page
    assert "This hub has closed" in page
    assert "For the whole programme" not in page
    assert "/hubs/wales/contact/" not in page


def test_following_needs_no_account_and_the_address_tracks_nobody(client, wales):
    page = text_of(client)
    assert 'href="/events/feed.ics?hub=wales"' in page
    assert 'href="webcal://127.0.0.1:8000/events/feed.ics?hub=wales"' in page
    assert "/events/feed.atom?hub=wales" in page
    assert "/stories/feed.atom?hub=wales" in page
    assert "utm_" not in page
    assert "facebook" not in page


# What is written elsewhere shows here -----------------------------------------------------------


def test_newest_stories_and_open_opportunities_are_those_that_are_public(client, wales):
    StoryFactory(hub=wales, title="Told story")
    StoryFactory(hub=wales, title="Kept story", status="draft", public_from=None)
    OpportunityFactory(hub=wales, title="Open one")
    OpportunityFactory(hub=wales, title="Over", closes_at=timezone.now() - dt.timedelta(days=1))
    page = text_of(client)
    assert "Told story" in page
    assert "Open one" in page
    assert "Kept story" not in page
    assert "Over<" not in page


def test_what_is_offered_to_a_programme_is_offered_at_its_hubs_alone(client, wales):
    first, second = ProgrammeFactory(position=1), ProgrammeFactory(position=2)
    OpportunityFactory(title="For all hubs")
    assert "For all hubs" not in text_of(client)
    for programme, shown in [(first, True), (second, False)]:
        Hub.objects.filter(pk=wales.pk).update(programme=programme)
        assert ("For all hubs" in text_of(client)) is shown


def test_people_are_named_only_while_they_agree(client, wales):
    PublicRoleFactory(hub=wales, name="Agreed Person", post="Chief Scientist")
    PublicRoleFactory(hub=wales, name="Silent Person", consented_on=None)
    PublicRoleFactory(hub=wales, name="Changed Mind", withdrawn_on=dt.date(2026, 1, 1))
    PublicRoleFactory(hub=wales, name="Earlier Person", until=dt.date(2025, 12, 31))
    page = text_of(client)
    assert "Agreed Person" in page
    assert "Chief Scientist" in page
    assert "Silent Person" not in page
    assert "Changed Mind" not in page
    assert "Before: Lead" in page[page.index("Earlier Person") :]


def test_a_lead_may_belong_to_an_organisation_that_is_not_the_host(client, wales):
    TieFactory(hub=wales, kind=Tie.Kind.HOSTS, organisation__name="Health Service")
    government = TieFactory(hub=wales, organisation__name="Government").organisation
    PublicRoleFactory(hub=wales, name="The Lead", organisation=government)
    page = text_of(client)
    assert government.get_absolute_url() in page[page.index("Who runs it") :]


def test_priorities_have_dates_and_the_policy_they_follow_from(client, wales):
    plan = PolicyFactory(name="National plan")
    theme = ThemeFactory(slug="frailty", name="Frailty")
    PriorityFactory(hub=wales, theme=theme, policy=plan, since=dt.date(2020, 1, 1))
    PriorityFactory(hub=wales, theme__name="Skill", kind=Priority.Kind.STRENGTH)
    PriorityFactory(hub=wales, theme__name="Old aim", until=dt.date(2019, 1, 1))
    page = text_of(client)
    aims = page[page.index('id="aims"') :]
    assert "/themes/frailty/" in aims
    assert "since 2020" in aims
    assert plan.get_absolute_url() in aims
    assert "Strength" in aims
    assert aims.index("Before") < aims.index("Old aim")


def test_governance_agreements_and_meetings_are_listed_by_who_may_see_them(client, wales):
    BodyFactory(hub=wales, name="Steering of all")
    BodyFactory(hub=wales, name="Members only", audience="members")
    AgreementFactory(hub=wales, title="Signed paper")
    NetworkMeetingFactory(hub=wales, title="Clusters met")
    page = text_of(client)
    assert all(part in page for part in ["Steering of all", "Signed paper", "Clusters met"])
    assert "Members only" not in page
    client.force_login(UserFactory())
    assert "Members only" in text_of(client)


def test_a_recognition_that_ran_out_is_marked_as_past(client, wales):
    RecognitionFactory(
        hub=wales, awarded_on=dt.date(2019, 1, 1), expires_on=dt.date(2022, 12, 31), only_year=True
    )
    page = text_of(client)
    assert "Awarded in 2019" in page
    assert "Until 2022" in page


def test_funders_are_thanked_in_the_readers_language(client, wales):
    line = said(en="Supported by the Fund.", cy="Cefnogir gan y Gronfa.")
    TieFactory(hub=wales, kind=Tie.Kind.FUNDS, acknowledgement=line)
    assert "Supported by the Fund." in text_of(client)
    assert "Cefnogir gan y Gronfa." in text_of(client, "/cy/hubs/wales/")


def test_words_of_published_features_gather_on_a_wall(client, wales):
    told = published("We care.", "Curious", hub=wales)
    approved("We hide.", "Unpublished", hub=wales)
    page = text_of(client)
    wall = page[page.index('id="words"') :]
    assert "Curious" in wall
    assert told.feature.get_absolute_url() in wall
    assert "Unpublished" not in page


# Around the hub ---------------------------------------------------------------------------------


def test_both_pages_show_a_link_with_its_reason(client, wales):
    other = HubFactory(slug="scotland")
    HubLinkFactory(hub=wales, other=other, kind=HubLink.Kind.EXCHANGE, note="They share a sea")
    for path in ["/hubs/wales/", "/hubs/scotland/"]:
        page = text_of(client, path)
        assert "Exchange of experience" in page
        assert "They share a sea" in page


def test_hubs_to_meet_come_with_reasons_and_never_a_planned_one(client, wales):
    theme, scheme = ThemeFactory(name="Frailty"), RecognitionSchemeFactory(name="Star scheme")
    other, planned = HubFactory(slug="oslo"), HubFactory(slug="secret", status=Hub.Status.PLANNED)
    for hub in (wales, other, planned):
        PriorityFactory(hub=hub, theme=theme)
        RecognitionFactory(hub=hub, scheme=scheme)
    page = text_of(client)
    found = page[page.index("Hubs to meet") :]
    assert "/hubs/oslo/" in found
    assert "Shared priorities:" in found
    assert "Same recognition:" in found
    assert "secret" not in page


def test_each_hub_names_its_programme(client):
    HubFactory(slug="wales", programme=ProgrammeFactory(slug="cross", name="The Programme"))
    page = text_of(client)
    assert "/programmes/cross/" in page
    assert "The Programme" in page


# Languages --------------------------------------------------------------------------------------


@pytest.fixture
def welsh():
    return HubFactory(
        slug="wales",
        languages=["cy", "en"],
        name=said(en="Wales Hub", cy="Hwb Cymru", nb="Walisisk hub"),
        short_name=said(en="Wales", cy="Cymru", nb="Wales"),
        summary=said(en="First", cy="Cyntaf", nb="Første"),
    )


def heading(page):
    return page[page.index("<h1>") : page.index("</h1>")]


def test_a_welsh_host_shows_welsh_first_with_the_readers_language_beside_it(client, welsh):
    h1 = heading(text_of(client))
    assert h1.index('<span lang="cy">Hwb Cymru') < h1.index('lang="en">Wales Hub')
    h1 = heading(text_of(client, "/nb/hubs/wales/"))
    assert h1.index("Hwb Cymru") < h1.index("Walisisk hub")
    h1 = heading(text_of(client, "/cy/hubs/wales/"))
    assert "Hwb Cymru" in h1
    assert "Wales Hub" not in h1


def test_the_language_switch_offers_welsh_first_on_a_welsh_hosts_page(client, welsh):
    HubFactory(slug="leeds")
    switch = '<nav class="langs"'
    for path, first in [("/nb/hubs/wales/", "cy"), ("/nb/hubs/leeds/", "en"), ("/nb/", "en")]:
        page = text_of(client, path)
        links = page[page.index(switch) : page.index("</nav>", page.index(switch))]
        assert links.index(f'lang="{first}"') == links.index('lang="')


def test_what_is_there_in_english_alone_says_so_in_welsh(client):
    HubFactory(slug="wales", name=said(en="Hub"), short_name=said(en="H"), summary=said(en="S"))
    with override("cy"):
        label = f">{gettext('English only')}<"
    assert label in text_of(client, "/cy/hubs/wales/")
    assert label not in text_of(client)
    assert ">English only<" not in text_of(client)
