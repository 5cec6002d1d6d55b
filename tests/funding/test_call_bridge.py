"""From an event to its call: who came is told when it opens, and reads that they may apply."""

import pytest
from django.utils import timezone

from events.services import close_attendance, settle_attendance
from funding import services
from funding.models import Call
from hubportal.outbox.models import Letter
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import DAY, ApplicationFactory, CallFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """So long ago that nobody is thanked for coming any more."""
    return EventFactory(start_date=timezone.localdate() - 20 * DAY, capacity=20)


@pytest.fixture
def yesterday():
    return EventFactory(start_date=timezone.localdate() - DAY, capacity=20)


def came(event, **fields):
    return RegistrationFactory(event=event, status="attended", **fields)


def told(registration) -> int:
    return Letter.objects.filter(
        person=registration.person, what="funding/email/call_opens"
    ).count()


def test_everybody_who_came_is_told_once_when_the_call_opens(event):
    call = CallFactory(event=event, opens_at=timezone.now() + DAY)
    there, missed = came(event), RegistrationFactory(event=event, status="missed")
    confirmed = RegistrationFactory(event=event)
    elsewhere = came(EventFactory(start_date=event.start_date))
    assert services.tell_of_open_calls(now=call.opens_at - DAY / 24) == 0
    assert services.tell_of_open_calls(now=call.opens_at) == 1
    assert services.tell_of_open_calls(now=call.opens_at + DAY / 24) == 0
    assert [told(each) for each in (there, missed, confirmed, elsewhere)] == [1, 0, 0, 0]


def test_the_letter_says_in_the_persons_language_what_is_open_until_when(event):
    call = CallFactory(event=event, title="Seed fund of spring")
    there = came(event, person=UserFactory(language="nb"))
    services.tell_of_open_calls()
    letter = Letter.objects.get(person=there.person)
    text = letter.message().get_body(("plain",)).get_content()
    assert "Seed fund of spring" in text
    assert "/nb" + call.get_absolute_url() in text
    assert letter.expires_at == call.closes_at


def test_whoever_is_marked_as_attended_later_is_told_then_but_not_after_the_end(event):
    call = CallFactory(event=event)
    late, too_late = RegistrationFactory(event=event), RegistrationFactory(event=event)
    services.tell_of_open_calls()
    type(late).objects.filter(pk=late.pk).update(status="attended")
    services.tell_of_open_calls()
    type(late).objects.filter(pk=too_late.pk).update(status="attended")
    services.tell_of_open_calls(now=call.closes_at)
    assert (told(late), told(too_late)) == (1, 0)


@pytest.mark.parametrize("status", [Call.Status.DRAFT, Call.Status.WITHDRAWN])
def test_nobody_is_told_of_a_call_that_is_not_announced(event, status):
    CallFactory(event=event, status=status)
    there = came(event)
    services.tell_of_open_calls()
    assert told(there) == 0


def test_who_applied_already_needs_no_letter(event):
    call = CallFactory(event=event)
    there = came(event)
    ApplicationFactory(call=call, applicant=there.person)
    services.tell_of_open_calls()
    assert told(there) == 0


def kinds(registration) -> list[str]:
    letters = Letter.objects.filter(person=registration.person).order_by("pk")
    return [what.rpartition("/")[2] for what in letters.values_list("what", flat=True)]


def test_who_is_thanked_for_coming_reads_of_the_open_call_there_and_only_there(yesterday):
    call, there = CallFactory(event=yesterday, title="Seed fund of spring"), came(yesterday)
    services.tell_of_open_calls()
    assert kinds(there) == []
    settle_attendance(yesterday, by=None)
    services.tell_of_open_calls()
    assert kinds(there) == ["thank_you"]
    letter = Letter.objects.get(person=there.person)
    assert call.title in letter.message().get_body(("plain",)).get_content()


def test_whoever_is_marked_late_reads_of_the_open_call_in_the_thanks_that_follow(yesterday):
    CallFactory(event=yesterday)
    came(yesterday)
    settle_attendance(yesterday, by=None)
    late = came(yesterday)
    services.tell_of_open_calls()
    assert kinds(late) == []
    close_attendance()
    services.tell_of_open_calls()
    assert kinds(late) == ["thank_you"]


def test_who_was_thanked_before_the_call_opened_is_told_when_it_does(yesterday):
    there = came(yesterday)
    coming = CallFactory(event=yesterday, opens_at=timezone.now() + DAY)
    draft = CallFactory(event=yesterday, status="draft")
    settle_attendance(yesterday, by=None)
    services.tell_of_open_calls()
    assert kinds(there) == ["thank_you"]
    services.publish_call(draft, by=staff("hub_manager", draft.hub))
    services.tell_of_open_calls()
    assert kinds(there) == ["thank_you", "call_opens"]
    services.tell_of_open_calls(now=coming.opens_at)
    assert kinds(there) == ["thank_you", "call_opens", "call_opens"]


def test_a_call_that_closes_before_the_thanks_could_tell_it_is_told_at_once(yesterday):
    short = CallFactory(event=yesterday, closes_at=yesterday.ends_at + 2 * DAY)
    there = came(yesterday)
    services.tell_of_open_calls(now=yesterday.ends_at + DAY / 24)
    assert kinds(there) == ["call_opens"]
    assert Letter.objects.get(person=there.person).expires_at == short.closes_at


def test_each_call_of_an_event_is_told_by_itself(event):
    there = came(event)
    CallFactory.create_batch(2, event=event)
    services.tell_of_open_calls()
    assert told(there) == 2


def test_a_waiting_letter_is_dropped_when_it_is_no_longer_true(event):
    call, there = CallFactory(event=event), came(event)
    assert call.why_not_send("call_opens", str(there.pk)) == ""
    there.status = "missed"
    there.save()
    assert "not marked as attended" in call.why_not_send("call_opens", str(there.pk))
    call.closes_at = timezone.now()
    assert "not open" in call.why_not_send("call_opens", str(there.pk))


def test_the_page_of_the_call_says_to_whom_it_is_open(client, event):
    call = CallFactory(event=event)
    there, confirmed = came(event), RegistrationFactory(event=event)
    for person, words in [
        (there.person, f"You came to “{event.title}”: you can apply."),
        (confirmed.person, "Were you there?"),
        (UserFactory(), "Only people who attended"),
    ]:
        client.force_login(person)
        assert words in client.get(call.get_absolute_url()).content.decode()


def test_the_page_of_the_call_leads_to_the_team_finder_who_may_see_it(client, event):
    call, link = CallFactory(event=event), f"/events/{event.slug}/people/?team=1"
    elsewhere = EventFactory(start_date=event.start_date)
    closed = CallFactory(event=elsewhere, closes_at=timezone.now() - DAY)
    there, stranger = came(event), UserFactory()
    late = came(closed.event)
    assert link not in client.get(call.get_absolute_url()).content.decode()
    for person, of, shown in [
        (there.person, call, True),
        (stranger, call, False),
        (late.person, closed, False),
    ]:
        client.force_login(person)
        page = client.get(of.get_absolute_url()).content.decode()
        assert ("?team=1" in page) is shown
