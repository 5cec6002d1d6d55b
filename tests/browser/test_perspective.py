"""A Partner Perspective from invitation to publication, in a real browser."""

import re

import pytest
from django.urls import reverse

from hubs.models import Feature
from tests.browser.test_pages import signed_in
from tests.hubs.factories import HubFactory
from tests.hubs.feature_factories import FeatureFactory, IntervieweeFactory, invited
from tests.members.factories import staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_factor")]
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def desk(page_at, live_server):
    """The manager's browser, on the staff's page of a feature."""
    page = page_at(1280, "/healthz")
    manager = staff("hub_manager", HubFactory(slug="leeds"))
    cookies = [cookie | {"url": live_server.url} for cookie in signed_in(manager)]
    page.context.add_cookies(cookies)

    def at(feature):
        path = reverse("admin:hubs_feature_change", args=[feature.pk])
        page.goto(live_server.url + path)
        return page

    return at


def act(page, verb: str) -> None:
    """A tool of the staff's page, and its confirmation."""
    page.locator(".object-tools").get_by_role("link", name=verb).click()
    page.locator(
        "#content form [type=submit], #content form button:not([type=button])"
    ).last.click()
    page.wait_for_load_state()


def link_in(letter) -> str:
    text = letter.get_body(("plain",)).get_content()
    return re.search(r"http://[^/\s]+(/\S*features/answer/\S+)", text)[1]


def test_from_invitation_to_publication_and_a_later_change(
    desk, page_at, axe, deliver, live_server
):
    feature = FeatureFactory(title="A city at work", hub=HubFactory(slug="leeds"))
    IntervieweeFactory(feature=feature, name="Ingrid Eksempel")
    staff_page = desk(feature)
    act(staff_page, "Invite the interviewees")
    link = link_in(deliver()[-1])

    # the interviewee answers without an account, in a browser of their own
    page = page_at(390, link)
    axe(page)
    page.get_by_label("1. What do you do?").fill("We mend bones.")
    page.locator(".saved", has_text=SAVED).wait_for()
    page.get_by_label("2. In one word?").fill("Care")
    page.get_by_label("My name, my post and my picture may be shown.").check()
    page.get_by_role("button", name="Save this choice").click()
    page.get_by_text("You agreed on").wait_for()
    page.get_by_text("2 of 2 answered").wait_for()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    axe(page)

    # the editor translates and asks for approval
    desk(feature)
    for number, text in enumerate(["Vi reparerer bein.", "Omsorg"]):
        staff_page.locator(f"#id_answers-{number}-text_2").fill(text)
    staff_page.locator("#id_title_2").fill("En by i arbeid")
    axe(staff_page)
    staff_page.get_by_role("button", name="Save", exact=True).click()
    staff_page.wait_for_load_state()
    act(desk(feature), "Ask for approval")

    page.goto(live_server.url + link_in(deliver()[-1]))
    page.get_by_role("heading", name="Is this right?").wait_for()
    assert page.get_by_text("Vi reparerer bein.").is_visible()
    axe(page)
    page.get_by_role("button", name="Approve this page").click()
    page.get_by_text("You have approved the page below.").wait_for()
    act(desk(feature), "Publish")

    # everybody reads it, in two languages
    public = page_at(1280, feature.get_absolute_url())
    assert public.get_by_text("We mend bones.").is_visible()
    assert public.get_by_text("Ingrid Eksempel").is_visible()
    axe(public)
    public.goto(f"{live_server.url}/nb{feature.get_absolute_url()}")
    assert public.get_by_role("heading", name="En by i arbeid").is_visible()
    axe(public)

    # a later change is saved, asks again, and is not shown meanwhile
    desk(feature)
    staff_page.locator("#id_answers-0-text_0").fill("We mend every bone.")
    staff_page.get_by_role("button", name="Save and continue editing").click()
    staff_page.get_by_text("Changed since approved.").first.wait_for()
    public.goto(live_server.url + feature.get_absolute_url())
    assert public.get_by_text("We mend bones.").is_visible()
    act(desk(feature), "Ask for approval")
    page.goto(live_server.url + link_in(deliver()[-1]))
    page.get_by_role("button", name="Approve this page").click()
    page.wait_for_load_state()
    act(desk(feature), "Publish")
    public.reload()
    assert public.get_by_text("We mend every bone.").is_visible()
    assert Feature.objects.get().status == Feature.Status.PUBLISHED


def test_a_second_tab_loses_neither_text(page_at, axe, live_server):
    interviewee = invited()
    first = page_at(1280, interviewee.get_absolute_url())
    second = page_at(1280, interviewee.get_absolute_url())
    first.get_by_label("1. What do you do?").fill("Of the first tab")
    first.locator(".saved", has_text=SAVED).wait_for()
    second.get_by_label("1. What do you do?").fill("Of the second tab")
    second.get_by_role("button", name="Save and come back later").click()
    second.get_by_role("heading", name="Two versions of this page").wait_for()
    assert second.get_by_text("Of the first tab").is_visible()
    axe(second)
    second.get_by_role("button", name="Keep what I typed").click()
    second.get_by_text("Your text is saved.").wait_for()
    assert interviewee.feature.answers.get(position=1).typed == "Of the second tab"


def test_the_link_travels_in_no_referrer(page_at, live_server):
    page = page_at(1280, invited().get_absolute_url())
    seen = []
    page.on("request", lambda request: seen.append(request.headers.get("referer", "")))
    page.get_by_role("link", name="Partner Perspectives").first.click()
    page.wait_for_load_state()
    assert seen and not any("answer" in referrer for referrer in seen)
