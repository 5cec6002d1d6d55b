import datetime as dt

import pytest
from django.utils import timezone

from hubs.models import Hub
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    QuoteFactory,
    StoryFactory,
    ThemeFactory,
)
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


# The list ------------------------------------------------------------------------------------


def test_no_stories_yet_says_where_to_go(client):
    assert "No stories yet" in text_of(client, "/stories/")


def test_the_newest_story_comes_first(client):
    StoryFactory(title="Older", dated=dt.date(2020, 2, 3))
    StoryFactory(title="Newer", dated=dt.date(2023, 4, 20))
    page = text_of(client, "/stories/")
    assert "2 stories" in page
    assert page.index("Newer") < page.index("Older")


def test_stories_are_narrowed_by_hub_theme_year_and_words(client):
    wales, theme = HubFactory(slug="wales"), ThemeFactory(slug="cancer", name="Cancer")
    here = StoryFactory(
        hub=wales, title="Cwm Taf", body="Sgrinio canser", dated=dt.date(2024, 1, 1)
    )
    here.themes.add(theme)
    StoryFactory(title="Elsewhere", dated=dt.date(2023, 1, 1))
    for query in ["hub=wales", "theme=cancer", "year=2024", "q=SGRINIO"]:
        page = text_of(client, f"/stories/?{query}")
        assert "Cwm Taf" in page, query
        assert "Elsewhere" not in page, query


def test_what_is_chosen_can_be_taken_away_again(client):
    StoryFactory(dated=dt.date(2024, 1, 1))
    page = text_of(client, "/stories/?year=2024&q=nothing")
    assert "No story fits" in page
    assert 'href="?q=nothing"' in page


@pytest.mark.parametrize("query", ["hub=nowhere", "year=0", "theme=none", "page=x", "q=%00"])
def test_a_filter_that_does_not_exist_breaks_nothing(client, query):
    StoryFactory()
    assert client.get(f"/stories/?{query}").status_code == 200


def test_long_lists_have_pages(client):
    StoryFactory.create_batch(13)
    assert "Page 1 of 2" in text_of(client, "/stories/")
    assert "Page 2 of 2" in text_of(client, "/stories/?page=99")


# Who sees what -------------------------------------------------------------------------------


def test_drafts_and_what_is_to_come_are_for_the_staff_of_the_hub(client):
    hub = HubFactory(slug="wales")
    draft = StoryFactory(hub=hub, status="draft", public_from=None)
    later = StoryFactory(hub=hub, public_from=timezone.now() + dt.timedelta(hours=1))
    for story in (draft, later):
        client.logout()
        assert client.get(story.get_absolute_url()).status_code == 404
        client.force_login(staff("hub_manager", HubFactory(slug="other")))
        assert client.get(story.get_absolute_url()).status_code == 404
        client.force_login(staff("hub_manager", hub))
        assert "Preview" in text_of(client, story.get_absolute_url())


def test_a_story_is_public_from_its_moment_on_without_a_job(client, time_machine):
    story = StoryFactory(public_from=dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC))
    assert client.get(story.get_absolute_url()).status_code == 404
    type(story).objects.update(public_from=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(story.get_absolute_url()).status_code == 200


def test_stories_of_a_planned_hub_are_not_public(client):
    story = StoryFactory(hub=HubFactory(status=Hub.Status.PLANNED), title="Not yet")
    assert client.get(story.get_absolute_url()).status_code == 404
    assert "Not yet" not in text_of(client, "/stories/")


# One story -----------------------------------------------------------------------------------


def test_a_story_says_who_wrote_it_and_where_it_was_first(client):
    story = StoryFactory(
        authors="A. Writer", origin="HILs", canonical_url="https://example.org/first",
        licence="CC BY 4.0", dated=dt.date(2023, 7, 1),
    )  # fmt: skip
    page = text_of(client, story.get_absolute_url())
    assert "By A. Writer" in page
    assert 'First published by <a href="https://example.org/first" rel="noopener">HILs</a>' in page
    assert "on 1 July 2023" in page
    assert "Licence: CC BY 4.0." in page


def test_a_copy_names_the_original_as_canonical_and_our_own_names_itself(client, settings):
    copy = StoryFactory(canonical_url="https://example.org/first")
    own = StoryFactory()
    page = text_of(client, copy.get_absolute_url())
    assert '<link rel="canonical" href="https://example.org/first">' in page
    assert page.count('rel="canonical"') == 1
    assert f'rel="canonical" href="{settings.SITE_URL}{own.get_absolute_url()}"' in text_of(
        client, own.get_absolute_url()
    )


def test_old_facts_and_corrections_are_marked(client):
    story = StoryFactory(as_of=dt.date(2023, 2, 1), correction="It was **Cardiff**.")
    page = text_of(client, story.get_absolute_url())
    assert "Information as of 1 February 2023" in page
    assert "<h2>Correction</h2>" in page
    assert "<strong>Cardiff</strong>" in page


def test_a_story_without_correction_has_no_box_for_it(client):
    assert "Correction" not in text_of(client, StoryFactory().get_absolute_url())


def test_quotes_name_people_as_they_were_then(client):
    quote = QuoteFactory()
    page = text_of(client, quote.story.get_absolute_url())
    assert "<blockquote><p>We met at the hub.</p></blockquote>" in page
    assert "<strong>Mair Evans</strong>, Head of Research, Old Health Board" in page


@pytest.mark.parametrize("consent", [{"consented_on": None}, {"withdrawn_on": dt.date(2024, 1, 1)}])
def test_words_of_people_who_do_not_agree_are_not_shown(client, consent):
    quote = QuoteFactory(**consent)
    page = text_of(client, quote.story.get_absolute_url())
    assert "Mair Evans" not in page
    assert "We met at the hub" not in page


def test_a_story_links_its_organisations_and_themes_but_no_stub(client):
    story = StoryFactory()
    story.organisations.add(
        OrganisationFactory(name="Known"), OrganisationFactory(name="Typed", stub=True)
    )
    story.themes.add(ThemeFactory(slug="cancer", name="Cancer"))
    page = text_of(client, story.get_absolute_url())
    assert "Known" in page
    assert "Typed" not in page
    assert 'href="/themes/cancer/"' in page


def test_more_stories_are_of_the_same_hub_or_theme(client):
    hub, theme = HubFactory(), ThemeFactory()
    story, same = StoryFactory(hub=hub), StoryFactory(title="On the same", hub=HubFactory())
    for each in (story, same):
        each.themes.add(theme)
    StoryFactory(title="Of the same hub", hub=hub)
    StoryFactory(title="Of another")
    page = text_of(client, story.get_absolute_url())
    assert "On the same" in page
    assert "Of the same hub" in page
    assert "Of another" not in page


def test_a_story_is_told_from_its_language(client):
    story = StoryFactory(
        title={"nb": "Nettverksmøte"}, summary={"nb": "Kort."}, body={"nb": "De møttes."}
    )
    page = text_of(client, story.get_absolute_url())
    assert "Norwegian only" in page
    assert '<h1 lang="nb">Nettverksmøte</h1>' in page
    norwegian = text_of(client, f"/nb{story.get_absolute_url()}")
    assert "<h1>Nettverksmøte</h1>" in norwegian


def test_scripts_in_markdown_are_shown_as_text(client):
    story = StoryFactory(
        body="<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://example.org/p.png)",
        correction="<img src=x onerror=alert(1)>",
    )
    page = text_of(client, story.get_absolute_url())
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


def test_nobody_can_comment_and_nobody_is_tracked(client):
    page = text_of(client, StoryFactory().get_absolute_url())
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert "https://" not in main
