import datetime as dt

import pytest
from django.utils import timezone

from hubs import figures
from hubs.models import Hub, Organisation, Tie
from tests.events.factories import NOW, EventFactory
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    SectorFactory,
    TerritoryFactory,
    ThemeFactory,
    TieFactory,
)
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_events_of_the_factory(time_machine):
    time_machine.move_to(NOW)


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


# Hubs ----------------------------------------------------------------------------------------


def test_hubs_stand_by_kind_with_their_hosts(client):
    TieFactory(hub=HubFactory(slug="wales"), kind=Tie.Kind.HOSTS, organisation__name="Life Hub")
    HubFactory(slug="stavanger", kind=Hub.Kind.CLUSTER)
    page = text_of(client, "/hubs/")
    assert page.index("Networking Hub wales") < page.index("Networking Hub stavanger")
    assert "Hosted by Life Hub" in page


def test_a_former_host_is_not_named_as_host(client):
    TieFactory(kind=Tie.Kind.HOSTS, organisation__name="Long ago", until=dt.date(2020, 1, 1))
    assert "Long ago" not in text_of(client, "/hubs/")


@pytest.mark.parametrize("path", ["/hubs/", "/organisations/"])
def test_an_empty_portal_says_so(client, path):
    assert "empty" in text_of(client, path)


@pytest.mark.parametrize("status", [status for status in Hub.Status if status != "planned"])
def test_a_hub_that_is_or_was_has_a_page(client, status):
    HubFactory(slug="wales", status=status)
    assert "Networking Hub wales" in text_of(client, "/hubs/wales/")


def test_a_planned_hub_answers_strangers_like_one_that_does_not_exist(client):
    HubFactory(slug="planned", status=Hub.Status.PLANNED)
    there, nowhere = client.get("/hubs/planned/"), client.get("/hubs/nowhere/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content.replace(b"planned", b"nowhere") == nowhere.content
    assert "Networking Hub planned" not in text_of(client, "/hubs/")


def test_its_own_staff_see_a_planned_hub_and_others_do_not(client):
    planned = HubFactory(slug="planned", status=Hub.Status.PLANNED)
    client.force_login(staff("hub_manager", planned))
    assert client.get("/hubs/planned/").status_code == 200
    client.force_login(staff("hub_manager", HubFactory(slug="other")))
    assert client.get("/hubs/planned/").status_code == 404


def test_a_hub_shows_ties_as_they_are_and_as_they_were(client):
    hub = HubFactory(slug="wales")
    host = {"kind": Tie.Kind.HOSTS, "hub": hub}
    TieFactory(**host, organisation__name="Host of today", since=dt.date(2022, 9, 27))
    TieFactory(
        hub=hub, kind=Tie.Kind.FUNDS, organisation__name="Former funder", until=dt.date(2023, 2, 7)
    )
    page = text_of(client, "/hubs/wales/")
    assert "since 2022" in page
    assert page.index("Before:") < page.index("Former funder")


def test_an_organisation_that_nobody_checked_is_not_on_a_hubs_page(client):
    tie = TieFactory(organisation__stub=True, organisation__name="Typed by someone")
    assert "Typed by someone" not in text_of(client, tie.hub.get_absolute_url())


def test_a_hub_shows_its_priorities_languages_and_territory(client):
    hub = HubFactory(slug="wales", languages=["cy", "en"])
    hub.themes.add(ThemeFactory(name="Precision medicine"))
    page = text_of(client, "/hubs/wales/")
    assert "Precision medicine" in page
    assert "Welsh, English" in page


def test_small_groups_of_people_are_not_counted_out(client):
    hub = HubFactory(slug="wales")
    for code, number in {"NHS": 5, "ACAD": 4}.items():
        sector = SectorFactory(code=code, name=f"Sector {code}")
        UserFactory.create_batch(number, profile__sector=sector, profile__home_hub=hub)
    people = figures.people_by_sector(hub)
    assert [row["value"] for row in people["rows"]] == [5]
    assert people["hidden"]
    assert "fewer than five" in text_of(client, "/hubs/wales/")


def test_small_sectors_are_counted_by_the_words_of_reports(client):
    hub = HubFactory(slug="wales")
    words = {"BIO": "industry", "MED": "industry", "ACAD": "academia", "THIRD": "third"}
    for code, roll_up in words.items():
        sector = SectorFactory(code=code, roll_up=roll_up)
        UserFactory.create_batch(3, profile__sector=sector, profile__home_hub=hub)
    people = figures.people_by_sector(hub)
    assert [(str(row["label"]), row["value"]) for row in people["rows"]] == [("Industry", 6)]
    assert people["hidden"]
    assert people["total"] is None
    assert text_of(client, "/hubs/wales/").count("Industry") == 2


def test_many_small_groups_are_counted_together(client):
    hub = HubFactory(slug="wales")
    for code, roll_up in {"NHS": "care", "ACAD": "academia", "PPI": "people"}.items():
        sector = SectorFactory(code=code, roll_up=roll_up)
        UserFactory.create_batch(2, profile__sector=sector, profile__home_hub=hub)
    assert figures.people_by_sector(hub)["total"] == 6
    assert "6 people from several sectors" in text_of(client, "/hubs/wales/")


def test_ties_of_unknown_years_come_last(client):
    hub = HubFactory(slug="wales")
    TieFactory(hub=hub, organisation__name="Of unknown years")
    TieFactory(hub=hub, organisation__name="Since long ago", since=dt.date(1999, 1, 1))
    page = text_of(client, "/hubs/wales/")
    assert page.index("Since long ago") < page.index("Of unknown years")


def test_coming_events_are_counted_for_hosts_and_co_hosts():
    wales, scotland = HubFactory(slug="wales"), HubFactory(slug="scotland")
    EventFactory(hub=wales, title="Together").co_hosts.add(scotland)
    EventFactory(hub=wales, title="Alone")
    counts = figures.coming_events(now=NOW)
    assert (counts[wales.pk], counts[scotland.pk]) == (2, 1)
    shown = figures.coming_events_of(scotland, now=NOW)
    assert [str(event) for event in shown] == ["Together"]


def test_what_staff_write_is_markdown_without_html(client):
    HubFactory(slug="wales", about="We **meet**. <script>alert(1)</script>")
    page = text_of(client, "/hubs/wales/")
    assert "<strong>meet</strong>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["cy", "nb"])
def test_pages_exist_in_every_language(client, language):
    organisation = TieFactory(hub=HubFactory(slug="wales")).organisation
    paths = ["/hubs/", "/hubs/wales/", "/organisations/", f"/organisations/{organisation.slug}/"]
    for path in paths:
        assert f'<html lang="{language}">' in text_of(client, f"/{language}{path}")


# Organisations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=sykehus", ["Ålesund sjukehus sykehus"]),
        ("q=ALESUND", ["Ålesund sjukehus sykehus"]),
        ("q=univ caerdydd", ["Cardiff University"]),
        ("q=%25", []),
        ("q=nothing+of+the+kind", []),
        ("sector=ACAD", ["Cardiff University"]),
        ("sector=NONSENSE", ["Ålesund sjukehus sykehus", "Cardiff University"]),
        ("territory=uk", ["Cardiff University"]),
        ("territory=wales&sector=NHS", []),
        ("q=%00", ["Ålesund sjukehus sykehus", "Cardiff University"]),
    ],
)
def test_organisations_are_found_by_name_sector_and_place(client, query, found):
    uk = TerritoryFactory(slug="uk", kind="country")
    wales = TerritoryFactory(slug="wales")
    wales.parent = uk
    wales.save()
    OrganisationFactory(
        slug="a",
        name={"en": "Cardiff University", "cy": "Prifysgol Caerdydd"},
        sector=SectorFactory(code="ACAD"),
        territory=wales,
    )
    OrganisationFactory(slug="b", name="Ålesund sjukehus sykehus", sector=SectorFactory(code="NHS"))
    page = client.get(f"/organisations/?{query}")
    assert [str(each) for each in page.context["organisations"]] == found


def test_each_filter_can_be_taken_away(client):
    OrganisationFactory(sector=SectorFactory(code="ACAD", name="Academia"))
    page = client.get("/organisations/?q=org&sector=ACAD&page=1")
    assert {chip["url"] for chip in page.context["chips"]} == {"?sector=ACAD", "?q=org"}


def test_a_stub_answers_strangers_like_one_that_does_not_exist(client):
    OrganisationFactory(slug="stub", stub=True)
    assert client.get("/organisations/stub/").status_code == 404
    assert not client.get("/organisations/").context["organisations"]
    client.force_login(staff("event_officer", HubFactory()))
    assert client.get("/organisations/stub/").status_code == 200


def test_an_organisation_shows_its_ties_its_successor_and_what_it_was(client):
    dsit = OrganisationFactory(slug="dsit", name="DSIT", ror_id="03yrm5c26")
    beis = OrganisationFactory(slug="beis", name="BEIS", successor=dsit)
    TieFactory(organisation=beis, kind=Tie.Kind.FUNDS, until=dt.date(2023, 2, 7))
    TieFactory(organisation=dsit, kind=Tie.Kind.FUNDS, since=dt.date(2023, 2, 7))
    now, then = text_of(client, "/organisations/dsit/"), text_of(client, "/organisations/beis/")
    assert "BEIS" in now
    assert "https://ror.org/03yrm5c26" in now
    assert "since 2023" in now
    assert "This organisation is now" in then
    assert "Before: Funds the hub" in then


def test_a_tie_to_a_planned_hub_is_not_told(client):
    tie = TieFactory(hub__status=Hub.Status.PLANNED, organisation__slug="known")
    assert str(tie.hub) not in text_of(client, "/organisations/known/")


@pytest.mark.parametrize("number", ["9", "999999", "x", "0"])
def test_a_page_that_does_not_exist_is_the_nearest_one_that_does(client, number):
    OrganisationFactory.create_batch(31)
    shown = client.get("/organisations/", {"page": number})
    assert shown.status_code == 200
    assert shown.context["page_obj"].number == (1 if number == "x" else 2)


def test_a_hub_shows_the_three_newest_of_its_past_events(client):
    hub = HubFactory(slug="wales")
    today = timezone.localdate()
    for days in range(1, 5):
        EventFactory(hub=hub, title=f"Held {days} ago", start_date=today - dt.timedelta(days=days))
    page = text_of(client, "/hubs/wales/")
    assert [days for days in range(1, 5) if f"Held {days} ago" in page] == [1, 2, 3]
    html = client.get("/hubs/wales/").content.decode()
    assert "/events/?hub=wales&amp;when=past" in html


def test_people_who_never_proved_their_address_are_not_counted(client):
    hub, sector = HubFactory(slug="wales"), SectorFactory(code="NHS")
    at_home = {"profile__sector": sector, "profile__home_hub": hub}
    UserFactory.create_batch(4, **at_home)
    UserFactory.create_batch(9, address=False, **at_home)
    assert figures.people_by_sector(hub)["rows"] == []
    UserFactory(address=False, last_login=timezone.now(), **at_home)
    assert [row["value"] for row in figures.people_by_sector(hub)["rows"]] == [5]


# Costs ---------------------------------------------------------------------------------------


def fill(number):
    """One hub with `number` of everything, and `number` hubs besides."""
    hub = Hub.objects.filter(slug="wales").first() or HubFactory(slug="wales")
    for _ in range(number):
        HubFactory()
        hub.themes.add(ThemeFactory())
        TieFactory(hub=hub, organisation__territory=TerritoryFactory(slug="wales"))
        EventFactory(hub=hub)
    return hub


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/hubs/", 4), ("/hubs/wales/", 7), ("/organisations/", 5), ("/organisations/known/", 2)],
)
def test_pages_cost_the_same_however_much_there_is(
    client, path, queries, django_assert_num_queries
):
    known = OrganisationFactory(slug="known")
    TieFactory(organisation=known, hub=fill(1))
    with django_assert_num_queries(queries):
        client.get(path)
    fill(2)
    TieFactory(organisation=known)
    OrganisationFactory(successor=known)
    with django_assert_num_queries(queries):
        client.get(path)


def test_a_stranger_gets_neither_session_nor_token_and_may_be_served_from_a_cache(client):
    HubFactory(slug="wales")
    for path in ["/hubs/", "/hubs/wales/", "/organisations/"]:
        page = client.get(path)
        assert not page.cookies
        assert "public" in page["Cache-Control"]


def test_searching_uses_one_index():
    assert "organisation_search" in {index.name for index in Organisation._meta.indexes}
