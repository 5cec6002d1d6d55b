"""Headings that staff type into a text go under the heading that the text stands under."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from events.emails.messages import as_html
from hubs import figures
from hubs.templatetags.hub import markdown
from tests.events.factories import OutcomeFactory

pytestmark = pytest.mark.django_db

TYPED = "# Typed first\n\nText.\n\n### Typed deep\n\nText.\n\n## Typed between\n\nText."
# The page, by its URL name and what it is opened with, and the texts of what stands on it.
PAGES = [
    (("events:detail", "event.slug"), ["event.body", "event.access", "session.summary"]),
    (("events:detail", "event.slug"), ["speaker.about"]),
    (("events:detail", "ended.slug"), ["outcome.text"]),
    (("events:series", "event_series.slug"), ["event_series.summary"]),
    (("hubs:detail", "hub.slug"), ["hub.about", "hub.looking_for"]),
    (("hubs:programme", "cross_sector.slug"), ["cross_sector.aims", "cross_sector.about"]),
    (("hubs:policy", "policy.slug"), ["policy.summary"]),
    (("hubs:body", "body.slug"), ["body.mandate", "sitting.agenda", "sitting.minutes"]),
    (("hubs:exchange", "exchange.slug"), ["exchange.agenda", "exchange.learned"]),
    (("hubs:organisation", "organisation.slug"), ["organisation.summary"]),
    (("hubs:story", "story.slug"), ["story.body", "story.correction"]),
    (("hubs:resource", "resource.slug"), ["resource.body"]),
    (("hubs:glossary",), ["term.meaning"]),
    (("hubs:opportunity", "opportunity.slug"), ["opportunity.body", "opportunity.eligibility"]),
    (("hubs:agreement", "agreement.slug"), ["agreement.purpose", "agreement.results"]),
    (("hubs:recognition", "recognition_scheme.slug"), ["recognition_scheme.about"]),
    (("funding:call", "call.slug"), ["call.body", "scheme.guidance"]),
]


def levels(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


def is_whole(outline: list[int]) -> bool:
    """No level is left out on the way down."""
    return all(below <= above + 1 for above, below in zip(outline, outline[1:], strict=False))


@pytest.mark.parametrize(("opened", "texts"), PAGES, ids=[" ".join(row[1]) for row in PAGES])
def test_the_outline_of_a_page_is_whole_whatever_headings_its_texts_have(
    world, client, opened, texts
):
    world.outcome = OutcomeFactory(event=world.ended)
    for thing, field in (text.split(".") for text in texts):
        setattr(getattr(world, thing), field, TYPED)
        getattr(world, thing).save(update_fields=[field])
    name, *of = opened
    args = [
        getattr(getattr(world, thing), field) for thing, field in (one.split(".") for one in of)
    ]
    assert_whole(client.get(reverse(name, args=args)), typed=len(texts))


def assert_whole(response, *, typed: int) -> None:
    """Of a page with so many texts that have such headings."""
    text = response.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert main.count("Typed deep") == typed
    outline = levels(main)
    assert outline.count(1) == 1
    assert outline[0] == 1
    assert is_whole(outline), outline


def test_the_outline_of_an_interview_is_whole_whatever_is_typed_into_it(world, client):
    feature = world.feature
    feature.shown["intro"] = feature.shown["answers"][0]["text"] = {"en": TYPED}
    feature.save(update_fields=["shown"])
    assert_whole(client.get(feature.get_absolute_url()), typed=2)
    # as whoever is asked to agree reads it, a page within a page
    article = {"page": page_of(feature), "feature": feature, "level": "h3"}
    outline = levels(render_to_string("hubs/feature_article.html", article))
    assert outline[0] == 3
    assert is_whole(outline), outline


def page_of(feature):
    return figures.as_page(feature.shown, language="en", picture=None)


@pytest.mark.parametrize(
    ("typed", "first", "shown"),
    [
        ("# A\n\n## B\n\n###### F", 3, [3, 4, 5]),
        ("### A\n\n# B\n\n## C", 3, [3, 3, 4]),
        ("# A\n\n### B\n\n## C\n\n### D", 2, [2, 3, 3, 4]),
        ("# A\n\n## B\n\n### C\n\n#### D", 5, [5, 6, 6, 6]),
        ("A\n=\n\nB\n-", 3, [3, 4]),
        ("> # A", 3, [3]),
    ],
)
def test_headings_of_a_text_follow_each_other_without_a_gap(typed, first, shown):
    html = markdown(typed, first)
    assert levels(html) == shown
    assert [int(level) for level in re.findall(r"</h([1-6])>", html)] == shown


def test_a_letter_has_its_subject_as_the_only_first_heading():
    assert levels(as_html("# A\n\n## B", {})) == [2, 3]
