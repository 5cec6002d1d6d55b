"""The search box and the menu as people use them, and that data on a page is no script."""

import pytest

from tests.events.factories import EventFactory
from tests.hubs.factories import HubFactory, OrganisationFactory, StoryFactory

pytestmark = pytest.mark.browser
REPORT = """() => {
  window.broken = [];
  const note = (event) => window.broken.push(event.violatedDirective);
  document.addEventListener("securitypolicyviolation", note);
}"""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_visitor_finds_a_hub_from_any_page(page_at, axe, width, dark, script):
    HubFactory(slug="wales", name="Wales Networking Hub", short_name="Wales")
    OrganisationFactory(name="Life Sciences Hub Wales")
    page = page_at(width, "/events/", dark=dark, java_script_enabled=script)
    if width < 600:
        page.locator(".menu > summary").click()
    else:
        page.locator(".find-drop > summary").click()
    page.locator(".top").get_by_role("searchbox").fill("wales")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Wales Networking Hub").wait_for()
    assert page.url.endswith("/search/?q=wales")
    if script:
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        axe(page)
    page.get_by_role("link", name="Hubs 1").click()
    assert page.get_by_role("link", name="Life Sciences Hub Wales").count() == 0
    page.get_by_role("link", name="Wales Networking Hub").click()
    page.get_by_role("heading", level=1, name="Wales Networking Hub").wait_for()


def test_a_slip_leads_to_what_was_meant(page_at, axe):
    OrganisationFactory(name="Genomics Partnership")
    page = page_at(390, "/search/?q=genomcs")
    axe(page)
    page.get_by_role("link", name="Genomics", exact=True).click()
    page.get_by_text("1 result").wait_for()


@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_the_menu_stays_on_one_line_at_1280_in_every_language(page_at, prefix):
    page = page_at(1280, f"{prefix}/hubs/")
    tops = page.eval_on_selector_all(
        ".top a, .find-drop > summary", "all => all.map(each => each.getBoundingClientRect())"
    )
    middles = {round((box["top"] + box["bottom"]) / 2 / 10) for box in tops}
    assert len(middles) == 1, tops


def refused(line) -> bool:
    return line.type == "error" and "404" not in line.text


def test_data_for_search_engines_is_no_script_to_the_policy(page_at, live_server):
    HubFactory(slug="wales")
    paths = [
        "/",
        "/cy/hubs/wales/",
        EventFactory().get_absolute_url(),
        StoryFactory().get_absolute_url(),
    ]
    page = page_at(1280, "/healthz")
    page.add_init_script(f"({REPORT})()")
    said = []
    # of a page without an icon the browser reports that there is none, some time later
    page.on("console", lambda line: said.append(line.text) if refused(line) else None)
    for path in paths:
        page.goto(live_server.url + path)
        assert page.locator("script[type='application/ld+json']").count() >= 1
        assert page.evaluate("window.broken") == [], path
        assert said == [], path


def test_the_policy_would_report_a_script(page_at, live_server):
    """The control: the same watch sees what the policy refuses."""
    page = page_at(1280, "/healthz")
    page.add_init_script(f"({REPORT})()")
    page.goto(live_server.url + "/hubs/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    page.wait_for_function("window.broken.length")
    assert page.evaluate("window.broken") == ["script-src-elem"]
