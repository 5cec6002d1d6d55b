"""Stories, resources and words as staff write them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.models import Feature, GlossaryTerm, Resource, Story
from tests.hubs.factories import (
    GlossaryTermFactory,
    HubFactory,
    OrganisationFactory,
    QuoteFactory,
    ResourceFactory,
    SectorFactory,
    StoryFactory,
)
from tests.hubs.feature_factories import SeriesFactory
from tests.hubs.test_admin import change, typed
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def scotland():
    return HubFactory(slug="scotland")


@pytest.fixture
def manager(client, scotland):
    person = staff("hub_manager", scotland)
    client.force_login(person)
    return person


def add(client, model, **values):
    address = reverse(f"admin:hubs_{model._meta.model_name}_add")
    return client.post(address, typed(client.get(address), **values))


def a_story(scotland, **values):
    return {
        "hub": scotland.pk, "title_0": "Cwrdd", "summary_0": "In short.", "body_0": "They met.",
        "dated": "2026-05-04", **values,
    }  # fmt: skip


def errors(page) -> str:
    form = page.context["adminform"].form
    return " ".join(error for found in form.errors.values() for error in found)


@pytest.mark.parametrize(
    ("titles", "slug"),
    [
        ({"title_0": "A first meeting"}, "a-first-meeting"),
        ({"title_0": "", "title_1": "Cyfarfod â’r Gwasanaeth"}, "cyfarfod-ar-gwasanaeth"),
        ({"title_0": "", "title_2": "Møte på Østlandet & Ærfugl"}, "mote-pa-ostlandet-aerfugl"),
        ({"title_0": "A" * 199}, "a" * 116),
    ],
)
def test_the_address_comes_from_the_title(client, manager, scotland, titles, slug):
    add(client, Story, **a_story(scotland, slug="", **titles))
    assert Story.objects.get().slug == slug


def test_the_same_title_twice_has_two_addresses(client, manager, scotland):
    for _time in range(3):
        add(client, Story, **a_story(scotland, slug=""))
    assert set(Story.objects.values_list("slug", flat=True)) == {"cwrdd", "cwrdd-2", "cwrdd-3"}


def test_a_title_without_letters_asks_for_an_address(client, manager, scotland):
    page = add(client, Story, **a_story(scotland, slug="", title_0="???"))
    assert "Enter an address" in errors(page)
    assert "They met." in page.content.decode()


def test_an_address_that_staff_type_stays(client, manager, scotland):
    add(client, Story, **a_story(scotland, slug="mine"))
    assert Story.objects.get().slug == "mine"


def test_a_story_in_no_language_is_refused_with_what_was_typed(client, manager, scotland):
    page = add(client, Story, **a_story(scotland, title_0="", authors="A. Writer", slug="x"))
    assert not Story.objects.exists()
    assert page.status_code == 200
    assert "A. Writer" in page.content.decode()


def test_a_story_that_says_nothing_cannot_be_published(client, manager, scotland):
    story = StoryFactory(hub=scotland, body={"en": " "}, status="draft", public_from=None)
    address = reverse("admin:hubs_story_publish", args=[story.pk])
    page = client.post(address, {"public_from_0": "", "public_from_1": ""})
    assert "“Text” says nothing in any language." in page.content.decode()
    story.refresh_from_db()
    assert story.status == "draft"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/x", "data:text/html,x"])
def test_links_are_http_or_https(client, manager, scotland, url):
    page = add(client, Story, **a_story(scotland, slug="x", canonical_url=url))
    assert "https://" in errors(page)
    page = add(
        client, Resource, hub=scotland.pk, kind="guide", title_0="T", summary_0="S", url=url,
        languages=["en"], slug="x",
    )  # fmt: skip
    assert "https://" in errors(page)
    assert not Story.objects.exists() and not Resource.objects.exists()


def test_a_resource_is_here_or_elsewhere(client, manager, scotland):
    page = add(
        client, Resource, hub=scotland.pk, kind="guide", title_0="T", summary_0="S", slug="x",
        languages=["en"],
    )  # fmt: skip
    assert "Give its address, or write its text." in errors(page)


def test_a_resource_with_its_sectors_and_barriers(client, manager, scotland):
    nhs, bio = SectorFactory(code="NHS"), SectorFactory(code="BIO")
    add(
        client, Resource, hub=scotland.pk, kind="primer", title_0="NHS for industry", slug="",
        summary_0="S", body_0="Ask early.", languages=["en", "cy"], about_sector=nhs.pk,
        for_sectors=[bio.pk], minutes="12",
    )  # fmt: skip
    resource = Resource.objects.get(slug="nhs-for-industry")
    assert resource.languages == ["en", "cy"]
    assert list(resource.for_sectors.all()) == [bio]
    assert resource.status == "draft"


def test_quotes_are_written_within_their_story(client, manager, scotland):
    quote = QuoteFactory(story__hub=scotland)
    page = client.get(change(quote.story))
    sent = typed(page) | {"quotes-0-withdrawn_on": "2026-01-02"}
    client.post(change(quote.story), sent)
    quote.refresh_from_db()
    assert quote.withdrawn_on == dt.date(2026, 1, 2)


def test_the_address_of_what_was_public_stays(client, manager, scotland):
    for thing in (StoryFactory(hub=scotland), ResourceFactory(hub=scotland)):
        assert "slug" not in client.get(change(thing)).context["adminform"].form.fields


def test_staff_of_another_hub_find_nothing(client, manager):
    for thing in (StoryFactory(), ResourceFactory(), StoryFactory(hub=None)):
        assert client.get(change(thing)).status_code == 404


def test_any_hub_may_explain_a_word(client, manager):
    add(client, GlossaryTerm, term_0="backfill", meaning_0="Who stands in.", slug="")
    term = GlossaryTerm.objects.get(slug="backfill")
    assert "slug" not in client.get(change(term)).context["adminform"].form.fields


def test_words_and_stories_are_found_by_what_they_say(client, manager, scotland):
    GlossaryTermFactory(term={"nb": "helseforetak"})
    StoryFactory(hub=scotland, body="Sgrinio")
    for model, words in [("glossaryterm", "HELSEFORETAK"), ("story", "sgrinio")]:
        page = client.get(reverse(f"admin:hubs_{model}_changelist"), {"q": words})
        assert page.context["cl"].result_count == 1


def test_the_address_of_a_perspective_comes_from_its_title_too(client, manager, scotland):
    series = SeriesFactory(hub=scotland)
    add(client, Feature, series=series.pk, hub=scotland.pk, title_0="How we met", slug="",
        organisation=OrganisationFactory().pk)  # fmt: skip
    assert Feature.objects.get().slug == "how-we-met"


def test_whoever_must_choose_a_hub_is_not_told_to_leave_it_empty(client, manager):
    address = reverse("admin:hubs_story_add")
    assert "Empty for the whole programme" not in client.get(address).content.decode()
    client.force_login(staff("programme"))
    assert "Empty for the whole programme" in client.get(address).content.decode()


def test_a_new_story_is_of_today(client, manager):
    form = client.get(reverse("admin:hubs_story_add")).context["adminform"].form
    assert form["dated"].value() == timezone.localdate()


def test_what_has_to_be_there_is_marked(client, manager):
    page = client.get(reverse("admin:hubs_story_add")).content.decode()
    assert '<div class="translated needed" id="id_title">' in page
    assert '<div class="translated" id="id_correction">' in page
