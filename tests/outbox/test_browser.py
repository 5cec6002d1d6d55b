import pytest
from django.core.mail import send_mail

from hubportal.outbox import services
from hubportal.outbox.letters import Calendar
from hubportal.outbox.models import Letter
from tests.hubs.factories import HubFactory
from tests.outbox.factories import PersonFactory, letter

LIST = "/admin/outbox/letter/"


@pytest.fixture
def signed_in(page, live_server, client, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def test_staff_read_letters_in_a_browser(signed_in, live_server, axe, smtp, deliver):
    calendar = Calendar(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST")
    bad, good = letter(), letter(about=HubFactory(), attachments=[calendar])
    smtp.refusals[bad.to] = "550 No such user here"
    deliver()
    send_mail("Code", "123456", None, ["a@example.org"])
    letter("greetings/email/reminder")
    services.pause(by=None, reason="The wrong date in all reminders.")
    signed_in.goto(f"{live_server.url}{LIST}")
    assert signed_in.get_by_text("The wrong date in all reminders.").is_visible()
    axe(signed_in)
    signed_in.goto(f"{live_server.url}{LIST}{good.pk}/change/")
    framed = signed_in.frame_locator("iframe").get_by_text(f"this is about {good.about}")
    assert framed.is_visible()
    axe(signed_in)
    signed_in.get_by_role("link", name="Send again").click()
    axe(signed_in)
    signed_in.get_by_role("button", name="Send again").click()
    signed_in.get_by_text("The letter is waiting to be sent.").wait_for()
    assert Letter.objects.get(pk=good.pk).status == "waiting"
    signed_in.goto(f"{live_server.url}{LIST}")
    signed_in.locator("input.action-select").first.check()
    signed_in.locator("select[name=action]").select_option("cancel")
    signed_in.get_by_role("button", name="Go").click()
    axe(signed_in)


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_a_list_shows_all_its_columns_without_scrolling_sideways(
    signed_in, live_server, axe, width
):
    letter(to=PersonFactory(email="a.rather.long.name@department.university.example.org"))
    signed_in.set_viewport_size({"width": width, "height": 900})
    signed_in.goto(f"{live_server.url}{LIST}")
    cut = "all => all.filter(part => part.scrollWidth > part.clientWidth + 1).length"
    parts = "#changelist, .results, #result_list :is(td, th), .actions, #toolbar, #searchbar"
    assert signed_in.locator(parts).evaluate_all(cut) == 0
    signed_in.locator("summary", has_text="Filter").click()
    assert signed_in.get_by_role("link", name="Hello", exact=True).is_visible()
    axe(signed_in)
    signed_in.get_by_role("link", name="Hello", exact=True).click()
    signed_in.get_by_role("link", name="Clear all filters").wait_for()
    named = "cell => getComputedStyle(cell, '::before').content"
    label = signed_in.locator("#result_list tbody .field-to").evaluate(named)
    assert label == ("none" if width == 1280 else '"To"')


def test_what_is_wrong_stands_between_the_name_and_the_box(signed_in, live_server, axe):
    signed_in.goto(f"{live_server.url}{LIST}pause/")
    box = signed_in.get_by_label("Reason", exact=True)
    box.fill(" ")
    signed_in.locator(".verb-form").evaluate("form => { form.noValidate = true }")
    signed_in.get_by_role("button", name="Pause sending").click()
    wrong = signed_in.locator(".verb-form .errorlist")
    name = signed_in.locator(".verb-form label")
    tops = [part.bounding_box() for part in (name, wrong, box)]
    assert [part["x"] for part in tops] == [tops[0]["x"]] * 3
    assert sorted(tops, key=lambda part: part["y"]) == tops
    assert name.inner_text() == "Reason"
    axe(signed_in)


def test_a_letter_longer_than_its_frame_is_read_by_pulling_the_frame(signed_in, live_server):
    signed_in.goto(f"{live_server.url}{LIST}{letter(about=HubFactory()).pk}/change/")
    frame = signed_in.locator("iframe.letter")
    assert frame.evaluate("frame => getComputedStyle(frame).resize") == "vertical"
    title, names = signed_in.locator("#letter-headers"), signed_in.locator("dl.sheet dt").first
    starts = "part => part.getBoundingClientRect().x + parseInt(getComputedStyle(part).paddingLeft)"
    assert title.evaluate(starts) == names.evaluate(starts)
