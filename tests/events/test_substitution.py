"""A colleague comes instead."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events import emails, rules, services
from events.models import Event, Registration
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, applying, full, waiting
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


@pytest.fixture
def holder(event):
    return full(event)[0]


@pytest.fixture
def colleague(db):
    return UserFactory(profile__sector=SectorFactory(code="NHS"))


def ask(holder, email, now=NOW):
    return services.ask_colleague(holder, by=holder.person, email=email, now=now)


def asked(colleague) -> Registration:
    return Registration.objects.get(person=colleague, origin="colleague")


def body(message, person, name):
    return " ".join(message(person, name).get_body(("plain",)).get_content().split())


# By the person -----------------------------------------------------------------------------------


def test_the_colleague_is_asked_and_the_holder_keeps_the_place(event, holder, colleague, message):
    until = ask(holder, colleague.email.upper())
    one = asked(colleague)
    assert (one.status, one.instead_of, one.offer_expires_at) == ("offered", holder, until)
    holder.refresh_from_db()
    assert holder.status == "confirmed"
    assert rules.free_places(event, now=NOW) == 0
    text = body(message, colleague, "colleague_asked")
    assert str(holder.person) in text
    assert f"/registrations/{one.token}/take/" in text
    assert Step.objects.about(holder).get().note == "A colleague is asked to come instead"


def test_taking_it_moves_the_place_in_one_step(event, holder, colleague, letters, message):
    ask(holder, colleague.email)
    one = asked(colleague)
    queued = waiting(event)
    services.take_offer(one, by=colleague, now=NOW)
    for row in (one, holder, queued):
        row.refresh_from_db()
    assert (one.status, one.beyond, one.mode) == ("confirmed", False, holder.mode)
    assert (one.sector.code, one.instead_of, one.origin) == ("NHS", holder, "colleague")
    assert (holder.status, queued.status) == ("cancelled", "waiting")
    assert event.registrations.in_place().count() == 2
    methods = {
        part.get_param("method")
        for person, name in [(holder.person, "passed_on"), (colleague, "place_passed_on")]
        for part in message(person, name).walk()
        if part.get_content_type() == "text/calendar"
    }
    assert methods == {"CANCEL", "REQUEST"}
    assert letters(colleague) == ["colleague_asked", "place_passed_on"]
    assert str(colleague) in body(message, holder.person, "passed_on")
    assert rules.after_cancelling(holder, now=NOW) == "A colleague comes instead of you."


def test_a_place_beyond_the_places_stays_beyond_in_other_hands(event, holder, colleague):
    extra = RegistrationFactory(event=event, beyond=True, origin="invited")
    ask(extra, colleague.email)
    services.take_offer(asked(colleague), by=colleague, now=NOW)
    assert asked(colleague).beyond
    assert rules.free_places(event, now=NOW) == 0


@pytest.mark.parametrize("ends", ["declines", "is silent"])
def test_if_the_colleague_does_not_take_it_nothing_changes(event, holder, colleague, ends, letters):
    until = ask(holder, colleague.email)
    if ends == "declines":
        services.cancel(asked(colleague), by=colleague, now=NOW)
    services.pass_on_lapsed_offers(now=until)
    holder.refresh_from_db()
    assert holder.status == "confirmed"
    assert asked(colleague).status in ("cancelled", "lapsed")
    assert letters(holder.person) == ["nobody_took_it"]
    with pytest.raises(Refused):
        services.take_offer(asked(colleague), by=colleague, now=until + HOUR)
    assert event.registrations.in_place().count() == 2


# What the holder learns --------------------------------------------------------------------------


def stranger(event):
    return "nobody@example.org"


def incomplete(event):
    return UserFactory(profile=None).email


def closed(event):
    return UserFactory(is_active=False).email


def seated(event):
    return event.registrations.in_place().last().person.email


def queued(event):
    return waiting(event).person.email


def declined(event):
    return RegistrationFactory(event=event, status="declined").person.email


@pytest.mark.parametrize("who", [stranger, incomplete, closed, seated, queued, declined])
def test_whom_we_cannot_ask_is_answered_like_whom_we_can(event, holder, colleague, who, letters):
    email = who(event)
    twin = RegistrationFactory(event=EventFactory(capacity=2))
    to_nobody, to_somebody = ask(holder, email), ask(twin, colleague.email)
    assert to_nobody == to_somebody
    assert letters(holder.person) == letters(twin.person) == ["nobody_took_it"]
    assert not event.registrations.filter(origin="colleague").exists()
    texts = {
        re.sub(r"Sandpit \d+|\S+@\S+|Person Number\d+|http\S+|Dear \w+", "…", sent(one.person))
        for one in (holder, twin)
    }
    assert len(texts) == 1
    steps = [Step.objects.about(one).get().note for one in (holder, twin)]
    assert steps[0] == steps[1]


def sent(person) -> str:
    letter = Letter.objects.filter(person=person).latest("pk")
    return letter.message().get_body(("plain",)).get_content()


def test_the_letter_that_nobody_took_it_leaves_when_the_time_is_over(holder, colleague):
    until = ask(holder, colleague.email)
    letter = Letter.objects.get(what="events/email/nobody_took_it")
    assert letter.next_attempt_at == until
    assert letter not in Letter.objects.due(until - HOUR)
    assert letter in Letter.objects.due(until)


def test_it_is_not_sent_when_somebody_took_it_or_another_was_named(colleague):
    event = EventFactory(start_date=timezone.localdate() + dt.timedelta(days=30), capacity=2)
    holder = RegistrationFactory(event=event)
    services.ask_colleague(holder, by=holder.person, email="nobody@example.org")
    first = Letter.objects.get(what="events/email/nobody_took_it")
    assert holder.why_not_send("nobody_took_it", first.version) == ""
    services.ask_colleague(holder, by=holder.person, email=colleague.email)
    assert "Somebody else was named" in holder.why_not_send("nobody_took_it", first.version)
    second = Letter.objects.filter(what="events/email/nobody_took_it").latest("pk")
    services.take_offer(asked(colleague), by=colleague)
    holder.refresh_from_db()
    assert "no place" in holder.why_not_send("nobody_took_it", second.version)


def test_naming_another_takes_the_question_back(holder, colleague, letters):
    ask(holder, colleague.email)
    other = UserFactory()
    ask(holder, other.email, now=NOW + HOUR)
    first = Registration.objects.get(person=colleague)
    assert (first.status, first.instead_of) == ("cancelled", None)
    assert letters(colleague) == ["colleague_asked", "ask_ended"]
    assert asked(other).instead_of == holder


def test_who_said_no_before_can_be_asked_again(holder, colleague):
    ask(holder, colleague.email)
    services.cancel(asked(colleague), by=colleague, now=NOW)
    ask(holder, colleague.email, now=NOW + HOUR)
    live = Registration.objects.live().get(person=colleague)
    services.take_offer(live, by=colleague, now=NOW + HOUR)
    assert live.status == "confirmed"


def test_naming_the_same_one_again_changes_nothing(holder, colleague, letters):
    until = ask(holder, colleague.email)
    one = asked(colleague)
    assert ask(holder, colleague.email.upper(), now=NOW + HOUR) == until
    again = asked(colleague)
    assert (again.pk, again.status, again.offer_expires_at) == (one.pk, "offered", until)
    assert letters(colleague) == ["colleague_asked"]
    assert letters(holder.person) == ["nobody_took_it"]
    assert Step.objects.about(holder).count() == 1
    services.take_offer(one, by=colleague, now=NOW + HOUR)
    assert asked(colleague).status == "confirmed"


def test_naming_nobody_twice_is_answered_as_naming_somebody_twice(holder, colleague, letters):
    twin = RegistrationFactory(event=EventFactory(capacity=2))
    for one, email in [(holder, "nobody@example.org"), (twin, colleague.email)]:
        assert ask(one, email) == ask(one, email, now=NOW + HOUR)
        assert letters(one.person) == ["nobody_took_it"]
        assert Step.objects.about(one).count() == emails.times_asked(one) == 1


def test_who_got_an_account_meanwhile_is_reached_when_named_again(holder, letters):
    until = ask(holder, "new@example.org")
    colleague = UserFactory(email="new@example.org")
    assert ask(holder, colleague.email, now=NOW + HOUR) == until
    assert asked(colleague).offer_expires_at == until
    assert letters(colleague) == ["colleague_asked"]
    assert letters(holder.person) == ["nobody_took_it"]


def test_when_the_time_is_over_the_same_one_is_asked_anew(holder, colleague, letters):
    until = ask(holder, colleague.email)
    services.pass_on_lapsed_offers(now=until)
    assert ask(holder, colleague.email, now=until) > until
    assert letters(colleague).count("colleague_asked") == 2


def test_nobody_is_asked_without_end_however_often_they_say_no(holder, colleague, letters):
    for _time in range(7):
        ask(holder, colleague.email)
        for one in Registration.objects.live().filter(person=colleague):
            services.cancel(one, by=colleague, now=NOW)
    assert letters(colleague).count("colleague_asked") == 5


def test_a_holder_cannot_ask_without_end(holder):
    for number in range(5):
        ask(holder, f"nobody{number}@example.org")
    with pytest.raises(Refused, match="often enough"):
        ask(holder, "nobody@example.org")
    assert emails.times_asked(holder) == 5


def test_ones_own_address_is_no_colleague(holder):
    with pytest.raises(Refused, match="your own address"):
        ask(holder, holder.person.email.upper())


# Too late ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["waiting", "applied", "cancelled", "attended"])
def test_only_a_place_can_be_passed_on(event, status):
    one = RegistrationFactory(event=event, status=status, queued_at=NOW)
    with pytest.raises(Refused, match="no place that a colleague could take"):
        ask(one, "nobody@example.org")


def test_a_place_is_not_passed_on_once_the_event_has_started(holder, event):
    event.refresh_from_db()
    with pytest.raises(Refused, match="has started"):
        ask(holder, "nobody@example.org", now=event.starts_at)


def test_it_can_be_passed_on_after_registration_has_closed(holder, event, colleague):
    Event.objects.update(registration_closes_at=NOW - HOUR)
    assert ask(holder, colleague.email) > NOW
    services.take_offer(asked(colleague), by=colleague, now=NOW)
    assert asked(colleague).status == "confirmed"


def test_a_place_given_up_meanwhile_is_not_there_to_be_taken(event, holder, colleague, letters):
    ask(holder, colleague.email)
    one = asked(colleague)
    queued = waiting(event)
    services.cancel(holder, by=holder.person, now=NOW)
    with pytest.raises(Refused):
        services.take_offer(one, by=colleague, now=NOW)
    queued.refresh_from_db()
    assert queued.status == "offered"
    assert letters(colleague) == ["colleague_asked", "ask_ended"]
    assert rules.free_places(event, now=NOW) == 0


def test_a_place_that_the_hub_took_away_is_not_there_to_be_taken(event, holder, colleague):
    ask(holder, colleague.email)
    services.remove(holder, by=staff("event_officer", event.hub), reason="Ill", now=NOW)
    assert Registration.objects.get(person=colleague).status == "cancelled"


def test_it_is_taken_once(holder, colleague):
    ask(holder, colleague.email)
    one = asked(colleague)
    services.take_offer(one, by=colleague, now=NOW)
    with pytest.raises(Refused, match="have this place already"):
        services.take_offer(one, by=colleague, now=NOW)
    holder.refresh_from_db()
    with pytest.raises(Refused, match="cancelled already"):
        services.cancel(holder, by=holder.person, now=NOW)


# By staff ----------------------------------------------------------------------------------------


@pytest.fixture
def officer(event):
    return staff("event_officer", event.hub)


def test_staff_put_a_colleague_in_the_place_at_once(event, holder, colleague, officer, letters):
    one = services.substitute(holder, by=officer, colleague=colleague, note="By phone", now=NOW)
    holder.refresh_from_db()
    assert (one.status, one.instead_of, holder.status) == ("confirmed", holder, "cancelled")
    assert letters(holder.person) == ["passed_on"]
    assert letters(colleague) == ["place_passed_on"]
    assert "By phone" in Step.objects.about(holder).get().note
    assert "By phone" in Step.objects.about(one).get().note
    assert event.registrations.in_place().count() == 2


@pytest.mark.parametrize("make", [waiting, applying])
def test_staff_move_a_colleague_who_waits_or_has_applied(event, holder, officer, make):
    known = make(event)
    one = services.substitute(holder, by=officer, colleague=known.person, now=NOW)
    assert one.pk == known.pk
    assert one.status == "confirmed"


def test_a_colleague_who_leaves_an_offer_for_it_frees_that(event, holder, officer):
    seats = event.registrations.in_place().order_by("pk")
    first, second = waiting(event), waiting(event)
    services.cancel(seats.last(), by=seats.last().person, now=NOW)
    first.refresh_from_db()
    assert first.status == "offered"
    services.substitute(holder, by=officer, colleague=first.person, now=NOW)
    second.refresh_from_db()
    assert second.status == "offered"
    assert event.registrations.holding_a_seat(now=NOW).count() == 2


def test_staff_hear_why_somebody_cannot_come_instead(event, holder, officer):
    other = event.registrations.in_place().order_by("pk").last()
    with pytest.raises(Refused, match="has a place at this event already"):
        services.substitute(holder, by=officer, colleague=other.person, now=NOW)
    with pytest.raises(Refused, match="complete their profile"):
        services.substitute(holder, by=officer, colleague=UserFactory(profile=None), now=NOW)
    queued = waiting(event)
    with pytest.raises(Refused, match="no place that a colleague could take"):
        services.substitute(queued, by=officer, colleague=UserFactory(), now=NOW)


def test_a_place_can_go_from_hand_to_hand(event, holder, officer):
    second, third = UserFactory(), UserFactory()
    one = services.substitute(holder, by=officer, colleague=second, now=NOW)
    two = services.substitute(one, by=officer, colleague=third, now=NOW)
    assert two.instead_of == one
    back = services.substitute(two, by=officer, colleague=holder.person, now=NOW)
    assert back.status == "confirmed"
    assert event.registrations.in_place().count() == 2
