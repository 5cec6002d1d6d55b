"""Writing in a real browser: saved while typing, safe in two tabs."""

import re

import pytest

from funding import rules
from funding.models import Application
from tests.browser.test_pages import signed_in as cookies_of
from tests.funding.factories import ApplicationFactory

pytestmark = pytest.mark.browser
TEXTS = [
    "",
    "one two",
    " a\tb\n\nc ",
    "ŵyn – heddiw",
    "👩 team",
    "a\u00a0b\u2003c",
    "it's 5,000 kr",
]
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def draft():
    return ApplicationFactory()


@pytest.fixture
def opened(page, live_server, draft):
    """The first page of the draft's form in a tab of its applicant's browser."""
    cookies = [cookie | {"url": live_server.url} for cookie in cookies_of(draft.applicant)]
    page.context.add_cookies(cookies)

    def tab():
        one = page.context.new_page()
        one.set_default_timeout(15_000)
        one.goto(f"{live_server.url}/applications/{draft.reference}/project/")
        return one

    return tab


def test_text_is_saved_while_it_is_typed(opened, draft):
    tab = opened()
    tab.get_by_label("Plain-language summary").fill("Carers and patients sing together.")
    tab.locator(".saved", has_text=SAVED).wait_for()
    assert Application.objects.get().summary == "Carers and patients sing together."


def test_a_second_tab_loses_neither_text(opened, draft):
    first, second = opened(), opened()
    first.get_by_label("Plain-language summary").fill("Words of the first tab")
    first.locator(".saved", has_text=SAVED).wait_for()
    second.get_by_label("Plain-language summary").fill("Words of the second tab")
    second.get_by_role("button", name="Save and continue").click()
    second.get_by_role("heading", name="Two versions of this page").wait_for()
    assert second.get_by_text("Words of the first tab").is_visible()
    second.get_by_role("button", name="Keep what I typed").click()
    second.wait_for_load_state()
    assert Application.objects.get().summary == "Words of the second tab"


def test_browser_and_server_count_words_alike(opened):
    tab = opened()
    box = tab.get_by_label("Plain-language summary")
    for text in TEXTS:
        box.fill(text)
        box.dispatch_event("input")
        # a text box has its own view of line ends and of what may stand in it
        held = box.input_value()
        line = tab.locator("#div_id_summary .count").inner_text()
        assert line == f"Words: {rules.count_words(held)} of {rules.SUMMARY_WORDS}", repr(text)


def test_the_script_says_that_it_saves(opened):
    assert opened().get_by_text("We save while you write.").is_visible()
