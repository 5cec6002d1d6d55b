"""What scripts add to the pages, and that pages do without them."""

import datetime as dt
import re

import pytest
from django.conf import settings as configured
from django.utils import timezone

from events.models import Share
from hubportal.outbox import letters
from members.models import User
from tests.events.factories import AnswerFactory, EventFactory, applying
from tests.funding.factories import ApplicationFactory
from tests.members.factories import PASSWORD, UserFactory, staff

pytestmark = pytest.mark.browser
DAY = dt.timedelta(days=1)

TEXTS = [
    *["", "   ", "one", " two  words ", "line\nbreak\r\nand\ttab", "e-mail isn’t two-three"],
    *["emoji 🙂 counts", "ŵyneb ac ŷd", "no\u00a0break", "zero\u200bwidth", "thin\u2009space"],
    *["next\x85line", "unit\x1fseparator", "mark\ufeffinside", "ideographic\u3000space"],
]


@pytest.fixture
def entered(client, live_server):
    """Puts a person's session into the browser of a page."""

    def enter(page, person: User):
        client.force_login(person)
        name = configured.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])

    return enter


def complaints(page) -> list[str]:
    """What the browser will say of refused styles, refused scripts and errors from now on."""
    heard = []
    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_words_are_counted_as_python_counts_them(page_at):
    page = page_at(1280)
    script = "async texts => texts.map((await import('/static/js/site.js')).countWords)"
    assert page.evaluate(script, TEXTS) == [len(text.split()) for text in TEXTS]


def test_the_menu_of_a_phone_opens_without_scripts(page_at):
    page = page_at(390, java_script_enabled=False)
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Events")
    assert not link.is_visible()
    page.locator("summary", has_text="Menu").click()
    link.click()
    assert page.url.endswith("/events/")


@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_a_long_state_of_an_event_fits_the_narrowest_screen(page_at, prefix):
    now = timezone.now()
    EventFactory(start_date=now.date() + 90 * DAY, registration_opens_at=now + 40 * DAY)
    page = page_at(320, f"{prefix}/events/")
    assert page.locator(".ev .tag").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_form_sent_twice_leaves_once(page_at):
    page = page_at(1280, "/accounts/login/")
    clicks = """() => {
      let left = 0;
      addEventListener("submit", event => {
        left += !event.defaultPrevented;
        event.preventDefault();
      });
      const button = document.querySelector("form[method=post] button");
      button.click(); button.click(); button.click();
      return left;
    }"""
    assert page.evaluate(clicks) == 1


def test_a_passkey_is_made_and_used(page_at, live_server, settings, axe):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = UserFactory(email="nia@example.org")
    page = page_at(1280, "/accounts/login/?next=/accounts/2fa/webauthn/add/")
    said = complaints(page)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    able = {name: True for name in ["hasResidentKey", "hasUserVerification", "isUserVerified"]}
    device = {"protocol": "ctap2", "transport": "internal", **able}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.get_by_text("Use a password").click()
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in with password").click()
    page.fill("#id_password", PASSWORD)  # a change to the account asks again
    page.get_by_role("button", name="Confirm").click()
    axe(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.context.clear_cookies()
    page.goto(live_server.url + "/accounts/login/?next=/accessibility/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(live_server.url + "/accessibility/")
    page.locator("header summary", has_text=person.get_short_name()).wait_for()
    assert not said


def test_text_outlives_a_lost_session(page_at, live_server, entered):
    draft = ApplicationFactory()
    page = page_at(1280, "/accessibility/")
    entered(page, draft.applicant)
    page.goto(f"{live_server.url}/applications/{draft.reference}/project/")
    box, line = page.locator("textarea").first, page.locator(".saved")
    box.fill("Singing keeps people on their feet.")
    line.filter(has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()
    page.context.clear_cookies()
    box.fill("Singing keeps people on their feet, and in company.")
    line.filter(has_text="signed out").wait_for()
    entered(page, draft.applicant)
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    assert box.input_value().endswith("and in company.")
    line.filter(has_text=re.compile(r"Saved \d\d:\d\d")).wait_for()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_account_pages_are_sound(page_at, live_server, entered, axe, width, dark):
    page = page_at(width, "/accessibility/", dark=dark)
    said = complaints(page)
    outside = ["login/code/", "password/reset/"]
    inside = ["password/change/", "logout/"]
    for path in [*outside, *inside]:
        if path == inside[0]:
            entered(page, UserFactory())
        page.goto(f"{live_server.url}/accounts/{path}")
        assert page.url.endswith(path)
        axe(page)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), path
    assert not said


NARROW = """() => [...document.querySelectorAll("#result_list .field-said > *, .results table td")]
  .filter((part) => part.textContent.trim() && part.offsetParent)
  .map((part) => part.getBoundingClientRect().width)"""


def test_staff_tables_in_welsh_stand_in_no_narrow_columns_on_a_phone(
    page_at, live_server, entered, one_factor
):
    today = timezone.localdate()
    day = {"start_date": today + 30 * DAY, "decide_by": today + 9 * DAY}
    event = EventFactory(approval=True, **day)
    said = {"affiliation": "Nyrs, Bwrdd Iechyd", "comes_for": "Cyfarfod ag eraill"}
    mine = applying(event, created_at=timezone.now(), **said)
    for wording in ("Pwy sy’n eich enwebu chi?", "Beth rydych yn ei gynnig?"):
        AnswerFactory(registration=mine, wording=wording, text="Amser ac ystafelloedd")
    Share.objects.create(event=event, roll_up="care", at_least=1)
    page = page_at(390)
    entered(page, staff("event_officer", event.hub))
    for path in ("registration/?decide=yes", f"event/{event.pk}/next/"):
        page.goto(f"{live_server.url}/cy/admin/events/{path}")
        widths = page.evaluate(NARROW)
        assert widths and min(widths) >= 90, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_letter_says_the_same_in_text_and_in_html():
    code = "4821-7736"
    subject, text, html = letters.render("account/email/login_code", {"code": code})
    assert code in text
    assert code in html
    assert code not in subject  # staff see subjects
