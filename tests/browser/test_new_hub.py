"""A hub that nobody foresaw, entered by staff alone in three languages, and read by strangers."""

import pytest
from playwright.sync_api import expect

from hubs.models import Hub, Territory
from tests.browser.test_pages import signed_in
from tests.hubs.factories import HubFactory, OrganisationFactory, ThemeFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_factor")]

WORDS = {
    "name": ["Oulu Health", "Iechyd Oulu", "Oulu helse"],
    "short_name": ["Oulu", "Oulu", "Uleåborg"],
    "summary": [
        "Where the city, its hospital and its firms try out what is new.",
        "Lle mae’r ddinas, ei hysbyty a’i chwmnïau yn rhoi cynnig ar yr hyn sy’n newydd.",
        "Der byen, sykehuset og bedriftene prøver ut det nye.",
    ],
}


@pytest.fixture
def staff_page(page_at):
    """The staff area as the programme team sees it."""
    page = page_at(1280, "/healthz")
    page.context.add_cookies([c | {"url": page.url} for c in signed_in(staff("programme"))])
    page.goto(page.url.replace("/healthz", "/admin/"))
    return page


def say(page, name, words):
    for number, text in enumerate(words):
        page.locator(f"[name={name}_{number}]").fill(text)


def enter_the_hub(page):
    page.goto(page.url.replace("/admin/", "/admin/hubs/hub/add/"))
    for name, words in WORDS.items():
        say(page, name, words)
    page.locator("[name=slug]").fill("oulu")
    page.locator("[name=kind]").select_option("3_cluster")
    page.locator("[name=territory]").select_option(label="Finland")
    page.locator("[name=time_zone]").select_option("Europe/Oslo")
    page.locator("[name=currency]").select_option("EUR")
    page.locator("[name=accent]").select_option("nordic")
    page.get_by_role("checkbox", name="Norwegian").check()
    page.get_by_role("button", name="Save and continue editing").click()


def open_the_hub(page):
    page.get_by_role("link", name="Open, pause or close").click()
    page.locator("[name=to]").select_option("live")
    page.locator("[name=note]").fill("The partners have signed.")
    page.locator("form:has([name=note]) [type=submit]").first.click()


def test_a_new_hub_is_entered_through_the_staff_area_alone_in_three_languages(staff_page):
    Territory.objects.create(slug="finland", name="Finland", kind="country")
    page, site = staff_page, staff_page.url.replace("/admin/", "")

    enter_the_hub(page)
    expect(page.get_by_role("link", name="Open, pause or close")).to_be_visible()
    page.goto(f"{site}/hubs/oulu/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oulu Health")  # a preview
    page.go_back()
    open_the_hub(page)
    page.context.clear_cookies()

    for prefix, number in [("", 0), ("/cy", 1), ("/nb", 2)]:
        page.goto(f"{site}{prefix}/hubs/oulu/")
        expect(page.get_by_role("heading", level=1)).to_contain_text(WORDS["name"][number])
        expect(page.locator("main")).to_contain_text(WORDS["summary"][number])
    page.goto(f"{site}/hubs/")
    expect(page.get_by_role("link", name="Oulu Health")).to_be_visible()
    assert Hub.objects.get(slug="oulu").status == Hub.Status.LIVE


def test_its_own_staff_add_a_priority_and_a_host_without_a_developer(page_at):
    hub = HubFactory(slug="oulu", name="Oulu Health")
    ThemeFactory(slug="ageing", name="Ageing well")
    OrganisationFactory(slug="city", name="City of Oulu")
    page = page_at(1280, "/healthz")
    manager = staff("hub_manager", hub)
    page.context.add_cookies([c | {"url": page.url} for c in signed_in(manager)])
    site = page.url.replace("/healthz", "")
    page.goto(f"{site}/admin/hubs/hub/{hub.pk}/change/")

    page.locator("summary", has_text="Priorities and strengths").click()
    page.get_by_role("button", name="Add another Priority or strength").click()
    page.locator("[name=priorities-0-theme]").select_option(label="Ageing well")
    page.get_by_role("group", name="Ties", exact=True).locator("summary").click()
    page.get_by_role("button", name="Add another Tie").click()
    page.locator("[name=ties-0-kind]").select_option("1_hosts")
    page.locator(".field-organisation .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("city")
    page.locator(".select2-results__option", has_text="City of Oulu").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()
    page.goto(f"{site}/hubs/oulu/")

    expect(page.locator("main")).to_contain_text("Ageing well")
    expect(page.locator("main")).to_contain_text("City of Oulu")
