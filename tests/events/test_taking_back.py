"""Whoever was let in at the door by mistake has again what they had before."""

import datetime as dt

import pytest
from django.urls import reverse

from events import rules, services
from events.models import Registration
from events.models.codes import door_code
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory, applying, full, waiting
from tests.events.test_attendance import EARLY, MINUTE, START, reading
from tests.events.test_door import going_on, page_of
from tests.events.test_races import at_once
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
WAYS = ["door", "event_officer"]


@pytest.fixture
def event():
    return EventFactory()


def by_of(event):
    return staff("door", event.hub)


def take_back(registration, *, how="door", now=START):
    if how == "door":
        services.undo_at_the_door(registration, by=by_of(registration.event), now=now)
    else:
        by = staff("event_officer", registration.event.hub)
        services.undo(registration, by=by, reason="Somebody else", now=now)
    registration.refresh_from_db()


def in_by_mistake(registration, *, beyond=True, now=START):
    services.let_in(
        registration.event,
        person=registration.person,
        by=by_of(registration.event),
        beyond=beyond,
        now=now,
    )
    registration.refresh_from_db()
    assert registration.status == "attended"


FIELDS = ["status", "mode", "wanted", "beyond", "queued_at", "confirmed_at", "offer_expires_at"]
FIELDS += ["arrived_at", "joined_at", "instead_of_id", "let_in_from"]


def state(registration) -> dict:
    registration.refresh_from_db()
    return {name: getattr(registration, name) for name in FIELDS}


def online(event=None, **fields):
    event = event or EventFactory(format="hybrid", capacity=1, online_capacity=1)
    return RegistrationFactory(event=event, mode="online", **fields)


SOMEBODY = {
    "online": lambda event: online(event),
    "online, waits for the room": lambda event: online(event, wanted="in_person", queued_at=EARLY),
    "online, there already": lambda event: online(event, status="attended", joined_at=EARLY),
    "online, beyond the places": lambda event: online(event, beyond=True),
    "waits": lambda event: waiting(event),
    "waits for a place online": lambda event: waiting(event, mode="online"),
    "applied": lambda event: applying(event),
}


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("who", SOMEBODY)
def test_whoever_was_let_in_by_mistake_has_again_what_they_had(who, how):
    event = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    full(event)
    one = SOMEBODY[who](event)
    before = state(one)
    in_by_mistake(one)
    assert state(one) != before
    take_back(one, how=how)
    assert state(one) == before
    last = Step.objects.about(one).last()
    assert (last.was, last.now) == ("attended", before["status"])


def test_a_place_that_was_offered_is_offered_until_then_again(event):
    one = waiting(event)
    until = START + 60 * MINUTE
    rows = Registration.objects.filter(pk=one.pk)
    rows.update(status="offered", offer_expires_at=until)
    before = state(one)
    in_by_mistake(one)
    take_back(one)
    assert state(one) == before


def test_an_offer_whose_time_is_over_meanwhile_has_lapsed(event, letters):
    one = waiting(event)
    until = START + MINUTE
    Registration.objects.filter(pk=one.pk).update(status="offered", offer_expires_at=until)
    in_by_mistake(one)
    take_back(one, now=START + 2 * MINUTE)
    assert one.status == "lapsed"
    assert letters(one.person)[-1] == "offer_lapsed"


def test_a_place_online_that_went_to_somebody_else_is_one_beside_the_places():
    event = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    one = online(event)
    in_by_mistake(one)
    RegistrationFactory(event=event, mode="online")
    take_back(one)
    assert (one.mode, one.status, one.beyond) == ("online", "confirmed", True)
    assert rules.free_places(event, mode="online", now=START) == 0


def test_an_event_that_is_in_the_room_alone_meanwhile_keeps_them_there():
    event = EventFactory(format="hybrid", capacity=3, online_capacity=1)
    one = online(event, wanted="in_person", queued_at=EARLY)
    in_by_mistake(one)
    event.format, event.online_capacity = "in_person", None
    event.save()
    take_back(one)
    assert (one.mode, one.wanted, one.status) == ("in_person", "", "confirmed")


def test_whoever_had_nothing_has_nothing_again(event, letters):
    sector = SectorFactory(code="NHS")
    details = {"email": "new@example.org", "name": "Cerys Aled", "sector": sector}
    one = services.walk_in(event, by=by_of(event), now=START, **details)
    take_back(one)
    assert (one.status, one.in_place) == ("removed", False)
    again = services.walk_in(event, by=by_of(event), now=START, **details)
    assert (again.status, again.pk == one.pk) == ("attended", False)


def test_a_colleague_whose_offer_was_taken_from_them_is_asked_again_unless_another_is(event):
    holder = full(event)[0]
    asked = colleague_of(holder)
    services.arrive(holder, by=by_of(event), now=EARLY)
    before = state(asked)
    in_by_mistake(asked, now=EARLY)
    take_back(asked, now=EARLY)
    assert state(asked) == before
    in_by_mistake(asked, now=EARLY)
    waiting(event, instead_of=holder)
    take_back(asked, now=EARLY)
    assert (asked.status, asked.instead_of) == ("lapsed", None)


def test_who_was_expected_keeps_their_place(event):
    one = RegistrationFactory(event=event)
    services.let_in(event, person=one.person, by=by_of(event), now=START)
    take_back(one)
    assert (one.status, one.mode, one.sequence) == ("confirmed", "in_person", 0)


def test_of_an_event_that_moved_nothing_from_before_is_restored(event):
    one = waiting(event)
    in_by_mistake(one, now=EARLY)
    officer = staff("event_officer", event.hub)
    services.postpone(event, by=officer, note="Snow", now=EARLY)
    one.refresh_from_db()
    assert (one.status, one.let_in_from) == ("confirmed", None)


def test_a_seat_that_comes_free_goes_to_who_waits():
    event = EventFactory(capacity=1)
    first, second = waiting(event), waiting(event)
    in_by_mistake(second, beyond=False, now=EARLY)
    take_back(second, now=EARLY)
    first.refresh_from_db()
    assert (first.status, second.status) == ("offered", "waiting")


def test_a_reading_from_before_it_was_taken_back_checks_nobody_in_who_is_let_in_again(event):
    one = waiting(event)
    in_by_mistake(one)
    take_back(one, now=START + MINUTE)
    scan = services.read(
        event, reading(door_code(one), at=START), by=by_of(event), now=START + 2 * MINUTE
    )
    one.refresh_from_db()
    assert (scan.outcome, one.status) == ("no_place", "waiting")


# Who did not come --------------------------------------------------------------------------------


def officer_of(event):
    return staff("event_officer", event.hub)


def unmiss(registration, *, now=START):
    """Marks somebody who was there as missed, by mistake, and takes that back."""
    by = officer_of(registration.event)
    services.mark_missed(registration, by=by, now=now)
    registration.refresh_from_db()
    assert (registration.status, registration.arrived_at) == ("missed", None)
    take_back(registration, how="event_officer", now=now)


def test_whoever_came_without_registering_and_was_marked_missed_did_come(event, letters):
    known = UserFactory(profile__sector=SectorFactory(code="NHS"))
    one = services.let_in(event, person=known, by=by_of(event), now=START)
    before, told = state(one), letters(known)
    sent("checked_in")
    unmiss(one)
    assert state(one) == before
    assert (before["status"], before["arrived_at"]) == ("attended", START)
    assert letters(known) == told
    # that they were let in is another mistake, and can be taken back still
    take_back(one, how="event_officer")
    assert (one.status, letters(known)[-1]) == ("removed", "taken_back")


@pytest.mark.parametrize("who", SOMEBODY)
def test_whoever_was_let_in_and_marked_missed_keeps_the_seat_they_were_given(who):
    event = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    full(event)
    one = SOMEBODY[who](event)
    first = state(one)
    in_by_mistake(one)
    before = state(one)
    unmiss(one)
    assert state(one) == before
    take_back(one)
    assert state(one) == first


CAME = {
    "through the door": {"status": "attended", "arrived_at": EARLY},
    "online": {"status": "attended", "joined_at": START, "mode": "online"},
    "as staff say": {"status": "attended"},
    "not, as far as we know": {"status": "confirmed"},
}


@pytest.mark.parametrize("how", CAME)
def test_whoever_was_expected_and_marked_missed_has_what_was_said_before(how):
    event = EventFactory(format="hybrid", capacity=2, online_capacity=2)
    one = RegistrationFactory(event=event, **CAME[how])
    before = state(one)
    unmiss(one)
    assert state(one) == before


def test_whoever_was_marked_missed_by_the_clock_is_registered_again(event):
    one = RegistrationFactory(event=event, status="missed")
    take_back(one, how="event_officer")
    assert (one.status, one.arrived_at) == ("confirmed", None)


def test_whoever_joined_and_was_let_in_after_they_were_marked_missed_joined(event):
    event = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    one = online(event, status="attended", joined_at=START)
    before = state(one)
    services.mark_missed(one, by=officer_of(event), now=START)
    in_by_mistake(one)
    take_back(one)
    assert (one.status, one.mode) == ("missed", "online")
    take_back(one, how="event_officer")
    assert state(one) == before


# Whose place was handed over ----------------------------------------------------------------------


def colleague_of(holder):
    """Somebody who was asked to come instead, and may answer until the event starts."""
    colleague = UserFactory(profile__sector=SectorFactory(code="NHS"))
    asked_at = START - dt.timedelta(days=2)
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=asked_at)
    asked = holder.event.registrations.get(instead_of=holder)
    Registration.objects.filter(pk=asked.pk).update(offer_expires_at=START)
    return asked


def holder_at(how):
    event = EventFactory(format="hybrid", capacity=1, online_capacity=1)
    return RegistrationFactory(event=event, mode=how, person__name="Nia Newydd")


@pytest.mark.parametrize("mode", ["in_person", "online"])
def test_at_the_door_nobody_takes_back_that_a_place_was_handed_over(mode):
    holder = holder_at(mode)
    one = colleague_of(holder)
    in_by_mistake(one, now=EARLY)
    before = state(one)
    with pytest.raises(Refused, match="instead of a colleague") as refusal:
        take_back(one, now=EARLY)
    assert "Nia" not in str(refusal.value)
    assert state(one) == before
    holder.refresh_from_db()
    assert holder.status == "cancelled"


@pytest.mark.parametrize("mode", ["in_person", "online"])
def test_staff_take_it_back_and_give_the_place_to_whose_it_was(mode, client):
    holder = holder_at(mode)
    event = holder.event
    one = colleague_of(holder)
    in_by_mistake(one, now=EARLY)
    client.force_login(officer_of(event))
    verb = reverse("admin:events_registration_undo_attendance", args=[one.pk])
    page = client.post(verb, {"reason": "Somebody else"}, follow=True).content.decode()
    assert "To give it back to Nia Newydd, use “A colleague comes instead”" in page
    one.refresh_from_db()
    assert (one.status, one.mode, one.let_in_from) == ("confirmed", mode, None)
    by = officer_of(event)
    again = services.substitute(one, by=by, colleague=holder.person, now=EARLY)
    one.refresh_from_db()
    assert (again.person, again.status, again.mode) == (holder.person, "confirmed", mode)
    assert one.status == "cancelled"


def test_of_others_staff_do_not_read_about_colleagues(client, event):
    one = RegistrationFactory(event=event, status="attended")
    client.force_login(officer_of(event))
    verb = reverse("admin:events_registration_undo_attendance", args=[one.pk])
    page = client.post(verb, {"reason": "Somebody else"}, follow=True).content.decode()
    assert "the person has what they had before" in page
    assert "colleague comes instead”" not in page


def test_a_colleague_who_took_the_place_before_and_came_is_taken_back_at_the_door(event):
    holder = full(event)[0]
    one = colleague_of(holder)
    services.take_offer(one, by=one.person, now=EARLY)
    services.arrive(one, by=by_of(event), now=EARLY)
    take_back(one, now=EARLY)
    assert (one.status, one.instead_of) == ("confirmed", holder)


# Letters -----------------------------------------------------------------------------------------


def sent(*names):
    rows = Letter.objects.filter(what__in=[f"events/email/{name}" for name in names])
    assert rows.update(status="sent", sent_at=EARLY, closed_at=EARLY) == len(names)


def why_not(person, name) -> str:
    letter = Letter.objects.filter(person=person, what=f"events/email/{name}").latest("pk")
    return letter.about.why_not_send(letter.name, letter.version)


@pytest.mark.parametrize("who", ["online", "waits"])
def test_letters_about_it_that_did_not_leave_stay_here_and_nobody_is_told(who, letters):
    event = going_on(format="hybrid", capacity=5, online_capacity=5)
    one = SOMEBODY[who](event)
    in_by_mistake(one, now=None)
    before = letters(one.person)
    assert why_not(one.person, "checked_in") == ""
    take_back(one, now=None)
    assert letters(one.person) == before
    for name in before:
        assert why_not(one.person, name)
    in_by_mistake(one, now=None)
    assert letters(one.person) == before * 2
    assert why_not(one.person, "checked_in") == ""


def test_whoever_read_that_they_are_in_the_room_reads_how_to_join(letters, message):
    event = going_on(format="hybrid", capacity=5, online_capacity=5)
    one = online(event)
    in_by_mistake(one, now=None)
    sent("place_switched")
    take_back(one, now=None)
    assert letters(one.person)[-1] == "taken_back"
    # the event is on, and they may still join
    assert why_not(one.person, "taken_back") == ""
    told = message(one.person, "taken_back")
    text = told.get_body(("plain",)).get_content()
    assert "Your place online is yours as before." in text
    assert reverse("events:join_by_link", args=[one.token]) in text
    calendar = next(part for part in told.walk() if part.get_content_type() == "text/calendar")
    assert f"SEQUENCE:{one.sequence}" in calendar.get_content()
    assert event.get_absolute_url() in calendar.get_content()
    in_by_mistake(one, now=None)
    assert why_not(one.person, "taken_back")


TOLD = {
    "waits": "You are on the waiting list as before.",
    "applied": "Everything is as it was before.",
}


@pytest.mark.parametrize("who", TOLD)
def test_whoever_read_that_they_were_checked_in_reads_what_they_have(who, event, message):
    one = SOMEBODY[who](event)
    in_by_mistake(one)
    sent("checked_in")
    take_back(one)
    told = message(one.person, "taken_back")
    assert TOLD[who] in told.get_body(("plain",)).get_content()
    assert not [part for part in told.walk() if part.get_content_type() == "text/calendar"]


def test_whoever_had_nothing_and_read_that_they_came_reads_so(event, message):
    known = UserFactory(profile__sector=SectorFactory(code="NHS"))
    one = services.let_in(event, person=known, by=by_of(event), now=START)
    sent("checked_in")
    take_back(one)
    text = message(known, "taken_back").get_body(("plain",)).get_content()
    assert "You have no place at this event." in text


STRANGER = {"email": "new@example.org", "name": "Cerys Aled"}


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("read", [True, False])
def test_whoever_has_an_account_by_mistake_is_told_of_it(read, how, letters, message):
    event = going_on()
    sector = SectorFactory(code="NHS")
    one = services.walk_in(event, by=by_of(event), sector=sector, **STRANGER)
    if read:
        sent("checked_in")
    take_back(one, how=how, now=None)
    assert letters(one.person) == ["checked_in", "taken_back"]
    assert why_not(one.person, "checked_in")
    assert why_not(one.person, "taken_back") == ""
    told = message(one.person, "taken_back")
    for kind in ("plain", "html"):
        text = " ".join(told.get_body((kind,)).get_content().split())
        assert "We made an account for you with this address" in text
        assert reverse("members:profile") in text
        assert "If it was not you, write to us and we delete the account." in text


def test_whoever_has_an_account_and_was_marked_missed_is_told_of_it_all_the_same(letters):
    event = going_on()
    sector = SectorFactory(code="NHS")
    one = services.walk_in(event, by=by_of(event), sector=sector, **STRANGER)
    unmiss(one, now=None)
    take_back(one, now=None)
    assert letters(one.person) == ["checked_in", "taken_back"]


def test_whoever_had_an_account_reads_nothing_of_one(event, message):
    known = UserFactory(profile__sector=SectorFactory(code="NHS"))
    one = services.let_in(event, person=known, by=by_of(event), now=START)
    sent("checked_in")
    take_back(one)
    told = message(known, "taken_back")
    for kind in ("plain", "html"):
        assert "account for you" not in told.get_body((kind,)).get_content()


# At the door --------------------------------------------------------------------------------------


def test_after_a_wrong_tap_they_join_online_as_they_wished(client):
    event = going_on(
        format="hybrid", capacity=5, online_capacity=5, join_url="https://meet.example/1"
    )
    one = online(event)
    client.force_login(staff("door", event.hub))
    client.post(page_of(event), {"let_in": one.pk})
    client.post(page_of(event), {"undo": one.pk})
    client.force_login(one.person)
    page = client.get(reverse("events:join", args=[event.slug])).content.decode()
    assert "in the room, so there is nothing to join" not in page
    assert client.post(reverse("events:join", args=[event.slug])).url == event.join_url


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_let_in_at_the_same_moment_one_follows_the_other():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    in_by_mistake(one)
    door = by_of(event)

    def back():
        services.undo_at_the_door(Registration.objects.get(pk=one.pk), by=door, now=START)

    def let_in():
        services.let_in(event, person=one.person, by=door, beyond=True, now=START)

    for problem in at_once(back, let_in, back):
        assert problem is None or isinstance(problem, (Registration, Refused))
    one.refresh_from_db()
    assert (one.status, one.let_in_from is None) in [("waiting", True), ("attended", False)]
