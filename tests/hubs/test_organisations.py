import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from hubportal.workflow.moves import Refused
from hubs import rules, services
from hubs.models import (
    Affiliation,
    Body,
    Fact,
    Feature,
    Hub,
    Offer,
    Organisation,
    Policy,
    PublicRole,
    Seat,
    Series,
    Strength,
)
from tests.hubs.factories import (
    AgreementFactory,
    HubFactory,
    OrganisationFactory,
    RecognitionFactory,
    StoryFactory,
    ThemeFactory,
    TieFactory,
)
from tests.members.factories import EditorFactory, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def leeds():
    return OrganisationFactory(slug="leeds", name="University of Leeds", city="Leeds")


def read(client, organisation) -> str:
    return client.get(organisation.get_absolute_url()).content.decode()


def test_a_page_says_what_the_organisation_is_good_at_and_what_of(client, leeds):
    Strength.objects.create(
        organisation=leeds, theme=ThemeFactory(name="Oral health"), note="since long"
    )
    Fact.objects.create(
        organisation=leeds, label="Staff", value="8,700", year=2023, source_url="https://a.org/s"
    )
    page = read(client, leeds)
    assert "Oral health" in page
    assert "since long" in page
    assert "8,700" in page
    assert "(2023, " in page
    assert 'href="https://a.org/s"' in page


def test_a_page_shows_what_is_offered_today_and_nothing_that_has_run_out(client, leeds):
    today = timezone.localdate()
    for text, until in [("for ever", None), ("today still", today), ("long gone", today - DAY)]:
        Offer.objects.create(organisation=leeds, kind="pledge", text=text, until=until)
    page = read(client, leeds)
    assert "for ever" in page
    assert "today still" in page
    assert "Pledge" in page
    assert "long gone" not in page


def test_what_an_organisation_writes_runs_nothing_in_a_browser(client, leeds):
    Offer.objects.create(organisation=leeds, kind="data", text="<script>alert(1)</script>")
    leeds.summary = "[go](javascript:alert(2)) <img src=x onerror=alert(3)>"
    leeds.save()
    page = read(client, leeds)
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


def test_a_network_is_an_organisation_that_shows_its_members(client, leeds):
    network = OrganisationFactory(slug="anchors", name="Anchor Network")
    gone = OrganisationFactory(name="Left it")
    Affiliation.objects.create(organisation=leeds, network=network, since=dt.date(2018, 1, 1))
    Affiliation.objects.create(organisation=gone, network=network, until=dt.date(2020, 1, 1))
    Affiliation.objects.create(organisation=OrganisationFactory(stub=True), network=network)
    assert "Anchor Network" in read(client, leeds)
    assert "since 2018" in read(client, leeds)
    page = read(client, network)
    assert "University of Leeds" in page
    assert "Left it" in page
    assert len(client.get(network.get_absolute_url()).context["members"]) == 2


def test_what_hubs_say_of_it_is_on_its_page(client, leeds):
    hub = HubFactory(slug="wales")
    AgreementFactory(title="Letter of intent", parties=leeds)
    RecognitionFactory(hub=None, organisation=leeds, level="Gold")
    StoryFactory(title="Choirs help").organisations.add(leeds)
    Policy.objects.create(slug="strategy", name="Strategy 2030", organisation=leeds)
    Feature.objects.create(
        series=Series.objects.create(slug="s", name="Perspectives"), hub=hub, organisation=leeds,
        slug="view", title="x", shown={"title": {"en": "Their view"}}, status="published",
        public_from=timezone.now() - DAY,
    )  # fmt: skip
    page = read(client, leeds)
    for said in ["Letter of intent", "Gold", "Choirs help", "Strategy 2030", "Their view"]:
        assert said in page, said


def test_what_is_not_public_is_not_on_its_page_either(client, leeds):
    planned = HubFactory(slug="planned", name="Secret plans", status=Hub.Status.PLANNED)
    TieFactory(organisation=leeds, hub=planned)
    AgreementFactory(title="Draft deal", status="draft", public_from=None, parties=leeds)
    StoryFactory(title="Draft story", status="draft", public_from=None).organisations.add(leeds)
    RecognitionFactory(hub=planned, organisation=leeds, level="Silver")
    page = read(client, leeds)
    for hidden in ["Secret plans", "Draft deal", "Draft story", "Silver"]:
        assert hidden not in page, hidden


def test_people_are_named_where_they_agreed_to_and_nowhere_else(client, leeds):
    said = {"organisation": leeds, "kind": "1_lead", "hub": HubFactory(slug="wales")}
    PublicRole.objects.create(name="Ann Agreed", consented_on=timezone.localdate(), **said)
    PublicRole.objects.create(name="Nobody Asked", **said)
    today = timezone.localdate()
    PublicRole.objects.create(name="Took Back", consented_on=today, withdrawn_on=today, **said)
    closed = Body.objects.create(
        slug="inner", name="Inner circle", kind="3_steering", hub=said["hub"], audience="staff"
    )
    Seat.objects.create(body=closed, name="Ivy Inside", consented_on=today, organisation=leeds)
    page = read(client, leeds)
    assert "Ann Agreed" in page
    for hidden in ["Nobody Asked", "Took Back", "Ivy Inside", "Inner circle"]:
        assert hidden not in page, hidden


def test_a_page_says_whether_somebody_looks_after_it_and_never_who(client, leeds):
    assert "Not claimed yet" in read(client, leeds)
    editor = EditorFactory(organisation=leeds)
    page = read(client, leeds)
    assert "Looked after by its own people" in page
    assert "Claim this page" in page
    assert editor.user.name not in page
    assert editor.user.email not in page
    assert "Claimed" in client.get("/organisations/").content.decode()


def test_an_account_that_is_closed_looks_after_nothing(client, leeds):
    EditorFactory(organisation=leeds, user__is_active=False)
    assert "Not claimed yet" in read(client, leeds)


def test_the_way_in_leads_to_the_hub_and_shows_no_address(client, leeds):
    TieFactory(organisation=leeds, hub=HubFactory(slug="old"), until=timezone.localdate())
    TieFactory(organisation=leeds, hub=HubFactory(slug="wales"))
    response = client.get(leeds.get_absolute_url())
    assert response.context["front_door"].slug == "wales"
    assert "/hubs/wales/contact/?organisation=leeds" in response.content.decode()
    assert "wales@example.org" not in response.content.decode()
    page = client.get("/hubs/wales/contact/?organisation=leeds").content.decode()
    assert "introduced to University of Leeds because" in page
    assert "introduced" not in client.get("/hubs/wales/contact/?organisation=x").content.decode()


def test_an_organisation_without_a_hub_is_reached_through_the_programme(client, leeds):
    assert 'href="/contact/"' in read(client, leeds)


def names(client, query: str) -> set[str]:
    found = client.get(f"/organisations/?{query}").context["organisations"]
    return {each.slug for each in found}


def test_the_list_is_narrowed_by_network_and_by_what_is_offered(client, leeds):
    network = OrganisationFactory(slug="anchors")
    Affiliation.objects.create(organisation=leeds, network=network)
    Offer.objects.create(organisation=network, kind="test_bed", text="Here")
    Offer.objects.create(
        organisation=leeds, kind="test_bed", text="Gone", until=timezone.localdate() - DAY
    )
    assert names(client, "") == {"leeds", "anchors"}
    assert names(client, "network=anchors") == {"leeds"}
    assert names(client, "offers=test_bed") == {"anchors"}
    assert names(client, "offers=data") == set()


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("ann@leeds.ac.uk", True),
        ("Ann@Leeds.AC.uk", True),
        ("ann@medhealth.leeds.ac.uk", True),
        ("ann@notleeds.ac.uk", False),
        ("ann@leeds.ac.uk.evil.org", False),
        ("ann@gmail.com", False),
    ],
)
def test_an_address_is_at_an_organisation_or_below_it(address, fits):
    assert rules.is_at(address, ["leeds.ac.uk", "gmail.com"]) is fits


# The staff side -------------------------------------------------------------------------------


@pytest.fixture
def manager(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    person = staff("hub_manager", HubFactory(slug="wales"))
    client.force_login(person)
    return person


def rows(prefix: str, *filled: dict) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def sent(organisation, **more) -> dict:
    inlines = ["strengths", "affiliations", "facts", "offers"]
    return {
        "name_0": str(organisation), "slug": organisation.slug,
        "sector": organisation.sector_id, **{k: v for p in inlines for k, v in rows(p).items()},
        **more,
    }  # fmt: skip


def change(client, organisation, **more):
    address = reverse("admin:hubs_organisation_change", args=[organisation.pk])
    return client.post(address, sent(organisation, **more))


def test_staff_keep_strengths_networks_facts_and_offers_on_one_page(client, manager, leeds):
    network, theme = OrganisationFactory(), ThemeFactory()
    response = change(
        client, leeds,
        **rows("strengths", {"theme": theme.pk, "note_0": "long"}),
        **rows("affiliations", {"network": network.pk, "since": "2018-01-01"}),
        **rows("facts", {"label_0": "Staff", "value_0": "9", "year": "2023"}),
        **rows("offers", {"kind": "pledge", "text_0": "We open our doors"}),
    )  # fmt: skip
    assert response.status_code == 302
    assert leeds.strengths.get().theme == theme
    assert leeds.affiliations.get().network == network
    assert leeds.facts.get().year == 2023
    assert leeds.offers.get().kind == "pledge"


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("domains", "leeds.ac.uk, gmail.com", "gives addresses to anybody"),
        ("domains", "leeds", "no mail domain"),
        ("domains", "ac.uk", "shared by many"),
        ("ror_id", "024mrxd34", "last two digits do not fit"),
        ("website", "ftp://leeds.ac.uk", "begins with https://"),
        ("website", "javascript:alert(1)", "begins with https://"),
    ],
)
def test_what_is_wrong_is_said_next_to_its_field(client, manager, leeds, field, wrong, said):
    response = change(client, leeds, **{field: wrong})
    assert response.status_code == 200
    assert said in str(response.context["adminform"].form.errors[field])


def test_mail_domains_are_kept_in_lower_case_and_once(client, manager, leeds):
    change(client, leeds, domains="@Leeds.ac.uk, leeds.ac.uk, nhs-leeds.org")
    leeds.refresh_from_db()
    assert leeds.domains == ["leeds.ac.uk", "nhs-leeds.org"]


def test_a_fact_has_a_year_and_a_network_is_not_its_own_member(leeds):
    with pytest.raises(ValidationError, match="Enter a year"):
        Fact(organisation=leeds, label="a", value="b", year=20).full_clean()
    with pytest.raises(ValidationError, match="another organisation"):
        Affiliation(organisation=leeds, network=leeds).full_clean()


def merge(client, stub, into):
    address = reverse("admin:hubs_organisation_merge", args=[stub.pk])
    return client.post(address, {"into": into.slug})


def test_a_merge_keeps_once_what_both_say(client, manager, leeds):
    stub, theme, other = OrganisationFactory(stub=True), ThemeFactory(), ThemeFactory()
    for organisation, said in [(stub, theme), (stub, other), (leeds, theme)]:
        Strength.objects.create(organisation=organisation, theme=said)
    story = StoryFactory()
    story.organisations.add(stub, leeds)
    Fact.objects.create(organisation=stub, label="a", value="b", year=2020)
    assert merge(client, stub, leeds).status_code == 302
    assert {each.theme for each in leeds.strengths.all()} == {theme, other}
    assert list(story.organisations.all()) == [leeds]
    assert leeds.facts.count() == 1


def test_nothing_is_merged_into_what_is_itself_another_by_now(manager, leeds):
    """`leeds` as it was read before somebody else merged it."""
    stub = OrganisationFactory(stub=True)
    Organisation.objects.filter(pk=leeds.pk).update(successor=OrganisationFactory())
    with pytest.raises(Refused, match="Choose an organisation that is checked"):
        services.merge_stub(stub, into=leeds, by=manager)
    stub.refresh_from_db()
    assert stub.successor is None


def test_a_merge_says_what_only_one_of_them_may_have(client, manager, leeds):
    stub, network = OrganisationFactory(stub=True), OrganisationFactory()
    for organisation in (stub, leeds):
        Affiliation.objects.create(organisation=organisation, network=network)
    response = merge(client, stub, leeds)
    assert "same membership of a network" in response.content.decode()
    assert stub.affiliations.count() == 1
    assert Organisation.objects.get(pk=stub.pk).successor is None
