"""The form of an event in a real browser: a question that appears, and errors that are found."""

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Answer
from tests.browser.test_pages import signed_in
from tests.events.factories import EventFactory, QuestionFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(transactional_db):
    day = timezone.localdate() + dt.timedelta(days=30)
    event = EventFactory(slug="asking", start_date=day, catering=True, format="hybrid")
    event.hub.welsh_standards = True
    event.hub.save()
    travel = QuestionFactory(
        event=event, wording="How do you travel?", kind="one", options="By bus\nBy train"
    )
    QuestionFactory(
        event=event, wording="Which station?", required=True, only_if=travel, only_if_option=2
    )
    return event


@pytest.mark.parametrize(("width", "dark", "prefix"), [(1280, False, ""), (390, True, "/cy")])
def test_a_question_appears_with_its_choice_and_errors_are_accessible(
    page_at, axe, live_server, asking, width, dark, prefix
):
    page = page_at(width, "/healthz", dark=dark, reduced_motion="reduce")
    cookies = [cookie | {"url": live_server.url} for cookie in signed_in(UserFactory())]
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}{prefix}/events/asking/register/")
    station = page.get_by_label("Which station?")
    assert not station.is_visible()
    page.get_by_label("By train").check()
    station.wait_for()
    page.locator("#id_comes_for").fill("Partners")
    page.locator("main form button").first.click()
    page.locator(".errors").wait_for()
    assert station.is_visible() and page.locator("#id_comes_for").input_value() == "Partners"
    assert page.evaluate("document.activeElement.className") == "errors"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    axe(page)
    station.fill("Leeds")
    page.locator("main form button").first.click()
    page.wait_for_url("**/events/asking/")
    assert set(Answer.objects.values_list("text", flat=True)) == {"By train", "Leeds"}
