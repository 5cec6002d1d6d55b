"""The feed, read by an XML parser and held against what RFC 4287 requires."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from hubs import services
from hubs.feeds import tag_uri
from hubs.models import Hub, Story
from tests.events.factories import EventFactory
from tests.hubs.factories import HubFactory, StoryFactory, ThemeFactory
from tests.members.factories import staff

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, path="/stories/feed.atom"):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def said(element, name) -> str:
    found = element.findall(ATOM + name)
    assert len(found) == 1, name
    assert found[0].text
    return found[0].text


def links(element, rel):
    return [each.get("href") for each in element.findall(f"{ATOM}link") if each.get("rel") == rel]


def moment(text: str) -> dt.datetime:
    """As RFC 3339 writes it: with the zone."""
    read_as = dt.datetime.fromisoformat(text)
    assert "T" in text
    assert read_as.tzinfo
    return read_as


def check_against_rfc_4287(feed):
    """Sections 4.1.1 and 4.1.2: what there has to be, and what there may be only once."""
    assert feed.tag == f"{ATOM}feed"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        assert said(element, "id").startswith(("tag:", "urn:", "http"))
        assert said(element, "title")
        assert moment(said(element, "updated"))
        assert len(links(element, "alternate")) == 1
        assert len(links(element, "self")) <= 1
        assert all(link.startswith("http") for link in links(element, "alternate"))
    ids = [said(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    authors = feed.findall(f"{ATOM}author/{ATOM}name")
    assert authors or all(entry.findall(f"{ATOM}author") for entry in feed.findall(f"{ATOM}entry"))
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"


@pytest.mark.parametrize("stories", [0, 1, 3])
@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_the_feed_is_valid(client, stories, prefix):
    StoryFactory.create_batch(stories, hub=HubFactory(slug="wales"))
    for query in ("", "?hub=wales"):
        feed = read(client, f"{prefix}/stories/feed.atom{query}")
        check_against_rfc_4287(feed)
        assert len(feed.findall(f"{ATOM}entry")) == stories


def test_the_feed_of_events_is_valid_too(client):
    EventFactory(starts_at=timezone.now() + dt.timedelta(days=9))
    check_against_rfc_4287(read(client, "/events/feed.atom"))


def test_an_entry_tells_the_story(client, settings):
    story = StoryFactory(
        title="R&D <in> Wales",
        authors="A. Writer",
        body="They **met**.",
        summary="In short & plain.",
        correction="It was May.",
    )
    entry = read(client).find(f"{ATOM}entry")
    assert said(entry, "title") == "R&D <in> Wales"
    assert said(entry, "summary") == "In short & plain."
    assert "<strong>met</strong>" in said(entry, "content")
    assert "Correction: It was May." in said(entry, "content")
    assert links(entry, "alternate") == [f"{settings.SITE_URL}{story.get_absolute_url()}"]
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "A. Writer"


def test_an_entry_keeps_its_name_when_the_story_changes(client):
    story = StoryFactory()
    before = said(read(client).find(f"{ATOM}entry"), "id")
    Story.objects.filter(pk=story.pk).update(title="Another title")
    assert said(read(client).find(f"{ATOM}entry"), "id") == before
    assert before == tag_uri(story.created_at, "story", story.slug, "en")


def test_each_language_has_a_feed_of_its_own(client):
    StoryFactory(title={"en": "Meeting", "cy": "Cyfarfod", "nb": "Møte"})
    titles = {
        code: said(read(client, f"{prefix}/stories/feed.atom").find(f"{ATOM}entry"), "title")
        for code, prefix in [("en", ""), ("cy", "/cy"), ("nb", "/nb")]
    }
    assert titles == {"en": "Meeting", "cy": "Cyfarfod", "nb": "Møte"}


def test_markup_and_signs_that_xml_forbids_cannot_break_the_feed(client):
    StoryFactory(title="A\x0bB]]>", body="<script>alert(1)</script>\x0c", summary="&<>")
    entry = read(client).find(f"{ATOM}entry")
    assert said(entry, "title") == "AB]]>"
    assert "<script" not in said(entry, "content")


def test_a_hub_has_a_feed_and_one_that_strangers_do_not_see_has_none(client):
    planned = HubFactory(slug="planned", status=Hub.Status.PLANNED)
    StoryFactory(hub=HubFactory(slug="wales"), title="Here")
    StoryFactory(title="There")
    titles = [
        each.text for each in read(client, "/stories/feed.atom?hub=wales").iter(f"{ATOM}title")
    ]
    assert "Here" in titles
    assert "There" not in titles
    client.force_login(staff("hub_manager", planned))
    for slug in ("planned", "nowhere"):
        assert client.get(f"/stories/feed.atom?hub={slug}").status_code == 404


def test_the_feed_shows_staff_no_more_than_strangers(client):
    story = StoryFactory(status="draft", public_from=None)
    client.force_login(staff("hub_manager", story.hub))
    assert read(client).findall(f"{ATOM}entry") == []


def test_a_story_counts_as_new_from_the_moment_it_is_public(client):
    story = StoryFactory(status="draft", public_from=None)
    Story.objects.update(changed_at=timezone.now() - dt.timedelta(days=9))
    story.refresh_from_db()
    moment_of_publishing = timezone.now() - dt.timedelta(hours=1)
    services.publish(story, by=staff("hub_manager", story.hub), public_from=moment_of_publishing)
    updated = moment(said(read(client).find(f"{ATOM}entry"), "updated"))
    assert abs(updated - moment_of_publishing) < dt.timedelta(seconds=2)


def test_a_reader_that_has_it_is_told_just_that(client):
    story = StoryFactory()
    first = client.get("/stories/feed.atom")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Last-Modified"]
    assert client.get("/stories/feed.atom", headers=tag).status_code == 304
    Story.objects.filter(pk=story.pk).update(title="Changed")
    assert client.get("/stories/feed.atom", headers=tag).status_code == 200


def test_an_empty_feed_does_not_change_by_itself(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC))
    first = client.get("/stories/feed.atom")
    time_machine.move_to(dt.datetime(2026, 5, 4, 21, tzinfo=dt.UTC))
    assert client.get("/stories/feed.atom").content == first.content


@pytest.mark.parametrize("path", ["/stories/", "/stories/one/"])
def test_pages_lead_feed_readers_to_the_feed(client, path):
    StoryFactory(slug="one", hub=HubFactory(slug="wales", name="Wales Hub"))
    page = client.get(path).content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/stories/feed.atom"' in page
    if path != "/stories/":
        assert 'title="Stories of Wales Hub" href="/stories/feed.atom?hub=wales"' in page


def test_a_feed_can_be_read_whatever_was_pasted_into_its_names(client):
    hub = HubFactory(slug="wales", name="Wa\x0bles", short_name="Wa\x0bles")
    story = StoryFactory(hub=hub, title="Ca\x0bre")
    story.themes.add(ThemeFactory(name="Ho\x0bme"))
    for path in ("/stories/feed.atom", "/stories/feed.atom?hub=wales"):
        check_against_rfc_4287(read(client, path))
