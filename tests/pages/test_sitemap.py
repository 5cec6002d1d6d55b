"""What is public is named to search engines, in every language; nothing else is."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime

from hubportal.pages import sitemap
from tests.hubs.factories import OrganisationFactory, StoryFactory
from tests.world import a_world, one_more

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def read(client, address="/sitemap.xml") -> ElementTree.Element:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def locations(root) -> list[str]:
    return [each.text.removeprefix(SITE) for each in root.findall("*/s:loc", NAMES)]


def test_every_address_in_it_opens_for_a_stranger(client):
    a_world()
    found = locations(read(client))
    assert len(found) == len(set(found)) > 60
    wrong = {path: client.get(path).status_code for path in found}
    assert set(wrong.values()) == {200}, wrong


def test_what_only_staff_see_is_not_in_it(client):
    world = a_world()
    found = " ".join(locations(read(client)))
    for hidden in (world.planned, world.stub, world.hidden, world.hidden_call):
        assert f"/{hidden.slug}/" not in found
    StoryFactory(slug="not-yet", status="draft", public_from=None)
    assert "not-yet" not in " ".join(locations(read(client)))


def test_each_page_names_itself_in_all_languages_and_one_for_the_rest(client):
    StoryFactory(slug="news")
    root = read(client)
    for path in ("/stories/news/", "/cy/stories/news/", "/nb/stories/news/"):
        [page] = [url for url in root if url.find("s:loc", NAMES).text == SITE + path]
        links = {link.get("hreflang"): link.get("href") for link in page.findall("x:link", NAMES)}
        assert links == {
            "en": f"{SITE}/stories/news/",
            "cy": f"{SITE}/cy/stories/news/",
            "nb": f"{SITE}/nb/stories/news/",
            "x-default": f"{SITE}/stories/news/",
        }
        assert parse_datetime(page.find("s:lastmod", NAMES).text)


def test_too_many_pages_come_in_several_files(client, monkeypatch):
    monkeypatch.setattr(sitemap, "PER_FILE", 10)
    OrganisationFactory.create_batch(25)
    index = read(client)
    assert index.tag.endswith("sitemapindex")
    files = locations(index)
    assert len(files) >= 3
    found = [path for each in files for path in locations(read(client, each))]
    assert len([path for path in found if path.startswith("/organisations/")]) == 26
    assert len(found) == len(set(found))


def test_it_costs_two_statements_however_much_there_is(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/sitemap.xml")
        return len(queries)

    world = a_world()
    before = cost()
    one_more(world, 1)
    one_more(world, 2)
    assert before == cost() == 2
