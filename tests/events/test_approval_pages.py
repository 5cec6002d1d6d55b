"""What people see of an application, an invitation and a colleague who comes instead."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events import emails, services
from events.models import Registration
from hubs.templatetags.hub import zoned
from tests.events.factories import EventFactory, RegistrationFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def event(db):
    today = timezone.localdate()
    return EventFactory(
        start_date=today + 21 * DAY, approval=True, decide_by=today + 7 * DAY, capacity=2
    )


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text(response) -> str:
    return response.content.decode()


def main(response) -> str:
    return text(response).partition("<main")[2]


# Applying ---------------------------------------------------------------------------------------


def test_an_event_whose_hub_chooses_says_so(client, event):
    page = main(client.get(event.get_absolute_url()))
    assert "Apply for a place" in page
    assert "The hub chooses who comes" in page
    assert f"{event.decide_by.year}" in page
    assert "waiting list" not in page.lower()
    assert "Apply for a place" in main(client.get("/events/"))


def test_a_full_event_whose_hub_chooses_speaks_of_no_waiting_list(client, event):
    RegistrationFactory.create_batch(2, event=event)
    assert "waiting list" not in main(client.get(event.get_absolute_url())).lower()
    assert "waiting list" not in main(client.get("/events/")).lower()


def test_whoever_applied_reads_by_when_they_hear_everywhere(client, event, person):
    client.post(f"{event.get_absolute_url()}register/")
    one = Registration.objects.get(person=person)
    assert one.status == "applied"
    day = f"{event.decide_by.day} "
    for address in (event.get_absolute_url(), one.get_absolute_url()):
        page = main(client.get(address))
        assert "You have applied" in page
        assert "Withdraw my application" in page
        assert "You have a place" not in page
        assert "waiting list" not in page.lower()
        assert day in page
    mine = main(client.get("/me/"))
    assert "Waiting for approval" in mine
    assert "You hear by" in mine


def test_whoever_waits_longer_than_promised_reads_that_it_is_late(client, event, person):
    client.post(f"{event.get_absolute_url()}register/")
    one = Registration.objects.get(person=person)
    promised = timezone.localdate() - 2 * DAY
    type(event).objects.update(decide_by=promised)
    for address in (event.get_absolute_url(), one.get_absolute_url()):
        page = " ".join(main(client.get(address)).split())
        assert "We promised an answer by" in page
        assert "We have reminded the hub" in page
        assert "You hear from us by" not in page
    mine = main(client.get("/me/"))
    assert "The answer is late" in mine
    assert "You hear by" not in mine


def test_the_page_of_an_event_is_closed_for_applying_after_the_promised_day(client, event):
    type(event).objects.update(decide_by=timezone.localdate() - 2 * DAY)
    page = main(client.get(event.get_absolute_url()))
    assert "You could apply until" in page
    assert "/register/" not in page


def test_an_application_is_withdrawn_by_its_link(client, event, person):
    one = services.register(event, by=person)
    client.logout()
    client.post(f"/registrations/{one.token}/cancel/")
    one.refresh_from_db()
    assert one.status == "cancelled"
    assert "You have withdrawn your application" in main(client.get(one.get_absolute_url()))


def test_whoever_was_declined_reads_that_it_stays_so(client, event, person):
    one = services.register(event, by=person)
    services.decline(one, by=staff("event_officer", event.hub), reason="No.")
    assert "cannot apply again" in main(client.get(event.get_absolute_url()))
    client.post(f"{event.get_absolute_url()}register/")
    assert Registration.objects.get(person=person).status == "declined"


# Invited -----------------------------------------------------------------------------------------


def test_an_invitation_is_called_one_on_every_page(client, event, person):
    officer = staff("event_officer", event.hub)
    one = services.invite(event, by=officer, person=person, beyond=True)
    for address in (event.get_absolute_url(), one.get_absolute_url(), "/me/"):
        page = main(client.get(address))
        assert "You are invited" in page
        assert "I cannot come" in page
        assert "goes to the next" not in page
    client.post(f"/registrations/{one.token}/take/")
    client.post(f"/registrations/{one.token}/take/")
    one.refresh_from_db()
    assert one.status == "confirmed"


def test_an_invitation_claimed_late_is_answered_in_words(client, event, person):
    one = services.invite(event, by=staff("event_officer", event.hub), person=person)
    Registration.objects.update(offer_expires_at=timezone.now() - dt.timedelta(minutes=1))
    response = client.post(f"/registrations/{one.token}/take/")
    assert response.status_code == 409
    assert "The offer has ended" in text(response)


# A colleague comes instead -----------------------------------------------------------------------


@pytest.fixture
def holder(event):
    return RegistrationFactory(event=event)


def pass_on(client, holder, email):
    return client.post(f"/registrations/{holder.token}/pass-on/", {"email": email}, follow=True)


def blank(response) -> str:
    """The page without what differs between any two people."""
    own = r"/registrations/[^/\"]+/|Person Number\d+|\b\d+-[0-9A-Z]{6}\b|\S+@\S+"
    return re.sub(own, "…", main(response))


def test_the_way_to_pass_it_on_is_where_the_place_is(client, holder):
    address = f"/registrations/{holder.token}/pass-on/"
    assert address in main(client.get(holder.get_absolute_url()))
    client.force_login(holder.person)
    assert address in main(client.get(holder.event.get_absolute_url()))
    assert "Who comes instead of you?" in main(client.get(address))


def test_the_answer_is_the_same_whoever_the_address_belongs_to(client, event, holder):
    twin = RegistrationFactory(event=event)
    pages = [
        pass_on(client, holder, "nobody@example.org"),
        pass_on(client, twin, UserFactory().email),
    ]
    assert Registration.objects.filter(origin="colleague").count() == 1
    shown = {blank(page) for page in pages}
    assert len(shown) == 1
    assert "If this person has an account" in shown.pop()
    assert blank(client.get(holder.get_absolute_url())) == blank(
        client.get(twin.get_absolute_url())
    )


def test_the_page_sets_no_cookie_and_is_kept_by_nobody(client, holder):
    response = client.get(f"/registrations/{holder.token}/pass-on/")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 300 + "@example.org", "a\x00@b.org"])
def test_what_is_no_address_is_said_at_the_field(client, holder, email):
    response = pass_on(client, holder, email)
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    holder.refresh_from_db()
    assert holder.status == "confirmed"


def test_what_cannot_be_is_refused_on_the_page(client, holder):
    response = pass_on(client, holder, holder.person.email)
    assert response.status_code == 409
    assert "your own address" in text(response)
    services.cancel(holder, by=holder.person)
    response = pass_on(client, holder, "nobody@example.org")
    assert response.status_code == 409
    assert "You have no place that a colleague could take." in text(response)


def test_a_refusal_stands_at_the_field_with_what_was_typed_and_without_old_news(client, holder):
    assert "You named first@example.org" in main(pass_on(client, holder, "first@example.org"))
    refused = pass_on(client, holder, holder.person.email)
    page = main(refused)
    assert refused.status_code == 409
    assert "we have asked them" not in page
    [field] = re.findall(r'<div id="div_id_email".*?</div>', page, re.DOTALL)
    assert "your own address" in field
    assert f'value="{holder.person.email}"' in field


def test_the_place_says_who_was_named_since_when_and_until_when(client, holder):
    holder.person.time_zone = "Europe/Oslo"
    holder.person.save()
    assert "You named" not in main(client.get(holder.get_absolute_url()))
    pass_on(client, holder, "Ceri.Aled@example.org")
    page = " ".join(main(client.get(holder.get_absolute_url())).split())
    asked = emails.asked(holder, now=timezone.now())
    since, until = zoned(asked.since, "Europe/Oslo"), zoned(asked.until, "Europe/Oslo")
    assert f"You named Ceri.Aled@example.org on {since}." in page
    assert f"They can take the place until {until}." in page
    services.cancel(holder, by=holder.person)
    assert "You named" not in main(client.get(holder.get_absolute_url()))


def test_a_wrong_link_passes_nothing_on(client, holder):
    assert (
        pass_on(client, type("Forged", (), {"token": f"{holder.pk}.x"}), "a@b.org").status_code
        == 404
    )


def test_the_colleague_takes_the_place_on_their_own_page(client, event, holder):
    colleague = UserFactory()
    pass_on(client, holder, colleague.email)
    one = Registration.objects.get(person=colleague)
    page = main(client.get(one.get_absolute_url()))
    assert "Will you come instead?" in page
    assert "The place stays theirs until you take it." in page
    client.post(f"/registrations/{one.token}/take/")
    assert "You have a place" in main(client.get(one.get_absolute_url()))
    assert "A colleague comes instead of you." in main(client.get(holder.get_absolute_url()))
