"""What pages tell search engines and other sites, checked against what those ask for."""

import datetime as dt
import json
import re

import pytest
from django.contrib.staticfiles import finders

from hubs.feeds import structured
from tests.events.factories import EventFactory
from tests.hubs.factories import (
    BackingFactory,
    HubFactory,
    OrganisationFactory,
    ProgrammeFactory,
    StoryFactory,
    TieFactory,
)
from tests.pages.test_search import APPROVED, a_feature

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
# Type: what schema.org's readers (Google's rich results, June 2026) require or recommend.
ASKED = {
    "Organization": {"name", "url"},
    "WebSite": {"name", "url", "potentialAction"},
    "BreadcrumbList": {"itemListElement"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode",
              "organizer", "offers", "description", "inLanguage"},
    "NewsArticle": {"headline", "author", "datePublished", "dateModified", "inLanguage",
                    "publisher", "mainEntityOfPage"},
    "Article": {"headline", "author", "datePublished", "dateModified", "inLanguage",
                "publisher", "mainEntityOfPage"},
}  # fmt: skip


def told(client, path: str) -> dict[str, dict]:
    """The blocks of data on a page, by type; each is whole."""
    page = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    blocks = [json.loads(text) for text in found]
    for block in blocks:
        check(block)
    return {block["@type"]: block for block in blocks}


def check(block: dict) -> None:
    assert block["@context"] == "https://schema.org"
    missing = ASKED[block["@type"]] - block.keys()
    assert not missing, f"{block['@type']} without {missing}"
    for name, value in walk(block):
        assert value not in ("", None, [], {}), f"{name} is empty"
        if name in {"url", "@id", "item", "urlTemplate", "image", "isBasedOn", "mainEntityOfPage"}:
            assert re.match(r"https?://", value), f"{name}: {value}"
        if name.endswith(("Date", "dateModified", "datePublished")):
            assert dt.datetime.fromisoformat(value)


def walk(value, name=""):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from walk(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from walk(each, name)
    else:
        yield name, value


def test_the_home_page_is_the_site_with_its_search_box(client):
    site = told(client, "/cy/")["WebSite"]
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{SITE}/cy/search/?q={{words}}"
    assert client.get(target.removeprefix(SITE).format(words="x")).status_code == 200


def test_a_hub_names_its_host_and_its_place(client):
    hub = HubFactory(slug="wales", website="https://example.org", programme=ProgrammeFactory())
    host = OrganisationFactory(slug="host", name="Host")
    TieFactory(hub=hub, organisation=host, kind="1_hosts")
    TieFactory(hub=hub, organisation=OrganisationFactory(name="Partner"))
    block = told(client, "/hubs/wales/")["Organization"]
    assert [each["name"] for each in block["parentOrganization"]] == ["Host"]
    assert block["sameAs"] == ["https://example.org"]
    assert block["location"]["name"] == "Wales"
    assert block["memberOf"]["@id"].startswith(f"{SITE}/programmes/")


def test_a_thing_is_the_same_in_every_language(client):
    HubFactory(slug="wales", name={"en": "Wales", "cy": "Cymru"})
    english, welsh = (told(client, f"{at}/hubs/wales/")["Organization"] for at in ("", "/cy"))
    assert english["@id"] == welsh["@id"]
    assert (english["name"], welsh["name"]) == ("Wales", "Cymru")
    assert welsh["url"] == f"{SITE}/cy/hubs/wales/"


def test_an_organisation_and_a_programme_are_tied_to_what_others_call_them(client):
    OrganisationFactory(slug="cardiff", ror_id="03kk7td41", city="Cardiff")
    block = told(client, "/organisations/cardiff/")["Organization"]
    assert block["sameAs"] == ["https://ror.org/03kk7td41"]
    assert block["location"]["name"] == "Cardiff"
    owner = OrganisationFactory(name="Owner")
    programme = ProgrammeFactory(slug="programme")
    BackingFactory(programme=programme, organisation=owner, kind="1_owns")
    block = told(client, "/programmes/programme/")["Organization"]
    assert [each["name"] for each in block["parentOrganization"]] == ["Owner"]


def test_a_story_says_whose_it_is_and_where_it_comes_from(client):
    story = StoryFactory(
        title={"cy": "Newyddion"}, authors="", canonical_url="https://example.org/news"
    )
    block = told(client, story.get_absolute_url())["NewsArticle"]
    assert block["isBasedOn"] == "https://example.org/news"
    assert block["inLanguage"] == "cy"
    assert block["publisher"] == block["author"]
    story.authors = "Ada Example"
    assert structured.story_data(story)["author"]["name"] == "Ada Example"


def test_a_feature_is_told_as_it_was_approved(client):
    a_feature(shown={"source": "https://example.org/first"})
    block = told(client, "/features/robots/")["Article"]
    assert block["headline"] == APPROVED["title"]["en"]
    assert [person["name"] for person in block["author"]] == ["Ada Example"]
    assert block["isBasedOn"] == "https://example.org/first"
    assert "A newer title" not in json.dumps(block)


def test_an_event_has_what_calendars_of_search_engines_ask_for(client):
    event = EventFactory(format="hybrid")
    blocks = told(client, event.get_absolute_url())
    assert blocks["Event"]["offers"]["availability"] == "https://schema.org/InStock"
    trail = blocks["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step.get("item")) for step in trail] == [
        (1, f"{SITE}/events/"),
        (2, None),
    ]


def test_what_only_staff_see_is_told_to_nobody(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    story = StoryFactory(status="draft", public_from=None, title="Secret")
    structured.story_data(StoryFactory())
    page = client.get(story.get_absolute_url())
    assert page.status_code == 404


@pytest.mark.parametrize(
    "evil", ["</script><script>alert(1)</script>", "<!--", "a\u2028b", "]]>", '"}', "&amp;"]
)
def test_nothing_breaks_out_of_the_data(client, evil):
    story = StoryFactory(title=evil, summary=evil, authors=evil)
    page = client.get(story.get_absolute_url()).content.decode()
    block = told(client, story.get_absolute_url())["NewsArticle"]
    assert block["headline"] == evil
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert not set("<>&\u2028\u2029") & set(data)


# Cards of other sites, canonical addresses ------------------------------------------------------


def metas(client, path: str) -> dict[str, list[str]]:
    page = client.get(path).content.decode()
    found: dict[str, list[str]] = {}
    named, value = r'(?:property|name|rel|hreflang)="([^"]+)"', r'(?:content|href)="([^"]*)"'
    pattern = rf"<(?:meta|link)[^>]*?{named}[^>]*?{value}"
    for name, value in re.findall(pattern, page):
        found.setdefault(name, []).append(value)
    return found


def test_a_page_has_a_card_in_its_language(client):
    HubFactory(slug="wales", name={"en": "Wales & more", "cy": "Cymru"}, summary="All of it.")
    found = metas(client, "/cy/hubs/wales/")
    assert found["og:title"] == ["Cymru"]
    assert found["og:description"] == ["All of it."]
    assert found["og:type"] == ["website"]
    assert found["og:url"] == [f"{SITE}/cy/hubs/wales/"]
    assert found["og:locale"] == ["cy_GB"]
    assert found["og:locale:alternate"] == ["en_GB", "nb_NO"]
    assert found["twitter:card"] == ["summary_large_image"]
    [picture] = found["og:image"]
    assert finders.find(picture.removeprefix(f"{SITE}/static/"))
    assert metas(client, "/hubs/wales/")["og:title"] == ["Wales &amp; more"]


def test_a_story_is_an_article_for_other_sites(client):
    assert metas(client, StoryFactory().get_absolute_url())["og:type"] == ["article"]


def test_filters_are_no_pages_of_their_own_but_pages_are(client):
    OrganisationFactory.create_batch(40)
    for path, canonical in [
        ("/organisations/?q=x&sector=NHS", "/organisations/"),
        ("/organisations/?page=2&q=organisation", "/organisations/?page=2"),
        ("/organisations/?page=1", "/organisations/"),
        ("/organisations/?page=%22%3E%3Cscript", "/organisations/"),
        ("/organisations/?page=²", "/organisations/"),
    ]:
        found = metas(client, path)
        assert found["canonical"] == [SITE + canonical]
        assert found["og:url"] == [SITE + canonical]


def test_every_language_of_a_page_is_named_and_one_for_the_rest(client):
    page = client.get("/nb/hubs/").content.decode()
    links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))
    assert links == {
        "en": f"{SITE}/hubs/",
        "x-default": f"{SITE}/hubs/",
        "cy": f"{SITE}/cy/hubs/",
        "nb": f"{SITE}/nb/hubs/",
    }


def test_the_menu_marks_the_section_that_the_page_is_in(client):
    story = StoryFactory()
    for path, section in [
        ("/events/", "Events"),
        ("/hubs/", "Hubs"),
        ("/organisations/", "Hubs"),
        (story.get_absolute_url(), "Stories"),
        ("/features/", "Stories"),
        ("/glossary/", "Resources"),
    ]:
        page = client.get(path).content.decode()
        marked = re.findall(r'<a href="[^"]*" aria-current="true">([^<]*)</a>', page)
        assert marked[:1] == [section], path
