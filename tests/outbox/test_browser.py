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
