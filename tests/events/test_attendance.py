"""Who came: at the door, online, and as staff correct it."""

import datetime as dt
import uuid

import pytest

from events import rules, services
from events.models import Registration, Scan
from events.models.codes import door_code, door_token, registration_named
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory, full, waiting
from tests.events.test_races import at_once
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

# The event is on 1 February 2027 from ten to four, in winter: its clock is UTC.
START = dt.datetime(2027, 2, 1, 10, 0, tzinfo=dt.UTC)
EARLY = START - dt.timedelta(minutes=90)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def event():
    return EventFactory()


@pytest.fixture
def door(event):
    return staff("door", event.hub)


def reading(code, at=None, key=None) -> services.Reading:
    return services.Reading(key or uuid.uuid4(), code, at)


# Codes -----------------------------------------------------------------------------------------


def test_a_code_names_its_registration_however_it_is_read(event):
    one = RegistrationFactory(event=event)
    token, code = door_token(one), door_code(one)
    for read in [f"https://hubs.example/cy/check-in/{token}/", token, code, f" {code.lower()} "]:
        assert registration_named(read) == one.pk


@pytest.mark.parametrize("between", [" ", "", "–", "—", " - ", "\u2011", "\u2212", "\u00a0"])
def test_a_code_is_typed_with_any_dash_a_blank_or_nothing_between(event, between):
    one = RegistrationFactory(event=event)
    pk, letters = door_code(one).split("-")
    assert registration_named(f" {pk}{between}{letters.lower()} ") == one.pk
    assert registration_named(f"{pk}{between}{letters[:3]} {letters[3:]}") == one.pk
    assert registration_named(f"{pk}2{between}{letters}") is None
    assert registration_named(f"{pk}{between}{letters[:5]}") is None


@pytest.mark.parametrize(
    "forged", ["", "1", "1.wrong", "1-AAAAAA", "/check-in/1.x/", "9" * 40, "\x00", "é" * 600]
)
def test_what_we_did_not_sign_names_nobody(forged):
    assert registration_named(forged) is None


def test_a_place_link_does_not_open_the_door_and_the_door_opens_no_place(event):
    one = RegistrationFactory(event=event)
    assert registration_named(one.token) is None
    assert not Registration.objects.of_token(door_token(one)).exists()


# Arriving --------------------------------------------------------------------------------------


def test_the_first_reading_checks_in_and_the_second_says_so(event, door):
    one = RegistrationFactory(event=event)
    first = services.read(event, reading(door_code(one)), by=door, now=EARLY)
    again = services.read(event, reading(door_code(one)), by=door, now=EARLY + MINUTE)
    one.refresh_from_db()
    assert (first.outcome, again.outcome) == ("first", "again")
    assert (one.status, one.arrived_at) == ("attended", EARLY)
    assert Step.objects.about(one).get().by == door


def test_the_same_reading_sent_twice_is_kept_once(event, door):
    same = reading(door_code(RegistrationFactory(event=event)))
    outcomes = [services.read(event, same, by=door, now=START).outcome for _ in "ab"]
    assert outcomes == ["first", "first"]
    assert Scan.objects.count() == 1


def test_the_earliest_reading_counts_whenever_it_reaches_us(event, door):
    one = RegistrationFactory(event=event)
    later, earlier = START + 9 * MINUTE, START + 2 * MINUTE
    services.read(event, reading(door_code(one), at=later), by=door, now=START + 10 * MINUTE)
    services.read(event, reading(door_code(one), at=earlier), by=door, now=START + 30 * MINUTE)
    one.refresh_from_db()
    assert one.arrived_at == earlier


@pytest.mark.parametrize(
    ("says", "kept"),
    [
        (START + dt.timedelta(days=400), START),
        (START - dt.timedelta(days=365), START - dt.timedelta(hours=2)),
        (None, START),
    ],
    ids=["in the future", "a year ago", "nothing"],
)
def test_a_wrong_clock_of_a_device_is_held_to_the_hours_of_the_door(event, door, says, kept):
    one = RegistrationFactory(event=event)
    scan = services.read(event, reading(door_code(one), at=says), by=door, now=START)
    one.refresh_from_db()
    assert scan.scanned_at == one.arrived_at == kept


def test_a_code_of_another_event_is_said_to_be_and_tells_nobody_who(event, door):
    elsewhere = RegistrationFactory(event=EventFactory(hub=event.hub))
    scan = services.read(event, reading(door_code(elsewhere)), by=door, now=START)
    elsewhere.refresh_from_db()
    assert (scan.outcome, scan.registration) == ("other_event", None)
    assert elsewhere.status == "confirmed"


@pytest.mark.parametrize("status", ["waiting", "cancelled", "removed"])
def test_who_has_no_place_is_not_checked_in(event, door, status):
    one = waiting(event)
    Registration.objects.filter(pk=one.pk).update(status=status)
    scan = services.read(event, reading(door_code(one)), by=door, now=START)
    one.refresh_from_db()
    assert (scan.outcome, one.status) == ("no_place", status)


def test_people_who_take_part_online_do_not_come_through_the_door(door):
    event = EventFactory(format="hybrid", hub=door.memberships.get().hub)
    one = RegistrationFactory(event=event, mode="online")
    assert services.read(event, reading(door_code(one)), by=door, now=START).outcome == "no_place"


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (START - dt.timedelta(hours=2, seconds=1), "begins on"),
        (START + dt.timedelta(days=30, hours=6), "too long ago"),
    ],
)
def test_a_shut_door_keeps_nothing(event, door, now, why):
    one = RegistrationFactory(event=event)
    with pytest.raises(Refused, match=why):
        services.read(event, reading(door_code(one)), by=door, now=now)
    assert not Scan.objects.exists()


def test_a_cancelled_event_lets_nobody_in(event, door):
    event.status = "cancelled"
    with pytest.raises(Refused, match="cancelled"):
        services.read(event, reading("x"), by=door, now=START)


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_have_one_first_and_one_again(event, door):
    one = RegistrationFactory(event=event)
    code = door_code(one)
    scans = at_once(*[lambda: services.read(event, reading(code), by=door, now=START)] * 6)
    assert sorted(scan.outcome for scan in scans) == ["again"] * 5 + ["first"]
    assert Step.objects.about(one).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_reading_sent_by_six_threads_at_once_is_kept_once(event, door):
    same = reading(door_code(RegistrationFactory(event=event)))
    scans = at_once(*[lambda: services.read(event, same, by=door, now=START)] * 6)
    assert {scan.outcome for scan in scans} == {"first"}
    assert Scan.objects.count() == 1


# Walk-ins --------------------------------------------------------------------------------------


@pytest.fixture
def newcomer():
    sector = SectorFactory(code="NHS")
    return {"email": "nia@example.org", "name": "Nia Newydd", "sector": sector}


def test_a_newcomer_gets_an_account_a_seat_and_a_letter(event, door, newcomer, letters, message):
    one = services.walk_in(event, by=door, now=START, **newcomer)
    person = one.person
    assert (one.status, one.origin, one.arrived_at, one.beyond) == (
        "attended", "walk_in", START, False,
    )  # fmt: skip
    assert not person.emailaddress_set.get().verified
    assert not person.has_usable_password()
    assert letters(person) == ["checked_in"]
    text = message(person, "checked_in").get_body(("plain",)).get_content()
    assert "/profile/" in text


def test_somebody_we_know_keeps_their_name(event, door, newcomer, message):
    known = UserFactory(email="Nia@example.org", name="Nia Hen")
    one = services.walk_in(event, by=door, now=START, same=True, **newcomer)
    assert one.person == known
    assert known.name == "Nia Hen"
    text = message(known, "checked_in").get_body(("plain",)).get_content()
    assert "account for you" not in text


def test_whoever_joins_by_themselves_at_that_moment_is_not_told_that_we_made_their_account(
    event, door, newcomer, message, monkeypatch
):
    themselves = UserFactory(email="Nia@example.org", name=newcomer["name"])
    monkeypatch.setattr(rules, "whose_address", lambda email: None)  # as a moment before
    one = services.walk_in(event, by=door, now=START, **newcomer)
    assert one.person == themselves
    text = message(themselves, "checked_in").get_body(("plain",)).get_content()
    assert "account for you" not in text


def test_somebody_we_know_is_found_by_a_further_address_that_they_proved(event, door, newcomer):
    known, other = UserFactory.create_batch(2, name=newcomer["name"])
    known.emailaddress_set.create(email=newcomer["email"], verified=True)
    other.emailaddress_set.create(email=newcomer["email"].upper(), verified=False)
    one = services.walk_in(event, by=door, now=START, **newcomer)
    assert one.person == known


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [
        ("Siân Ólafsdóttir", "sian  OLAFSDOTTIR"),
        ("Bjørn Kjærgård", "Bjorn Kjaergard"),
        ("Nia Mair O’Neill", "Nia O'Neill"),
        ("Nia Newydd", "Newydd, Nia"),
        ("Anne-Marie Jones", "Anne Marie Jones"),
        ("", "Nia Newydd"),
    ],
)
def test_a_name_that_is_written_in_another_way_is_the_same(event, door, newcomer, theirs, typed):
    known = UserFactory(email=newcomer["email"], name=theirs)
    newcomer["name"] = typed
    assert services.walk_in(event, by=door, now=START, **newcomer).person == known


@pytest.mark.parametrize("typed", ["Other Name", "Nia Hen", "Newydd Nia-Mair"])
def test_the_address_of_somebody_of_another_name_lets_nobody_in_by_itself(
    event, door, newcomer, typed
):
    known = UserFactory(email=newcomer["email"], name="Nia Newydd Jones")
    newcomer["name"] = typed
    with pytest.raises(services.SomebodyElse, match="name is different"):
        services.walk_in(event, by=door, now=START, **newcomer)
    assert not known.registrations.exists()


@pytest.mark.parametrize("address", ["main", "further"])
def test_with_the_address_of_a_closed_account_nobody_is_let_in(event, door, newcomer, address):
    gone = UserFactory(is_active=False)
    if address == "main":
        newcomer["email"] = gone.email.upper()
    else:
        gone.emailaddress_set.create(email=newcomer["email"], verified=True)
    with pytest.raises(Refused, match="is closed"):
        services.walk_in(event, by=door, now=START, **newcomer)
    assert not event.registrations.exists()


def test_a_walk_in_twice_is_one(event, door, newcomer, letters):
    first = services.walk_in(event, by=door, now=START, **newcomer)
    again = services.walk_in(event, by=door, now=START + MINUTE, **newcomer)
    assert first.pk == again.pk
    assert letters(first.person) == ["checked_in"]


def test_a_full_room_takes_another_only_when_somebody_says_so(event, door, newcomer):
    full(event)
    with pytest.raises(services.RoomFull):
        services.walk_in(event, by=door, now=START, **newcomer)
    assert not event.registrations.filter(person__email=newcomer["email"]).exists()
    one = services.walk_in(event, by=door, now=START, beyond=True, **newcomer)
    assert one.beyond
    assert rules.free_places(event, now=START) == 0


@pytest.mark.parametrize("status", ["waiting", "offered"])
def test_somebody_in_the_queue_is_let_in_with_what_they_have(event, door, status):
    one = waiting(event)
    if status == "offered":
        until = START + dt.timedelta(hours=1)
        Registration.objects.filter(pk=one.pk).update(status=status, offer_expires_at=until)
    services.let_in(event, person=one.person, by=door, now=START)
    one.refresh_from_db()
    assert (one.status, one.arrived_at) == ("attended", START)
    assert event.registrations.count() == 1


def test_somebody_who_had_given_up_gets_another_registration(event, door):
    gone = RegistrationFactory(event=event, status="cancelled")
    one = services.let_in(event, person=gone.person, by=door, now=START)
    assert one.pk != gone.pk
    assert (one.status, one.origin) == ("attended", "walk_in")


@pytest.mark.parametrize("beyond", [False, True])
def test_who_takes_part_online_can_sit_down_in_the_room(door, letters, beyond):
    event = EventFactory(format="hybrid", hub=door.memberships.get().hub, capacity=1)
    one = RegistrationFactory(event=event, mode="online", wanted="in_person", queued_at=EARLY)
    if beyond:
        full(event)
    services.let_in(event, person=one.person, by=door, beyond=beyond, now=START)
    one.refresh_from_db()
    assert (one.mode, one.wanted, one.status) == ("in_person", "", "attended")
    assert one.beyond == beyond
    # as whoever goes there by themselves: it is written down, and their calendar follows
    steps = Step.objects.about(one).order_by("pk").values_list("note", "by", "now")
    assert list(steps)[0] == ("In the room", door.pk, "confirmed")
    assert one.sequence == 1
    assert letters(one.person) == ["place_switched", "checked_in"]


@pytest.fixture
def asked(event):
    """Asked to come instead of somebody; the room is full."""
    holder = full(event)[0]
    colleague = UserFactory(profile__sector=SectorFactory(code="NHS"))
    now = START - dt.timedelta(days=2)
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=now)
    return event.registrations.get(instead_of=holder)


def held_until(asked, moment):
    Registration.objects.filter(pk=asked.pk).update(offer_expires_at=moment)


def test_a_colleague_who_was_asked_and_comes_takes_the_place_over(event, door, asked, letters):
    held_until(asked, START)
    services.let_in(event, person=asked.person, by=door, now=EARLY)
    asked.refresh_from_db()
    assert (asked.status, asked.beyond, asked.arrived_at) == ("attended", False, EARLY)
    assert asked.instead_of.status == "cancelled"
    assert event.registrations.in_place().count() == event.capacity
    assert "passed_on" in letters(asked.instead_of.person)
    assert letters(asked.person) == ["colleague_asked", "place_passed_on"]


@pytest.mark.parametrize("why", ["the holder came", "the time to answer is over"])
def test_a_colleague_who_comes_too_late_has_a_chair_of_their_own(event, door, asked, why):
    holder = asked.instead_of
    held_until(asked, EARLY if why == "the time to answer is over" else START)
    if why == "the holder came":
        services.arrive(holder, by=door, now=EARLY)
    with pytest.raises(services.RoomFull):
        services.let_in(event, person=asked.person, by=door, now=EARLY)
    services.let_in(event, person=asked.person, by=door, beyond=True, now=EARLY)
    for row in (asked, holder):
        row.refresh_from_db()
    assert (asked.status, asked.beyond, asked.instead_of) == ("attended", True, None)
    assert holder.in_place
    assert rules.free_places(event, now=EARLY) == 0


def test_a_colleague_who_comes_too_late_takes_a_free_place_like_anybody(event, door, asked):
    held_until(asked, EARLY)
    event.registrations.filter(status="confirmed").last().delete()
    services.let_in(event, person=asked.person, by=door, now=EARLY)
    asked.refresh_from_db()
    assert (asked.status, asked.beyond, asked.instead_of) == ("attended", False, None)
    assert rules.free_places(event, now=EARLY) == 0


def test_a_colleague_asked_for_a_place_online_needs_a_chair_in_the_room(door):
    event = EventFactory(format="hybrid", hub=door.memberships.get().hub, capacity=1)
    holder = RegistrationFactory(event=event, mode="online")
    colleague = UserFactory(profile__sector=SectorFactory(code="NHS"))
    now = START - dt.timedelta(days=2)
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=now)
    one = event.registrations.get(instead_of=holder)
    held_until(one, START)
    services.let_in(event, person=colleague, by=door, now=EARLY)
    for row in (one, holder):
        row.refresh_from_db()
    assert (one.status, one.mode, holder.status) == ("attended", "in_person", "cancelled")
    assert rules.free_places(event, now=EARLY) == 0


@pytest.mark.django_db(transaction=True)
def test_two_doors_give_the_last_chair_once(event, door):
    full(event)[0].delete()
    people = UserFactory.create_batch(2)
    results = at_once(
        *(
            lambda one=one: services.let_in(event, person=one, by=door, now=START).status
            for one in people
        )
    )
    assert sum(isinstance(result, services.RoomFull) for result in results) == 1
    assert results.count("attended") == 1


# Corrections -----------------------------------------------------------------------------------


def test_staff_take_back_who_came_with_a_reason(event):
    one = RegistrationFactory(event=event, status="attended", arrived_at=START)
    by = staff("event_officer", event.hub)
    services.undo(one, by=by, reason="Somebody else's code")
    one.refresh_from_db()
    assert (one.status, one.arrived_at) == ("confirmed", None)
    assert Step.objects.about(one).get().note == "Somebody else's code"


def test_after_an_undo_the_next_reading_is_a_first_one(event, door):
    one = RegistrationFactory(event=event)
    services.read(event, reading(door_code(one)), by=door, now=START)
    services.undo(one, by=door, reason="Mistake")
    again = services.read(event, reading(door_code(one)), by=door, now=START + MINUTE)
    assert again.outcome == "first"


@pytest.mark.parametrize("verb", ["mark_attended", "mark_missed", "undo"])
def test_once_it_is_settled_who_came_a_correction_says_why(event, verb):
    event.attendance_settled_at = START + dt.timedelta(days=1)
    event.save()
    status = "missed" if verb == "mark_attended" else "attended"
    one = RegistrationFactory(event=event, status=status)
    correct = getattr(services, verb)
    late = START + dt.timedelta(days=40)
    with pytest.raises(Refused, match="say why"):
        correct(one, by=staff("event_officer", event.hub), reason=" ", now=late)
    correct(one, by=staff("event_officer", event.hub), reason="They wrote to us", now=late)
    assert Step.objects.about(one).get().note == "They wrote to us"


def test_nobody_is_marked_missed_before_the_event_begins(event):
    one = RegistrationFactory(event=event)
    by = staff("event_officer", event.hub)
    with pytest.raises(Refused):
        services.mark_missed(one, by=by, now=EARLY)
    services.mark_attended(one, by=by, now=EARLY)
