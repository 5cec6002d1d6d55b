"""The door in a real browser: the connection goes and comes back, and nothing is lost."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events.models import Registration, Scan
from events.models.codes import door_code, door_token
from hubs.templatetags.hub import full_date
from tests.browser.test_pages import signed_in
from tests.events.factories import RegistrationFactory
from tests.events.test_door import going_on
from tests.members.factories import staff

pytestmark = pytest.mark.browser
SCANS = re.compile(r"/door/scans/$")


@pytest.fixture
def event():
    event = going_on(title="Sandpit")
    for name in ("Ann Abel", "Ben Bala", "Cai Conwy"):
        RegistrationFactory(event=event, person__name=name)
    return event


@pytest.fixture
def people(event):
    return list(event.registrations.select_related("person").order_by("person__name"))


@pytest.fixture
def opened(event, page_at, live_server):
    """`opened(390)`: the door page at that width, for somebody who helps there."""

    def door(width, **how):
        page = page_at(width, "/healthz", **how)
        cookies = signed_in(staff("door", event.hub))
        page.context.add_cookies([cookie | {"url": live_server.url} for cookie in cookies])
        page.goto(f"{live_server.url}/events/{event.slug}/door/")
        return page

    return door


def scan(page, code):
    """As a hand scanner does: the code and Enter."""
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Code", exact=True).press("Enter")


def kept(page) -> int:
    return page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('door ') && k !== 'door device').length"
    )


def said(page):
    return page.locator("#door-said")


def test_readings_without_a_connection_are_kept_sent_in_order_and_doubles_shown(opened, people):
    page = opened(390)
    ann, ben, cai = people
    page.context.set_offline(True)
    address = f"https://hubs.example/check-in/{door_token(ann)}/"
    for code in (address, door_code(ben), address):
        scan(page, code)
    trouble = page.get_by_role("alert").filter(has_text="No connection")
    trouble.get_by_text("No connection: 3 readings are kept on this device").wait_for()
    said(page).get_by_text("Checked in before").wait_for()
    assert kept(page) == 3
    assert not Scan.objects.exists()

    page.context.set_offline(False)
    trouble.wait_for(state="hidden")
    assert kept(page) == 0
    rows = Scan.objects.order_by("scanned_at").values_list("registration", "outcome")
    assert list(rows) == [(ann.pk, "first"), (ben.pk, "first"), (ann.pk, "again")]
    said(page).get_by_text(re.compile(r"Checked in before at \d\d:\d\d by ")).wait_for()
    assert page.locator("[data-count=came]").inner_text() == "2"
    assert page.locator(f"[data-person='{cai.pk}'] button").inner_text() == "Check in"
    ann.refresh_from_db()
    assert ann.arrived_at == Scan.objects.order_by("scanned_at").first().scanned_at


def test_a_code_typed_without_its_hyphen_finds_its_row_before_the_server_answers(opened, people):
    page = opened(390)
    page.context.set_offline(True)
    for one, between in zip(people, [" ", "", "–"], strict=True):
        scan(page, door_code(one).replace("-", between).lower())
        said(page).get_by_text(one.person.name).wait_for()
    assert page.locator(".door-list").get_by_text("Kept on this device").count() == 3


def test_who_came_on_another_day_is_welcome_again_and_nothing_looks_wrong(opened, people):
    came = timezone.now() - dt.timedelta(days=1)
    Registration.objects.filter(pk=people[0].pk).update(status="attended", arrived_at=came)
    page = opened(390)
    day = full_date(timezone.localdate(came), "MONTH_DAY_FORMAT")
    page.context.set_offline(True)
    scan(page, door_code(people[0]))
    said(page).get_by_text(f"Came on {day} already").wait_for()
    assert "good" in said(page).get_attribute("class").split()
    page.context.set_offline(False)
    page.locator("#door-trouble").wait_for(state="hidden")
    assert Scan.objects.get().outcome == "again"
    assert said(page).get_by_text(f"Came on {day} already").is_visible()
    assert "good" in said(page).get_attribute("class").split()


def test_a_code_that_comes_twice_on_a_later_day_is_welcome_once(opened, people):
    came = timezone.now() - dt.timedelta(days=1)
    Registration.objects.filter(pk=people[0].pk).update(status="attended", arrived_at=came)
    page = opened(390)
    page.context.set_offline(True)
    scan(page, door_code(people[0]))
    said(page).get_by_text("Came on ").wait_for()
    scan(page, door_code(people[0]))
    said(page).get_by_text("Checked in before", exact=True).wait_for()
    assert "good" not in said(page).get_attribute("class").split()
    page.context.set_offline(False)
    page.locator("#door-trouble").wait_for(state="hidden")
    said(page).get_by_text(re.compile(r"Checked in before at \d\d:\d\d by ")).wait_for()
    kinds = page.locator("#door-log li").evaluate_all("rows => rows.map(row => row.dataset.kind)")
    assert kinds == ["warn", "good"]


def test_a_number_that_is_no_code_of_ours_names_nobody_and_leaves_every_row(opened, people):
    page = opened(390)
    pk = people[0].pk
    page.context.set_offline(True)
    scan(page, door_code(people[0]))
    said(page).get_by_text(people[0].person.name).wait_for()
    strange = [f"{pk}234567", f"{pk}-10IOLU", f"{pk}.99", f"https://x.example/login/{pk}.5", "7"]
    for code in strange:
        scan(page, code)
        page.locator("#door-log li").first.get_by_text(f"Code {code[-14:]}").wait_for(
            state="attached"
        )
        assert people[0].person.name not in said(page).inner_text()
    row = page.locator(f"[data-person='{pk}']")
    assert row.get_by_text("Kept on this device").is_visible()
    page.context.set_offline(False)
    page.locator("#door-trouble").wait_for(state="hidden")
    said(page).get_by_text("Not one of our codes").wait_for()
    assert row.get_by_text("Checked in").is_visible()
    assert Registration.objects.attended().get() == people[0]


def test_who_is_checked_in_can_be_taken_back_at_once_and_the_search_stays(opened, people):
    page = opened(390)
    page.get_by_label("Name or organisation").fill("ben")
    row = page.locator(f"[data-person='{people[1].pk}']")
    row.get_by_role("button", name="Check in Ben Bala").click()
    row.get_by_role("button", name="Take back: Ben Bala").click()
    page.get_by_text("Taken back: Ben Bala is not checked in.").wait_for()
    assert page.get_by_label("Name or organisation").input_value() == "ben"
    assert not page.get_by_text("Ann Abel").is_visible()
    assert row.get_by_role("button", name="Check in Ben Bala").is_visible()

    page.get_by_label("Name or organisation").fill("ann")
    assert page.get_by_text("Ann Abel").is_visible()


def test_what_is_kept_survives_a_reload(opened, people):
    page = opened(1280)
    page.route(SCANS, lambda route: route.abort())
    for one in people[:2]:
        scan(page, door_code(one))
    page.get_by_text("No connection: 2 readings are kept on this device").wait_for()
    page.reload()
    page.get_by_text("No connection: 2 readings are kept on this device").wait_for()
    assert page.locator(f"[data-person='{people[0].pk}']").get_by_text("Kept").is_visible()

    page.unroute(SCANS)
    page.get_by_role("button", name="Try again now").click()
    page.locator("#door-trouble").wait_for(state="hidden")
    assert Registration.objects.attended().count() == 2


def test_an_answer_that_is_lost_on_its_way_back_checks_in_once(opened, people):
    page = opened(390)
    lost = []

    def lose(route):
        """The server has it, the device never hears."""
        if not lost:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    page.route(SCANS, lose)
    scan(page, door_code(people[0]))
    page.get_by_text("No connection: 1 reading is kept on this device").wait_for()
    page.locator("#door-trouble").wait_for(state="hidden")
    said(page).get_by_text("Checked in", exact=True).wait_for()
    assert list(Scan.objects.values_list("outcome", flat=True)) == ["first"]


def test_two_tabs_on_one_device_keep_and_send_what_each_of_them_read(opened, people):
    page = opened(390)
    other = page.context.new_page()
    other.goto(page.url)
    page.context.set_offline(True)
    for tab, one in zip([page, other, page], people, strict=True):
        scan(tab, door_code(one))
    other.get_by_text("No connection: 3 readings are kept on this device").wait_for()
    assert kept(page) == 3
    page.context.set_offline(False)
    for tab in (page, other):
        tab.locator("#door-trouble").wait_for(state="hidden")
    assert kept(page) == 0
    rows = Scan.objects.order_by("scanned_at").values_list("registration", "outcome")
    assert list(rows) == [(one.pk, "first") for one in people]


def test_one_reading_that_the_server_cannot_take_holds_up_no_other(opened, people):
    page = opened(390)
    ann, ben, cai = people
    unlucky = [ben]

    def fail(route):
        if any(door_code(one) in route.request.post_data for one in unlucky):
            return route.fulfill(status=500, body="")
        return route.continue_()

    page.route(SCANS, fail)
    page.context.set_offline(True)
    for one in people:
        scan(page, door_code(one))
    page.get_by_text("No connection: 3 readings").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Not taken and set aside: 1.").wait_for()
    assert list(Registration.objects.attended().order_by("arrived_at")) == [ann, cai]
    page.locator("#door-log [data-kind=bad]").get_by_text("Ben Bala").wait_for(state="attached")
    assert page.get_by_role("button", name="Check in Ben Bala").is_visible()
    assert kept(page) == 1

    unlucky.clear()
    page.get_by_role("button", name="Try again now").click()
    page.locator("#door-trouble").wait_for(state="hidden")
    assert Registration.objects.attended().count() == 3


def test_nor_does_one_of_somebody_who_is_not_listed(opened, people):
    page = opened(390)
    strange = door_code(RegistrationFactory())

    def fail(route):
        if strange in route.request.post_data:
            return route.fulfill(status=500, body="")
        return route.continue_()

    page.route(SCANS, fail)
    page.context.set_offline(True)
    for code in (strange, door_code(people[0])):
        scan(page, code)
    page.get_by_text("No connection: 2 readings").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Not taken and set aside: 1.").wait_for()
    assert Registration.objects.attended().get() == people[0]


def test_a_server_in_trouble_sets_nothing_aside(opened, people):
    page = opened(390)
    page.route(SCANS, lambda route: route.fulfill(status=500, body=""))
    for one in people[:2]:
        scan(page, door_code(one))
    page.get_by_text("Not taken yet. Readings kept on this device: 2").wait_for()
    page.unroute(SCANS)
    page.locator("#door-trouble").wait_for(state="hidden")
    assert Registration.objects.attended().count() == 2


# Makes what this device keeps first three days old, as it would be by then.
AGED = """() => {
  const name = Object.keys(localStorage).filter(k => k.startsWith('door ') && k !== 'door device')
    .sort((a, b) => JSON.parse(localStorage[a]).at < JSON.parse(localStorage[b]).at ? -1 : 1)[0];
  const kept = JSON.parse(localStorage[name]);
  kept.at = new Date(new Date(kept.at) - 3 * 24 * 3600 * 1000).toISOString();
  localStorage[name] = JSON.stringify(kept);
}"""


def test_what_is_kept_leaves_although_the_door_is_shut(opened, event, people):
    page = opened(390)
    page.route(SCANS, lambda route: route.abort())
    scan(page, door_code(people[0]))
    page.evaluate(AGED)
    over(event)
    page.reload()
    page.get_by_text("Checking in is over.").wait_for()
    page.get_by_text("No connection: 1 reading is kept on this device").wait_for()
    page.unroute(SCANS)
    page.get_by_role("button", name="Try again now").click()
    page.locator("#door-trouble").wait_for(state="hidden")
    assert kept(page) == 0
    assert Registration.objects.attended().get() == people[0]


def over(event):
    days = dt.timedelta(days=3)
    dates = {"start_date": event.start_date - days, "end_date": event.end_date - days}
    type(event).objects.filter(pk=event.pk).update(**dates)


def test_what_is_read_after_the_door_shut_is_loudly_set_aside_for_the_staff(opened, event, people):
    page = opened(390)
    over(event)
    scan(page, door_code(people[0]))
    trouble = page.get_by_role("alert").filter(has_text="Came too late to check anybody in: 1.")
    trouble.wait_for()
    said(page).get_by_text("Set aside for the staff").wait_for()
    assert people[0].person.name not in said(page).inner_text()
    assert kept(page) == 0
    row = page.locator(f"[data-person='{people[0].pk}']")
    assert row.get_by_role("button", name="Check in").is_visible()
    assert not Registration.objects.attended().exists()
    assert Scan.objects.get().outcome == "set_aside"


def test_a_session_that_ends_keeps_the_readings_until_somebody_signs_in(opened, event, people):
    page = opened(390)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    scan(page, door_code(people[0]))
    page.get_by_text("You are signed out. Readings kept on this device: 1").wait_for()
    link = page.locator("#door-trouble").get_by_role("link", name="Sign in")
    assert f"next=/events/{event.slug}/door/" in link.get_attribute("href").replace("%2F", "/")
    assert kept(page) == 1
    page.context.add_cookies(cookies)
    page.reload()
    said_good = page.locator("#door-log [data-kind=good]")
    said_good.wait_for(state="attached")
    assert kept(page) == 0
    assert Registration.objects.attended().get() == people[0]


def test_names_are_found_while_typing_and_checked_in_by_a_button(opened, people):
    page = opened(390)
    page.get_by_label("Name or organisation").fill("cai")
    assert page.locator("[data-person]:visible").count() == 1
    page.get_by_role("button", name="Check in Cai Conwy").click()
    said(page).get_by_text("Cai Conwy").wait_for()
    said(page).get_by_text("Checked in", exact=True).wait_for()
    assert Registration.objects.attended().get() == people[2]


def test_a_wrong_code_is_said_to_be_and_marks_nobody(opened, people):
    page = opened(390)
    scan(page, f"{people[0].pk}-AAAAAA")
    said(page).get_by_text("Not one of our codes").wait_for()
    row = page.locator(f"[data-person='{people[0].pk}']")
    assert row.get_by_role("button", name="Check in").is_visible()
    assert not Registration.objects.attended().exists()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (390, False)])
def test_the_door_is_accessible_in_each_of_its_states(opened, axe, people, width, dark):
    page = opened(width, dark=dark, reduced_motion="reduce")
    axe(page)
    for code in (door_code(people[0]), door_code(people[0]), "forged"):
        scan(page, code)
        said(page).locator(".door-title").wait_for()
        page.locator("#door-trouble").wait_for(state="hidden")
        axe(page)
    page.context.set_offline(True)
    scan(page, door_code(people[1]))
    page.get_by_text("No connection: 1 reading").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_joining_leads_to_another_site_although_forms_may_not(page_at, live_server):
    here, elsewhere = sorted(
        ["localhost", "127.0.0.1"], key=lambda name: name not in live_server.url
    )
    link = live_server.url.replace(here, elsewhere) + "/healthz?room"
    one = RegistrationFactory(event=going_on(format="online", join_url=link))
    page = page_at(390, f"/registrations/{one.token}/join/")
    page.get_by_role("button", name="Join now").click()
    page.wait_for_url(re.compile(r"/healthz\?room$"))
    one.refresh_from_db()
    assert one.status == "attended"
