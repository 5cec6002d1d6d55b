import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from hubs import figures
from hubs.models import Opportunity, Organisation, Territory
from members.models import Saved
from tests.events.factories import EventFactory, RegistrationFactory
from tests.hubs.factories import (
    HubFactory,
    OpportunityFactory,
    OrganisationFactory,
    SectorFactory,
    TerritoryFactory,
    ThemeFactory,
)
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
LIST = "/opportunities/"


@pytest.fixture
def shown(client):
    """The slugs that the list shows for an address's query."""

    def slugs(query="", **more):
        response = client.get(LIST + query, more)
        assert response.status_code == 200
        return [row.slug for row in response.context["opportunities"]]

    return slugs


def place(slug, parent=None):
    return TerritoryFactory(slug=slug, parent=parent)


def someone(sector="NHS", territory=None, **fields):
    organisation = OrganisationFactory(territory=territory) if territory else None
    return UserFactory(
        profile__sector=SectorFactory(code=sector), profile__organisation=organisation, **fields
    )


# The list ------------------------------------------------------------------------------------


def test_the_list_shows_what_is_open_and_what_closes_first_stands_first(shown):
    now = timezone.now()
    OpportunityFactory(slug="always", closes_at=None)
    OpportunityFactory(slug="late", closes_at=now + 9 * DAY)
    OpportunityFactory(slug="soon", closes_at=now + 2 * DAY)
    OpportunityFactory(slug="later", opens_at=now + DAY, closes_at=now + 40 * DAY)
    OpportunityFactory(slug="over", closes_at=now - DAY)
    OpportunityFactory(slug="draft", status="draft")
    OpportunityFactory(slug="scheduled", public_from=now + DAY)
    assert shown() == ["soon", "late", "always"]
    assert shown("?when=later") == ["later"]
    assert shown("?when=closed") == ["over"]
    assert shown("?when=nonsense") == ["soon", "late", "always"]


def test_each_filter_narrows_the_list(shown):
    theme = ThemeFactory(slug="cancer")
    one = OpportunityFactory(slug="one", kind="training", hub=HubFactory(slug="wales"))
    one.themes.add(theme)
    OpportunityFactory(slug="two", title={"en": "Lleoliad", "cy": "Tŷ"})
    assert shown("?kind=training") == ["one"]
    assert shown("?theme=cancer") == ["one"]
    assert shown("?hub=wales") == ["one"]
    assert shown("?q=ty") == ["two"]
    assert shown("?q=nothing+like+this") == []
    assert shown("?kind=nonsense&hub=nowhere") == ["one", "two"]


def test_a_barrier_narrows_the_list(shown):
    OpportunityFactory(slug="other")
    OpportunityFactory(slug="one").barriers.set([5])
    assert shown("?barrier=5") == ["one"]


def test_a_sector_finds_what_is_for_it_and_what_is_for_all(shown):
    OpportunityFactory(slug="nhs", sectors=["NHS"])
    OpportunityFactory(slug="firms", sectors=["BIO", "MED"])
    OpportunityFactory(slug="all")
    assert set(shown("?sector=NHS")) == {"nhs", "all"}
    assert set(shown("?sector=MED")) == {"firms", "all"}


def test_a_place_finds_what_is_open_there_in_its_parts_and_in_all_that_holds_it(shown):
    country = place("albion")
    nation = place("cymru", country)
    city = place("caerdydd", nation)
    for slug, where in [("country", country), ("nation", nation), ("city", city)]:
        OpportunityFactory(slug=slug, territories=[where])
    OpportunityFactory(slug="elsewhere", territories=[place("ultima-thule")])
    OpportunityFactory(slug="anywhere")
    assert set(shown("?territory=albion")) == {"country", "nation", "city", "anywhere"}
    assert set(shown("?territory=caerdydd")) == {"country", "nation", "city", "anywhere"}
    assert set(shown("?territory=ultima-thule")) == {"elsewhere", "anywhere"}


def test_chips_say_names_and_take_a_filter_away(client):
    OpportunityFactory()
    response = client.get(LIST, {"kind": "funding", "sector": "NHS"})
    chips = {chip["text"]: chip["url"] for chip in response.context["chips"]}
    assert chips["Funding"] == "?sector=NHS"
    assert len(chips) == 2


def test_the_list_says_what_to_do_when_nothing_fits(client):
    OpportunityFactory()
    assert "No opportunity fits" in client.get(LIST, {"q": "nothing"}).content.decode()
    Opportunity.objects.all().delete()
    assert "Nothing is open now" in client.get(LIST).content.decode()


def test_a_row_says_kind_funder_amount_and_the_deadline_with_its_zone(client):
    closes = dt.datetime(2099, 2, 28, 16, 0, tzinfo=ZoneInfo("Europe/Oslo"))
    OpportunityFactory(
        funder=OrganisationFactory(name="Fond"), amount_max=1_500_000, currency="NOK",
        time_zone="Europe/Oslo", closes_at=closes,
    )  # fmt: skip
    text = client.get(LIST).content.decode()
    assert "Closes Saturday 28 February 2099, 16:00 (Norwegian time)" in text
    assert "Up to 1,500,000 kr" in text
    assert "Fond" in text
    with translation.override("nb"):
        assert "1\xa0500\xa0000 kr" in client.get("/nb" + LIST).content.decode()


# For me --------------------------------------------------------------------------------------


def test_for_me_takes_sector_place_and_events_from_what_we_know(client, shown):
    country = place("albion")
    nation = place("cymru", country)
    came, missed = EventFactory(), EventFactory()
    me = someone("MED", nation)
    RegistrationFactory(event=came, person=me, status="attended")
    RegistrationFactory(event=missed, person=me, status="missed")
    OpportunityFactory(slug="all")
    OpportunityFactory(slug="mine", sectors=["MED"], territories=[country], events=[came])
    OpportunityFactory(slug="other-sector", sectors=["NHS"])
    OpportunityFactory(slug="other-place", territories=[place("caerdydd", nation)])
    OpportunityFactory(slug="not-there", events=[missed])
    client.force_login(me)
    assert set(shown("?mine=on")) == {"all", "mine"}
    assert len(shown()) == 5


def test_further_sectors_and_the_home_hub_count_too(client, shown):
    hub = HubFactory(slug="wales", territory=place("cymru"))
    me = UserFactory(profile__sector=SectorFactory(code="NHS"), profile__home_hub=hub)
    me.profile.further_sectors.add(SectorFactory(code="ACAD"))
    OpportunityFactory(slug="one", sectors=["ACAD"], territories=[hub.territory])
    client.force_login(me)
    assert shown("?mine=on") == ["one"]


def test_what_we_do_not_know_of_a_person_excludes_nothing_but_events(client, shown):
    OpportunityFactory(slug="sector", sectors=["NHS"], territories=[place("albion")])
    OpportunityFactory(slug="event", events=[EventFactory()])
    client.force_login(UserFactory(profile=None))
    assert shown("?mine=on") == ["sector"]


def test_a_visitor_hears_that_signing_in_helps_and_cannot_ask_for_theirs(client, shown):
    OpportunityFactory(slug="one", sectors=["NHS"])
    page = client.get(LIST + "?mine=on").content.decode()
    assert "Sign in</a> to see only what fits" in page
    assert 'name="mine"' not in page
    assert shown("?mine=on") == ["one"]


# The page ------------------------------------------------------------------------------------


def test_the_page_says_who_may_apply_and_where_we_know_it_from(client):
    thing = OpportunityFactory(
        sectors=["NHS"], source="Academy", source_url="https://example.org/list",
        checked_on=dt.date(2026, 1, 5), opens_at=timezone.now() - DAY, body="**More** <script>",
    )  # fmt: skip
    text = client.get(thing.get_absolute_url()).content.decode()
    assert str(SectorFactory(code="NHS")) in text
    assert "We compared it with its source on Monday 5 January 2026." in text
    assert f'href="{thing.url}" rel="noopener"' in text
    assert "<strong>More</strong> &lt;script&gt;" in text
    assert "You may apply" not in text


def test_an_entry_that_is_overdue_for_review_says_so(client):
    today = timezone.localdate()
    late, fresh = OpportunityFactory(review_by=today), OpportunityFactory(review_by=today + DAY)
    assert "May be out of date" in client.get(late.get_absolute_url()).content.decode()
    assert "May be out of date" not in client.get(fresh.get_absolute_url()).content.decode()


def reasons_for(client, thing):
    return client.get(thing.get_absolute_url()).context["reasons"]


def test_the_page_says_to_whom_it_is_perhaps_not_open_and_why(client):
    here = place("cymru", place("albion"))
    client.force_login(someone("NHS", here))
    assert reasons_for(client, OpportunityFactory(sectors=["NHS"], territories=[here.parent])) == []
    thing = OpportunityFactory(
        sectors=["BIO"], territories=[place("ultima-thule")], events=[EventFactory(title="Sandpit")]
    )
    sector, where, event = reasons_for(client, thing)
    assert "other sectors" in sector
    assert "other places" in where
    assert "Sandpit" in event
    assert reasons_for(client, OpportunityFactory(closes_at=timezone.now() - DAY)) == [
        "It is closed."
    ]
    later = OpportunityFactory(opens_at=timezone.now() + DAY)
    assert reasons_for(client, later) == ["It has not opened yet."]


def test_somebody_without_sector_and_place_is_told_that_we_do_not_know(client):
    client.force_login(UserFactory(profile=None))
    thing = OpportunityFactory(sectors=["NHS"], territories=[place("albion")])
    sector, where = reasons_for(client, thing)
    assert "names none yet" in sector
    assert "do not know yours" in where


def test_what_opens_for_those_who_came_links_the_event_and_our_own_calls(client):
    from_hidden = EventFactory(status="draft", title="Hidden meeting")
    event = EventFactory(title="Sandpit")
    thing = OpportunityFactory(events=[event, from_hidden])
    text = client.get(thing.get_absolute_url()).content.decode()
    assert "Sandpit" in text
    assert "Hidden meeting" not in text


def test_a_draft_is_seen_by_its_staff_alone(client):
    wales, scotland = HubFactory(slug="wales"), HubFactory(slug="scotland")
    draft = OpportunityFactory(hub=wales, status="draft", public_from=None)
    address = draft.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(staff("hub_manager", scotland))
    assert client.get(address).status_code == 404
    client.force_login(staff("hub_manager", wales))
    assert "only the staff" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("days", "kind", "text"),
    [
        (0, "warn", "Closes today"),
        (1, "warn", "Closes tomorrow"),
        (5, "warn", "Closes in 5 days"),
        (14, "warn", "Closes in 14 days"),
        (15, "good", "Open"),
        (-1, "idle", "Closed"),
        (None, "good", "Always open"),
    ],
)
def test_the_days_left_are_counted_on_the_calendar_of_the_place(days, kind, text):
    zone = ZoneInfo("Europe/Oslo")
    now = dt.datetime(2027, 3, 27, 23, 30, tzinfo=zone)
    day = now.date() + (days or 0) * DAY
    closes = dt.datetime.combine(day, dt.time(23, 59), tzinfo=zone)
    thing = Opportunity(time_zone="Europe/Oslo", closes_at=None if days is None else closes)
    assert figures.timing(thing, now=now) == figures.Timing(kind, text)


def test_what_opens_later_says_the_day():
    now = timezone.now()
    thing = Opportunity(time_zone="Europe/London", opens_at=dt.datetime(2098, 3, 2, tzinfo=dt.UTC))
    assert figures.timing(thing, now=now).text == "Opens on 2 March 2098"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, ""),
        (5000, 20000, "£5,000 to £20,000"),
        (5000, 5000, "£5,000"),
        (None, 100_000, "up to £100,000"),
        (0, 10, "£0 to £10"),
        (7, None, "from £7"),
    ],
)
def test_amounts_are_said_as_people_write_them(low, high, said):
    assert figures.amount(Opportunity(amount_min=low, amount_max=high, currency="GBP")) == said


# The calendar --------------------------------------------------------------------------------


def test_the_deadline_goes_into_a_calendar(client):
    closes = dt.datetime(2099, 7, 1, 16, 0, tzinfo=ZoneInfo("Europe/London"))
    thing = OpportunityFactory(title="Award\r\nX-EVIL: 1", closes_at=closes)
    response = client.get(reverse("hubs:opportunity_ics", args=[thing.slug]))
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert entry["dtstart"].dt == closes
    assert "Closes: Award" in entry["summary"]
    assert "X-EVIL" not in entry
    assert response["Content-Type"].startswith("text/calendar")


def test_there_is_no_calendar_entry_of_a_draft_or_of_what_never_closes(client):
    for thing in (OpportunityFactory(closes_at=None), OpportunityFactory(status="draft")):
        address = reverse("hubs:opportunity_ics", args=[thing.slug])
        assert client.get(address).status_code == 404


# Data ----------------------------------------------------------------------------------------


def test_people_know_their_circumstances_by_one_query(django_assert_num_queries):
    me = someone("NHS", place("caerdydd", place("cymru", place("albion"))))
    RegistrationFactory(person=me, status="attended")
    with django_assert_num_queries(1):
        mine = me.circumstances()
    assert len(mine.places) == 3
    assert len(mine.sectors) == len(mine.events) == 1


def test_the_organisations_of_a_place_hold_those_of_its_parts():
    country = place("albion")
    OrganisationFactory(slug="deep", territory=place("caerdydd", place("cymru", country)))
    from_list = Organisation.objects.filter(territory__parent__parent=country)
    assert [row.slug for row in from_list] == ["deep"]
    assert Territory.objects.filter(slug="albion").exists()


def test_nobody_but_the_person_sees_what_is_saved():
    thing, me = OpportunityFactory(), UserFactory()
    Saved.objects.create(user=me, opportunity=thing)
    kept = Opportunity.objects.kept_by(me).get()
    assert kept.reminds is True
    assert Opportunity.objects.kept_by(UserFactory()).get().reminds is None
    assert not Saved.objects.visible_to(AnonymousUser()).exists()
