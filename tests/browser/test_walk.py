"""What a newcomer does, in a real browser, with letters from a real mail server."""

import re

import pytest
from django.utils import timezone

from events import services
from events.models import Registration
from members.models import User
from tests.browser.test_pages import signed_in
from tests.members.factories import UserFactory
from tests.world import a_world, an_event

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def world():
    return a_world()


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def code_in(letter) -> str:
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text_of(letter), re.MULTILINE)[1]


def links_in(letter) -> list[str]:
    """Where the letter leads, as paths: its addresses come from a setting."""
    return re.findall(r"https?://[^/\s]+(/\S+)", text_of(letter))


def test_a_visitor_registers_with_three_answers_and_one_code(world, page_at, deliver):
    an_event(world.hub, "plain", listed_days=0)  # asks nothing else
    page = page_at(390, "/events/plain/")
    page.get_by_role("link", name="Register").first.click()
    page.get_by_label("Name").fill("Nia Example")
    page.get_by_label("Email address").fill("nia@example.org")
    page.locator("select[name=sector]").select_option(index=2)
    page.get_by_role("button", name=re.compile("code|Continue|Join", re.IGNORECASE)).click()
    page.wait_for_load_state()
    (letter,) = [mail for mail in deliver() if mail["To"] == "nia@example.org"]
    page.locator("input[name=code]").fill(code_in(letter))
    page.locator("form:has(input[name=code]) button").first.click()
    page.wait_for_url(re.compile("/events/plain/$"))

    nia = User.objects.get(email="nia@example.org")
    assert nia.registrations.get().status == Registration.Status.CONFIRMED
    confirmation = deliver()[-1]
    (invitation,) = [part for part in confirmation.walk() if part.get_filename() == "invite.ics"]
    assert invitation.get_param("method") == "REQUEST"
    assert "METHOD:REQUEST" in invitation.get_content()


def test_a_full_event_has_a_queue_and_a_freed_place_is_offered(world, page_at, deliver):
    full = an_event(world.hub, "full", capacity=1)
    first, second = UserFactory(), UserFactory()
    taken = services.register(full, by=first)
    page = page_at(1280, "/healthz")
    page.context.add_cookies([c | {"url": page.url} for c in signed_in(second)])
    page.goto(page.url.replace("/healthz", "/events/full/"))
    page.get_by_role("link", name="Join the waiting list").click()
    page.get_by_role("button", name="Join the waiting list").click()
    page.wait_for_load_state()
    assert second.registrations.get().status == Registration.Status.WAITING

    services.cancel(taken, by=first)
    (offer,) = [
        mail
        for mail in deliver()
        if "offer" in text_of(mail).lower() or "free" in mail["Subject"].lower()
    ]
    assert offer["To"] == second.email
    page.context.clear_cookies()
    link = next(path for path in links_in(offer) if path.startswith("/registrations/"))
    page.goto(re.sub(r"/events/full/.*", link, page.url))
    page.get_by_role("button", name="Take the place").click()
    page.wait_for_load_state()

    assert second.registrations.get().status == Registration.Status.CONFIRMED


def test_an_application_is_written_left_resumed_and_handed_in(world, page_at, deliver):
    Registration.objects.filter(pk=world.registration.pk).update(status="attended")
    world.draft.delete()
    world.call.event = world.event
    world.call.save()
    page = page_at(1280, "/healthz")
    base = page.url.replace("/healthz", "")
    page.context.add_cookies([c | {"url": page.url} for c in signed_in(world.member)])
    page.goto(f"{base}/funding/{world.call.slug}/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_load_state()
    tasks = page.url
    page.get_by_role("link", name="project", exact=False).first.click()
    page.get_by_label("Project title").fill("Care at home, together")
    page.get_by_role("button", name="Save and come back later").click()
    page.wait_for_load_state()

    page.goto(tasks)
    page.get_by_role("link", name="project", exact=False).first.click()
    assert page.get_by_label("Project title").input_value() == "Care at home, together"
    assert timezone.now() > world.member.applications.get(call=world.call).changed_at
