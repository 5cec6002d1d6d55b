"""The hub chooses who comes: applications, decisions, waves and deadlines."""

import datetime as dt

import pytest
from django.utils import timezone

from events import rules, services
from events.models import Event, Registration, Share
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs.models import Sector
from tests.events.factories import NOW, EventFactory, RegistrationFactory, applying, full, waiting
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DECIDES = dt.date(2027, 1, 20)


@pytest.fixture
def event(db) -> Event:
    return EventFactory(capacity=2, approval=True, decide_by=DECIDES)


@pytest.fixture
def officer(event):
    return staff("event_officer", event.hub)


def register(event, person=None, **more) -> Registration:
    return services.register(event, by=person or UserFactory(), now=NOW, **more)


# Applying ---------------------------------------------------------------------------------------


def test_registering_is_applying_and_takes_no_place(event, letters, message):
    one = register(event)
    assert (one.status, one.confirmed_at, one.queued_at) == ("applied", None, None)
    assert rules.free_places(event, now=NOW) == 2
    assert letters(one.person) == ["place_applied"]
    text = message(one.person, "place_applied").get_body(("plain",)).get_content()
    assert "Wednesday 20 January 2027" in " ".join(text.split())
    assert "waiting list" not in text.lower()


def test_people_may_apply_where_every_place_is_taken(event):
    full(event)
    assert register(event).status == "applied"


def test_applying_twice_has_one_effect(event, letters):
    person = UserFactory()
    register(event, person)
    with pytest.raises(Refused, match="applied already"):
        register(event, person)
    assert letters() == ["place_applied"]


def test_an_application_can_be_withdrawn_and_made_again(event, message):
    one = register(event)
    services.cancel(one, by=one.person, now=NOW)
    assert one.status == "cancelled"
    text = message(one.person, "registration_cancelled").get_body(("plain",)).get_content()
    assert "withdrawn your application" in " ".join(text.split())
    assert "withdrawn" in rules.after_cancelling(one, now=NOW)
    assert register(event, one.person).status == "applied"


# Deciding ---------------------------------------------------------------------------------------


def test_whoever_is_accepted_has_a_place_and_a_calendar_entry(event, officer, letters, message):
    one = register(event)
    services.accept(one, by=officer, note="Named by the board", now=NOW)
    one.refresh_from_db()
    assert (one.status, one.confirmed_at, one.sequence) == ("confirmed", NOW, 1)
    assert letters(one.person) == ["place_applied", "place_accepted"]
    parts = message(one.person, "place_accepted").walk()
    assert [p for p in parts if p.get_content_type() == "text/calendar"][0].get_param(
        "method"
    ) == "REQUEST"
    [step] = Step.objects.about(one)
    assert (step.was, step.now, step.by, step.note) == (
        "applied", "confirmed", officer, "Named by the board",
    )  # fmt: skip


def test_without_a_free_place_accepting_is_refused_in_words(event, officer, letters):
    full(event)
    one = register(event)
    with pytest.raises(Refused, match="no place for .* waiting list"):
        services.accept(one, by=officer, now=NOW)
    one.refresh_from_db()
    assert one.status == "applied"
    assert letters(one.person) == ["place_applied"]


def test_staff_can_put_somebody_on_the_waiting_list_by_the_moment_of_applying(event, officer):
    full(event)
    first = applying(event, created_at=NOW - DAY)
    second = applying(event, created_at=NOW - DAY / 2)
    for one in (second, first):
        services.accept(one, by=officer, or_wait=True, now=NOW)
    assert list(event.registrations.waiting()) == [first, second]
    assert rules.position(first) == 1


def test_who_was_put_on_the_waiting_list_is_offered_what_comes_free(event, officer):
    seated = full(event)
    one = register(event)
    services.accept(one, by=officer, or_wait=True, now=NOW)
    services.cancel(seated[0], by=seated[0].person, now=NOW)
    one.refresh_from_db()
    assert one.status == "offered"


def test_places_held_for_a_sector_are_not_given_to_another(event, officer):
    Share.objects.create(event=event, roll_up="third", at_least=2)
    nhs = (
        Sector.objects.filter(roll_up="nhs").first()
        or Sector.objects.exclude(roll_up="third").first()
    )
    one = register(event, UserFactory(profile__sector=nhs))
    with pytest.raises(Refused, match="no place"):
        services.accept(one, by=officer, now=NOW)


def test_who_is_declined_reads_why_and_cannot_apply_again(event, officer, message):
    one = register(event)
    services.decline(one, by=officer, reason="Fewer places than nominations.", now=NOW)
    text = message(one.person, "place_declined").get_body(("plain",)).get_content()
    assert "Fewer places than nominations." in text
    assert Step.objects.about(one).get().note == "Fewer places than nominations."
    with pytest.raises(Refused, match="cannot apply again"):
        register(event, one.person)
    assert register(EventFactory(), one.person).status == "confirmed"


def test_who_was_declined_meanwhile_does_not_apply_by_a_slower_click(event, officer, monkeypatch):
    one = register(event)
    services.decline(one, by=officer, reason="No.", now=NOW)
    monkeypatch.setattr(rules, "reasons_not_to_register", lambda *_a, **_k: [])
    with pytest.raises(Refused, match="cannot apply again"):
        register(event, one.person)


@pytest.mark.parametrize("status", ["confirmed", "waiting", "cancelled", "declined"])
def test_only_an_open_application_is_decided(event, officer, status):
    one = RegistrationFactory(event=event, status=status, queued_at=NOW)
    for decide in (
        lambda: services.accept(one, by=officer, now=NOW),
        lambda: services.decline(one, by=officer, reason="No.", now=NOW),
    ):
        with pytest.raises(Refused, match="Already"):
            decide()


def test_a_declined_person_can_still_be_invited(event, officer):
    one = register(event)
    services.decline(one, by=officer, reason="No.", now=NOW)
    invited = services.invite(event, by=officer, person=one.person, now=NOW)
    services.take_offer(invited, by=one.person, now=NOW)
    with pytest.raises(Refused, match="registered already"):
        register(event, one.person)


# Waves ------------------------------------------------------------------------------------------


def keys(found):
    return [one.pk for one in found]


def test_a_wave_accepts_the_first_in_the_order_of_applying(event, officer, letters):
    first, second, third = (applying(event, created_at=NOW - n * DAY) for n in (3, 2, 1))
    found = rules.next_applicants(event, 2, now=NOW)
    assert found == [first, second]
    done = services.accept_next(event, by=officer, number=2, exactly=keys(found), now=NOW)
    assert done == 2
    third.refresh_from_db()
    assert third.status == "applied"
    assert set(event.registrations.confirmed()) == {first, second}
    assert letters() == ["place_accepted"] * 2
    assert Step.objects.filter(by=officer, now="confirmed").count() == 2


def test_a_wave_keeps_places_that_are_held_for_a_sector(event, officer):
    third = Sector.objects.filter(roll_up="third").first()
    other = Sector.objects.exclude(roll_up="third").first()
    Share.objects.create(event=event, roll_up="third", at_least=1)
    early, later = (
        applying(event, person=UserFactory(profile__sector=other), sector=other,
                 created_at=NOW - n * DAY)
        for n in (9, 8)
    )  # fmt: skip
    charity = applying(
        event, person=UserFactory(profile__sector=third), sector=third, created_at=NOW - DAY
    )
    assert rules.next_applicants(event, 2, now=NOW) == [early, charity]
    assert later not in rules.next_applicants(event, 3, now=NOW)


@pytest.mark.parametrize(
    ("number", "words"), [(3, "Only 2 applications"), (2, "place for only 1 of those")]
)
def test_a_wave_larger_than_people_or_places_is_refused_whole(event, officer, number, words):
    RegistrationFactory(event=event)
    found = [applying(event), applying(event)]
    with pytest.raises(Refused, match=words):
        services.accept_next(event, by=officer, number=number, exactly=keys(found), now=NOW)
    assert event.registrations.applied().count() == 2


def test_a_wave_accepts_whom_staff_have_seen_or_nobody(event, officer):
    one, other = applying(event), applying(event)
    services.cancel(one, by=one.person, now=NOW)
    with pytest.raises(Refused, match="changed since you looked"):
        services.accept_next(event, by=officer, number=1, exactly=[one.pk], now=NOW)
    assert list(event.registrations.applied()) == [other]


# Deadlines --------------------------------------------------------------------------------------


def at(event, day, hour) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=event.zone)


def test_staff_are_reminded_once_on_the_morning_after_the_day(event, officer, letters):
    applying(event)
    assert services.remind_of_decisions(now=at(event, DECIDES, 23)) == 0
    morning = at(event, DECIDES + DAY, 8)
    assert services.remind_of_decisions(now=morning - dt.timedelta(minutes=1)) == 0
    assert services.remind_of_decisions(now=morning) == 1
    assert services.remind_of_decisions(now=morning + 3 * DAY) == 0
    assert letters(officer) == ["decisions_overdue"]


def test_nobody_applies_once_everybody_should_have_heard(event):
    event.refresh_from_db()
    last = at(event, DECIDES + DAY, 0)
    shown = Event.objects.with_places()
    assert services.register(event, by=UserFactory(), now=last - dt.timedelta(seconds=1))
    said = rules.with_availability(shown.get(), now=last - dt.timedelta(seconds=1))
    assert said.availability == "apply"
    with pytest.raises(Refused, match="You could apply until 20 January 2027"):
        services.register(event, by=UserFactory(), now=last)
    assert rules.with_availability(shown.get(), now=last).availability == "closed"
    one = services.invite(event, by=None, person=UserFactory(), now=last)
    assert one.status == "offered"


def test_the_end_of_applying_is_by_the_clocks_of_the_events_place(event):
    Event.objects.update(time_zone="Europe/Oslo")
    event.refresh_from_db()
    assert event.asks_until == dt.datetime(2027, 1, 20, 23, tzinfo=dt.UTC)
    event.approval = False
    assert event.asks_until == event.registration_ends_at


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Oslo"])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"decide_by": DECIDES + 99 * DAY},
        {"approval": False},
        {"registration_closes_at": NOW + DAY},
        {"status": "cancelled"},
    ],
)
def test_what_still_asks_is_said_of_many_as_of_one(event, zone, fields):
    Event.objects.update(time_zone=zone, **fields)
    event.refresh_from_db()
    last = event.asks_until - dt.timedelta(microseconds=1)
    expected = [event] if event.status == "published" else []
    assert list(Event.objects.still_asking(now=last)) == expected
    assert list(Event.objects.still_asking(now=event.asks_until)) == []


def test_who_applied_is_told_once_that_the_answer_is_late(event, officer, letters, message):
    one, decided = applying(event), applying(event)
    services.decline(decided, by=officer, reason="No.", now=NOW)
    morning = at(event, DECIDES + DAY, 8)
    services.remind_of_decisions(now=morning - dt.timedelta(minutes=1))
    assert letters(one.person) == []
    for later in range(3):
        services.remind_of_decisions(now=morning + later * DAY)
    assert letters(one.person) == ["answer_late"]
    assert "answer_late" not in letters(decided.person)
    text = " ".join(message(one.person, "answer_late").get_body(("plain",)).get_content().split())
    assert "We promised an answer by Wednesday 20 January 2027. It is late" in text
    assert "We have reminded the hub" in text
    Event.objects.update(decide_by=DECIDES + 2 * DAY)
    services.remind_of_decisions(now=at(event, DECIDES + 3 * DAY, 9))
    assert letters(one.person) == ["answer_late"] * 2


def test_a_late_answer_is_not_announced_to_who_has_it(event, officer):
    one = applying(event)
    assert not one.why_not_send("answer_late", "")
    services.decline(one, by=officer, reason="No.", now=NOW)
    one.refresh_from_db()
    assert "decided" in one.why_not_send("answer_late", "")


def test_a_new_day_reminds_anew_and_another_hubs_staff_never(event, officer, letters):
    applying(event)
    stranger = staff("event_officer", HubFactory(slug="scotland"))
    services.remind_of_decisions(now=at(event, DECIDES + DAY, 9))
    Event.objects.update(decide_by=DECIDES + 2 * DAY)
    services.remind_of_decisions(now=at(event, DECIDES + 3 * DAY, 9))
    assert letters(officer) == ["decisions_overdue"] * 2
    assert letters(stranger) == []


def test_nobody_is_reminded_where_everything_is_decided(event, officer):
    one = applying(event)
    services.decline(one, by=officer, reason="No.", now=NOW)
    assert services.remind_of_decisions(now=at(event, DECIDES + DAY, 9)) == 0


def test_whoever_is_undecided_when_the_event_starts_gets_an_answer_once(event, message):
    one = applying(event)
    assert services.answer_undecided(now=event.starts_at - dt.timedelta(minutes=1)) == 0
    assert services.answer_undecided(now=event.starts_at) == 1
    assert services.answer_undecided(now=event.starts_at) == 0
    one.refresh_from_db()
    assert one.status == "declined"
    text = message(one.person, "place_undecided").get_body(("plain",)).get_content()
    assert "could not decide about your application in time" in " ".join(text.split())
    assert Step.objects.about(one).get().by is None


def test_applications_for_a_postponed_event_wait(event):
    event.refresh_from_db()
    one = applying(event)
    Event.objects.update(status="postponed")
    assert services.answer_undecided(now=event.starts_at + DAY) == 0
    one.refresh_from_db()
    assert one.status == "applied"


# Letters that can become untrue ------------------------------------------------------------------


def test_what_is_decided_is_not_written_as_open(event, officer):
    event = EventFactory(
        start_date=timezone.localdate() + 30 * DAY, approval=True, decide_by=timezone.localdate()
    )
    one = services.register(event, by=UserFactory())
    letter = Letter.objects.get(what="events/email/place_applied")
    assert not one.why_not_send("place_applied", letter.version)
    services.accept(one, by=officer)
    one.refresh_from_db()
    assert "decided" in one.why_not_send("place_applied", letter.version)
    assert not one.why_not_send("place_accepted", "")
    services.cancel(one, by=one.person)
    one.refresh_from_db()
    assert one.why_not_send("place_accepted", "")


def test_choosing_cannot_be_switched_while_people_rely_on_how_it_is(event):
    applying(event)
    assert "waits for an answer" in next(rules.reasons_not_to_switch_approval(event, to=False))
    assert not list(rules.reasons_not_to_switch_approval(event, to=True))
    queued = EventFactory()
    waiting(queued)
    assert "waiting list" in next(rules.reasons_not_to_switch_approval(queued, to=True))


def test_an_event_whose_hub_chooses_is_not_announced_without_a_day(event):
    draft = EventFactory(status="draft", approval=True)
    assert "by when applicants hear" in " ".join(rules.reasons_not_to_publish(draft, now=NOW))


def test_an_event_to_which_nobody_could_apply_is_not_announced(event):
    draft = EventFactory(status="postponed", approval=True, decide_by=DECIDES)
    assert not list(rules.reasons_not_to_publish(draft, now=NOW))
    draft.decide_by = timezone.localdate(NOW, draft.zone)
    assert not list(rules.reasons_not_to_publish(draft, now=NOW))
    draft.decide_by -= DAY
    [reason] = rules.reasons_not_to_publish(draft, now=NOW)
    assert "Nobody could apply: the day by which applicants hear" in reason
    with pytest.raises(Refused, match="Nobody could apply"):
        Event.objects.filter(pk=draft.pk).update(decide_by=NOW.date() - 30 * DAY)
        services.publish(Event.objects.get(pk=draft.pk), by=UserFactory(), now=NOW)
    draft.decide_by, draft.registration_closes_at = DECIDES, NOW
    [reason] = rules.reasons_not_to_publish(draft, now=NOW)
    assert "Nobody could apply: registration closed on" in reason


def test_a_copy_has_no_day_and_no_applications(event, officer):
    applying(event)
    copy = services.clone(event, by=officer, start_date=dt.date(2027, 6, 1))
    assert copy.approval
    assert copy.decide_by is None
    assert not copy.registrations.exists()
