import datetime as dt

import pytest
from django.utils import timezone

from hubs.models import Barrier, Hub
from tests.hubs.factories import HubFactory, ResourceFactory, SectorFactory, ThemeFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def test_an_empty_library_says_where_to_go(client):
    assert "Nothing here yet" in text_of(client, "/resources/")


def test_resources_are_narrowed_by_all_that_describes_them(client):
    hub = HubFactory(slug="wales")
    guide = ResourceFactory(
        title="Found it", kind="recording", hub=hub, languages=["nb", "en"], body="Simulering",
        about_sector=SectorFactory(code="NHS"),
    )  # fmt: skip
    guide.for_sectors.add(SectorFactory(code="BIO"))
    guide.barriers.set(Barrier.objects.filter(number=5))
    guide.themes.add(ThemeFactory(slug="cancer"))
    ResourceFactory(title="Something else")
    choices = ["kind=recording", "about=NHS", "reader=BIO", "barrier=5", "language=nb"]
    for query in [*choices, "theme=cancer", "hub=wales", "q=simulering", "&".join(choices)]:
        page = text_of(client, f"/resources/?{query}")
        assert "1 resource<" in page, query
        assert "Something else" not in page, query


def test_what_is_chosen_is_named_in_words_and_can_be_taken_away(client):
    page = text_of(client, "/resources/?kind=recording&language=nb")
    assert "No resource fits" in page
    assert 'href="?language=nb"><span class="vh">Remove filter:</span> Recording' in page
    assert 'href="?kind=recording"><span class="vh">Remove filter:</span> Norwegian' in page


@pytest.mark.parametrize("query", ["kind=x", "about=X", "barrier=x", "language=xx", "page=-1"])
def test_a_filter_that_does_not_exist_breaks_nothing(client, query):
    ResourceFactory()
    assert client.get(f"/resources/?{query}").status_code == 200


def test_two_readers_of_one_resource_do_not_show_it_twice(client):
    primer = ResourceFactory(title="Once")
    primer.for_sectors.add(SectorFactory(code="BIO"), SectorFactory(code="MED"))
    assert text_of(client, "/resources/").count("Once") == 1


def test_primers_stand_by_the_sector_they_explain(client):
    ResourceFactory(title="For newcomers", kind="primer", about_sector=SectorFactory(code="NHS"))
    page = text_of(client, "/resources/")
    assert "Understand another sector" in page
    assert page.count("For newcomers") == 2
    assert "Understand another sector" not in text_of(client, "/resources/?kind=primer")


def test_somebody_signed_in_is_led_to_what_is_for_their_sector(client):
    person = UserFactory(profile__sector=SectorFactory(code="BIO"))
    client.force_login(person)
    page = text_of(client, "/resources/")
    assert "you come from “Industry: biopharma”" in page
    assert 'href="/resources/?reader=BIO"' in page
    client.logout()
    assert "Your profile says" not in text_of(client, "/resources/")


def test_a_person_without_a_sector_is_told_nothing_about_it(client):
    client.force_login(UserFactory(profile__sector=None))
    assert "Your profile says" not in text_of(client, "/resources/")


def test_a_resource_says_whom_it_is_for_and_who_keeps_it(client):
    resource = ResourceFactory(
        kind="recording", url="https://example.org/talk", minutes=47, source="A university",
        dated=dt.date(2024, 3, 1), review_by=in_days(30), hub__name="Wales Hub",
        languages=["en", "cy"], about_sector=SectorFactory(code="NHS"),
    )  # fmt: skip
    resource.for_sectors.add(SectorFactory(code="BIO"))
    page = text_of(client, resource.get_absolute_url())
    for said in [
        "NHS or other health service",
        "Industry: biopharma",
        "English, Welsh",
        "47 minutes",
        "A university",
    ]:
        assert said in page
    for said in ["1 March 2024", "Wales Hub", "Watch or listen", "Next check"]:
        assert said in page
    assert '<a class="btn" href="https://example.org/talk" rel="noopener">' in page
    assert "Not checked since" not in page


def test_what_nobody_has_checked_says_so(client):
    stale, due = ResourceFactory(review_by=in_days(-1)), ResourceFactory(review_by=in_days(0))
    assert "Not checked since" in text_of(client, stale.get_absolute_url())
    assert "Not checked since" not in text_of(client, due.get_absolute_url())
    assert text_of(client, "/resources/").count("May be out of date") == 1


def test_a_resource_in_another_language_is_marked_as_such(client):
    resource = ResourceFactory(title={"nb": "Kommunen"}, summary={"nb": "x"}, body={"nb": "y"})
    page = text_of(client, resource.get_absolute_url())
    assert "Norwegian only" in page
    assert '<h1 lang="nb">Kommunen</h1>' in page


def test_scripts_in_markdown_are_shown_as_text(client):
    resource = ResourceFactory(body="<script>alert(1)</script>")
    page = text_of(client, resource.get_absolute_url())
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_drafts_are_for_the_staff_of_the_hub(client):
    hub = HubFactory(slug="wales")
    draft = ResourceFactory(hub=hub, status="draft", public_from=None)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(staff("hub_manager", HubFactory(slug="other")))
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(staff("hub_manager", hub))
    assert "Preview" in text_of(client, draft.get_absolute_url())


def test_resources_of_a_planned_hub_are_not_public(client):
    resource = ResourceFactory(hub=HubFactory(status=Hub.Status.PLANNED))
    assert client.get(resource.get_absolute_url()).status_code == 404
