import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events import emails, rules, services
from events.models import Registration
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
LONDON, OSLO = ZoneInfo("Europe/London"), ZoneInfo("Europe/Oslo")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def moment(text, zone=LONDON):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def give_up(event, *, now=NOW):
    one = event.registrations.confirmed().first()
    services.cancel(one, by=one.person, now=now)


def test_a_freed_place_is_offered_to_the_first_in_the_queue_and_held(letters):
    event = EventFactory(capacity=1)
    full(event)
    first, second = waiting(event), waiting(event)
    give_up(event)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("offered", "waiting")
    assert rules.free_places(event, now=NOW) == 0
    assert letters(first.person) == ["place_offered"]
    assert letters(second.person) == []


def test_whoever_asked_for_it_gets_the_place_at_once(letters):
    event = EventFactory(capacity=1)
    full(event)
    first = waiting(event, take_at_once=True)
    give_up(event)
    first.refresh_from_db()
    assert (first.status, first.confirmed_at) == ("confirmed", NOW)
    assert letters(first.person) == ["place_taken"]


def test_an_offer_is_taken_once(letters):
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    give_up(event)
    services.take_offer(one, by=one.person, now=NOW + HOUR)
    assert (one.status, one.offer_expires_at) == ("confirmed", None)
    assert letters(one.person) == ["place_offered", "place_taken"]
    with pytest.raises(Refused, match="You have this place already"):
        services.take_offer(one, by=one.person, now=NOW + HOUR)


def test_an_offer_that_is_given_up_goes_to_the_next():
    event = EventFactory(capacity=1)
    full(event)
    first, second = waiting(event), waiting(event)
    give_up(event)
    services.cancel(first, by=first.person, now=NOW)
    second.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "offered")


def test_an_offer_that_nobody_answers_passes_on_once_however_often_the_clock_ticks(letters):
    event = EventFactory(capacity=1)
    full(event)
    first, second = waiting(event), waiting(event)
    give_up(event)
    first.refresh_from_db()
    later = first.offer_expires_at
    assert services.pass_on_lapsed_offers(now=later - HOUR) == 0
    assert services.pass_on_lapsed_offers(now=later) == 1
    assert services.pass_on_lapsed_offers(now=later) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("lapsed", "offered")
    assert letters(first.person) == ["place_offered", "offer_lapsed"]
    assert letters(second.person) == ["place_offered"]


def test_a_lapsed_offer_cannot_be_taken_even_before_the_clock_has_come_by():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    give_up(event)
    one.refresh_from_db()
    with pytest.raises(Refused, match="The offer has ended"):
        services.take_offer(one, by=one.person, now=one.offer_expires_at)


def test_more_places_go_to_the_waiting_list_at_once():
    event = EventFactory(capacity=1)
    full(event)
    people = [waiting(event) for _ in range(3)]
    services.resize(event, by=None, capacity=3, now=NOW)
    assert event.registrations.filter(status="offered").count() == 2
    people[2].refresh_from_db()
    assert people[2].status == "waiting"


def test_places_that_are_taken_cannot_be_taken_away_by_a_number():
    event = EventFactory(capacity=3)
    RegistrationFactory.create_batch(2, event=event)
    with pytest.raises(Refused, match="2 places are taken"):
        services.resize(event, by=None, capacity=1, now=NOW)
    services.resize(event, by=None, capacity=2, now=NOW)
    event.refresh_from_db()
    assert event.capacity == 2


def test_no_place_is_offered_once_registration_is_closed():
    event = EventFactory(capacity=1, registration_closes_at=NOW + HOUR)
    full(event)
    one = waiting(event)
    give_up(event, now=NOW + 2 * HOUR)
    one.refresh_from_db()
    assert one.status == "waiting"


def test_the_queue_stands_still_while_the_event_is_postponed():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    services.postpone(event, by=None, note="Snow", now=NOW)
    give_up(event)
    one.refresh_from_db()
    assert one.status == "waiting"
    services.publish(event, by=None, now=NOW)
    one.refresh_from_db()
    assert one.status == "offered"


def test_an_offer_that_was_open_when_the_event_was_postponed_begins_again():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    give_up(event)
    services.postpone(event, by=None, note="Snow", now=NOW)
    assert services.pass_on_lapsed_offers(now=NOW + 7 * DAY) == 0
    services.publish(event, by=None, now=NOW + 7 * DAY)
    one.refresh_from_db()
    assert one.holds(now=NOW + 8 * DAY)


def test_an_invitation_beyond_the_places_begins_again_and_takes_none_of_them():
    event = EventFactory(capacity=1)
    full(event)
    queued = waiting(event)
    beyond = services.invite(event, by=None, person=UserFactory(), beyond=True, now=NOW)
    give_up(event)
    services.postpone(event, by=None, note="Snow", now=NOW)
    services.publish(event, by=None, now=NOW + 7 * DAY)
    for one in (beyond, queued):
        one.refresh_from_db()
        assert one.holds(now=NOW + 8 * DAY), one.beyond


def test_a_full_event_that_comes_back_still_invites_beyond_its_places():
    event = EventFactory(capacity=1)
    full(event)
    beyond = services.invite(event, by=None, person=UserFactory(), beyond=True, now=NOW)
    services.postpone(event, by=None, note="Snow", now=NOW)
    services.publish(event, by=None, now=NOW + 7 * DAY)
    beyond.refresh_from_db()
    assert beyond.holds(now=NOW + 8 * DAY)


def test_the_letter_of_an_offer_dies_with_the_offer():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    give_up(event)
    letter = Letter.objects.get(what="events/email/place_offered")
    one.refresh_from_db()
    assert letter.expires_at == one.offer_expires_at
    services.cancel(one, by=one.person, now=NOW)
    assert Registration.objects.get(pk=one.pk).why_not_send("place_offered", "")


# How long an offer holds ----------------------------------------------------------------------


def offer(at, *, zone=LONDON, start="2027-02-01", hours=24, closes_at=None):
    event = EventFactory(
        start_date=dt.date.fromisoformat(start),
        offer_hours=hours,
        registration_closes_at=closes_at,
    )
    event.refresh_from_db()
    return rules.offer_until(event, zone, now=at)


def test_an_offer_counts_the_hours_in_which_its_reader_is_awake():
    # 24 waking hours from Monday noon: ten on Monday, fourteen on Tuesday
    assert offer(moment("2027-01-11 12:00")) == moment("2027-01-12 22:00")
    # made in the night, it begins at eight
    assert offer(moment("2027-01-11 23:30"), hours=2) == moment("2027-01-12 10:00")
    assert offer(moment("2027-01-11 03:00"), hours=2) == moment("2027-01-11 10:00")


def test_an_offer_follows_the_clock_where_its_reader_lives():
    noon = moment("2027-01-11 21:30", OSLO)
    assert offer(noon, zone=OSLO, hours=2) == moment("2027-01-12 09:30", OSLO)
    assert offer(noon, zone=LONDON, hours=2) == moment("2027-01-12 08:30", LONDON)


@pytest.mark.parametrize("zone", [LONDON, OSLO], ids=["London", "Oslo"])
@pytest.mark.parametrize("night", ["2026-10-24", "2027-03-27"], ids=["back", "forward"])
def test_a_changed_clock_takes_no_waking_hour_away(zone, night):
    evening = moment(f"{night} 21:00", zone)
    next_day = dt.date.fromisoformat(night) + DAY
    start = (next_day + 30 * DAY).isoformat()
    assert offer(evening, zone=zone, hours=3, start=start) == moment(f"{next_day} 10:00", zone)


def test_an_offer_is_shorter_near_the_event():
    far = offer(moment("2027-01-11 12:00")) - moment("2027-01-11 12:00")
    # the day before: 10 waking hours today and 2 tomorrow are left, a quarter of them is three
    near = offer(moment("2027-01-31 12:00"))
    assert near == moment("2027-01-31 15:00")
    assert far > near - moment("2027-01-31 12:00")


def test_an_offer_never_holds_past_the_start_nor_past_the_end_of_registration():
    assert offer(moment("2027-02-01 09:30")) == moment("2027-02-01 10:00")
    assert offer(moment("2027-02-01 02:00")) <= moment("2027-02-01 10:00")
    closes = moment("2027-01-20 12:00")
    assert offer(moment("2027-01-20 11:30"), closes_at=closes) == closes


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_no_offer_ends_while_its_reader_sleeps(hour):
    end = offer(moment(f"2027-01-12 {hour:02}:30"), hours=5).astimezone(LONDON)
    assert dt.time(8) <= end.time() <= dt.time(22)


def test_an_event_that_moves_nearer_ends_its_offers_sooner():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    give_up(event)
    event.start_date = event.end_date = dt.date(2027, 1, 12)
    services.change_event(event, by=None, now=NOW)
    one.refresh_from_db()
    assert one.offer_expires_at == event.starts_at


def test_a_colleague_has_time_until_the_start_also_when_registration_closes():
    event = EventFactory()
    holder, colleague = RegistrationFactory(event=event), UserFactory()
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=NOW)
    asked = event.registrations.get(person=colleague)
    until = asked.offer_expires_at
    event.registration_closes_at = NOW + HOUR
    services.change_event(event, by=None, now=NOW)
    asked.refresh_from_db()
    assert asked.offer_expires_at == until
    event.start_date = event.end_date = dt.date(2027, 1, 12)
    services.change_event(event, by=None, now=NOW)
    asked.refresh_from_db()
    assert asked.offer_expires_at == event.starts_at
    holder.event = event
    assert emails.asked(holder, now=NOW).until == event.starts_at


def test_a_colleague_who_was_asked_before_the_event_was_postponed_is_asked_anew_or_not_at_all():
    event = EventFactory()
    holder, colleague = RegistrationFactory(event=event), UserFactory()
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=NOW)
    services.postpone(event, by=None, note="Snow", now=NOW)
    services.publish(event, by=None, now=NOW + 7 * DAY)
    asked = event.registrations.get(person=colleague)
    assert asked.status == "lapsed"
    holder.event = event
    assert emails.asked(holder, now=NOW + 7 * DAY) is None


def test_whoever_waits_may_leave_and_the_queue_moves_up():
    event = EventFactory(capacity=1)
    full(event)
    first, second = waiting(event), waiting(event)
    services.cancel(first, by=first.person, now=NOW)
    assert rules.position(second) == 1
    assert event.registrations.filter(status="offered").count() == 0


def test_an_offer_holds_its_seat_against_newcomers():
    event = EventFactory(capacity=1)
    full(event)
    waiting(event)
    give_up(event)
    assert services.register(event, by=UserFactory(), now=NOW).status == "waiting"
