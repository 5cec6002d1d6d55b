import pytest
from django.contrib.auth.models import AnonymousUser

from hubs.models import Hub, Organisation
from members import services
from members.models import Profile, User
from tests.hubs.factories import HubFactory, OrganisationFactory, SectorFactory, ThemeFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory(email="nia@example.org", name="Nia")
    client.force_login(person)
    return person


def answers(**others):
    needed = {"name": "Nia Jones", "sector": SectorFactory(code="ACAD").pk}
    return needed | {"language": "en", "time_zone": "Europe/London"} | others


def save(client, **others):
    return client.post("/me/profile/", answers(**others))


def test_the_page_is_for_those_who_are_signed_in(client):
    assert client.get("/me/profile/")["Location"] == "/accounts/login/?next=/me/profile/"


def test_a_name_and_a_sector_are_enough(client, person):
    assert save(client).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.profile.sector.code) == ("Nia Jones", "ACAD")


def test_everything_that_is_said_is_kept_and_shown_again(client, person):
    hub, theme = HubFactory(), ThemeFactory()
    known = OrganisationFactory(name={"en": "Cardiff University", "cy": "Prifysgol Caerdydd"})
    further = [SectorFactory(code="NHS").pk, SectorFactory(code="PPI").pk]
    sent = {
        "further_sectors": further,
        "organisation_name": "prifysgol caerdydd",
        "post": "Reader",
        "home_hub": hub.pk,
        "interests": [theme.pk],
        "about": "I look for partners.",
    }
    save(client, **sent)
    profile = Profile.objects.get(user=person)
    assert (profile.organisation, profile.post, profile.home_hub) == (known, "Reader", hub)
    assert profile.further_sectors.count() == 2
    assert list(profile.interests.all()) == [theme]
    page = client.get("/me/profile/").content.decode()
    assert 'value="Cardiff University"' in page
    assert "I look for partners." in page
    save(client)
    profile.refresh_from_db()
    assert (profile.organisation, profile.post, profile.about) == (None, "", "")
    assert not profile.further_sectors.exists()


def test_a_new_organisation_becomes_a_stub_that_strangers_do_not_see(client, person):
    for _ in range(2):
        save(client, organisation_name="Tiny\x07 Charity ")
    stub = Organisation.objects.get()
    assert (str(stub.name), stub.stub, stub.sector) == ("Tiny Charity", True, None)
    assert not Organisation.objects.visible_to(AnonymousUser()).exists()


def test_a_merged_stub_leads_to_the_organisation_that_was_meant(client, person):
    meant = OrganisationFactory(name="Cardiff University")
    OrganisationFactory(name="Cardiff Uni", stub=True, successor=meant)
    save(client, organisation_name="cardiff uni")
    assert Profile.objects.get(user=person).organisation == meant


def test_only_checked_organisations_are_offered(client, person):
    OrganisationFactory(name="Checked")
    OrganisationFactory(name="Typed by someone", stub=True)
    page = client.get("/me/profile/").content.decode()
    assert '<option value="Checked">' in page
    assert "Typed by someone" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\x00"),
        ("sector", ""),
        ("sector", "nonsense"),
        ("home_hub", "9999"),
        ("language", "xx"),
        ("time_zone", "Mars/Olympus"),
        ("about", "x" * 1001),
        ("post", "x" * 151),
        ("organisation_name", "x" * 201),
        ("interests", ["9999"]),
    ],
)
def test_a_bad_answer_is_told_and_nothing_typed_is_lost(client, person, field, value):
    page = save(client, **{"post": "Typed with care", "about": "Kept", field: value})
    assert page.status_code == 200
    html = page.content.decode()
    assert "Error:" in html
    assert field in page.context["form"].errors
    assert field == "post" or "Typed with care" in html
    person.refresh_from_db()
    assert person.name == "Nia"


def test_no_more_than_two_further_sectors_and_not_the_main_one(client, person):
    codes = ["ACAD", "NHS", "PPI", "GOV"]
    pks = [SectorFactory(code=code).pk for code in codes]
    assert "no more than two" in save(client, further_sectors=pks[1:]).content.decode()
    assert "need not be chosen again" in save(client, further_sectors=pks[:1]).content.decode()


def test_a_hub_that_is_planned_is_no_home(client, person):
    planned = HubFactory(status=Hub.Status.PLANNED)
    assert save(client, home_hub=planned.pk).status_code == 200


def test_the_message_and_the_page_come_in_the_language_just_chosen(client, person):
    page = client.post("/me/profile/", answers(language="nb"), follow=True)
    assert page.redirect_chain[-1][0] == "/nb/me/profile/"
    person.refresh_from_db()
    assert person.language == "nb"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/events/x/", "/events/x/"),
        ("https://evil.example/", "/me/profile/"),
        ("//evil.example/", "/me/profile/"),
    ],
)
def test_people_are_led_back_to_where_they_came_from_on_this_site(client, person, asked, led):
    assert save(client, next=asked)["Location"] == led
    page = client.get("/me/profile/", {"next": asked}).content.decode()
    assert (f'name="next" value="{asked}"' in page) is (asked == led)


def test_somebody_without_a_profile_gets_one_on_first_need(client):
    root = User.objects.create_superuser("root@example.org", "x")
    client.force_login(root)
    assert client.get("/me/profile/").status_code == 200
    assert services.profile_of(root) == root.profile
    assert Profile.objects.complete().count() == 0


def test_the_page_costs_the_same_however_much_there_is_to_choose(
    client, person, django_assert_num_queries
):
    ThemeFactory(), HubFactory(), OrganisationFactory()
    client.get("/me/profile/")
    with django_assert_num_queries(10):
        client.get("/me/profile/")
    for _ in range(2):
        ThemeFactory(), HubFactory(), OrganisationFactory()
    with django_assert_num_queries(10):
        client.get("/me/profile/")


def test_a_sector_is_asked_for_in_words(client):
    client.force_login(UserFactory(profile=None))
    page = client.get("/me/profile/").content.decode()
    assert "Choose one" in page
    assert "---------" not in page


def test_a_name_with_angle_brackets_is_refused_and_kept_for_correction(client, person):
    page = save(client, name="Nia <Jones>")
    assert page.context["form"].errors["name"] == ["Leave out the signs < and >."]
    assert "Nia &lt;Jones&gt;" in page.content.decode()
    person.refresh_from_db()
    assert person.name == "Nia"


@pytest.mark.parametrize(
    ("field", "limit"), [("name", 150), ("organisation_name", 200), ("post", 150), ("about", 1000)]
)
def test_what_is_too_long_is_told_in_our_words(client, person, field, limit):
    errors = save(client, **{field: "x" * (limit + 1)}).context["form"].errors
    words = f"Use no more than {limit} characters; you have used {limit + 1}."
    assert errors[field] == [words]
