import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events import rules, services
from events.models import Registration
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_somebody_registers_for_a_free_place_and_gets_a_letter(letters):
    event, person = EventFactory(), UserFactory()
    registration = services.register(event, by=person, now=NOW)
    assert registration.status == "confirmed"
    assert registration.confirmed_at == NOW
    assert registration.sector == person.profile.sector
    assert letters(person) == ["registration_confirmed"]


def test_whoever_comes_after_the_last_place_waits_in_the_order_of_asking(letters):
    event = EventFactory(capacity=1)
    people = UserFactory.create_batch(3)
    states = [services.register(event, by=person, now=NOW).status for person in people]
    assert states == ["confirmed", "waiting", "waiting"]
    queue = list(event.registrations.waiting())
    assert [registration.person for registration in queue] == people[1:]
    assert [rules.position(registration) for registration in queue] == [1, 2]
    assert letters(people[2]) == ["waiting_list_joined"]


def test_a_free_place_does_not_go_past_those_who_wait():
    event = EventFactory(capacity=2)
    RegistrationFactory(event=event)
    first = waiting(event)
    newcomer = services.register(event, by=UserFactory(), now=NOW)
    first.refresh_from_db()
    assert first.status == "offered"
    assert newcomer.status == "waiting"


def test_registering_twice_has_one_effect_and_says_so(letters):
    event, person = EventFactory(), UserFactory()
    services.register(event, by=person, now=NOW)
    with pytest.raises(Refused, match="registered already"):
        services.register(event, by=person, now=NOW)
    assert event.registrations.count() == 1
    assert letters(person) == ["registration_confirmed"]


def test_whoever_cancelled_may_register_again():
    event, person = EventFactory(), UserFactory()
    services.cancel(services.register(event, by=person, now=NOW), by=person, now=NOW)
    assert services.register(event, by=person, now=NOW).status == "confirmed"
    assert event.registrations.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "not announced"),
        ({"status": "postponed"}, "postponed"),
        ({"status": "cancelled"}, "cancelled"),
        ({"registration_opens_at": NOW + HOUR}, "opens on 11 January 2027 at 13:00"),
        ({"registration_closes_at": NOW - HOUR}, "closed on 11 January 2027 at 11:00"),
        ({"start_date": NOW.date(), "start_time": dt.time(11)}, "has started"),
        ({"start_date": dt.date(2027, 1, 4)}, "is over"),
    ],
)
def test_registering_is_refused_with_the_reason_that_the_page_shows(fields, words):
    event, person = EventFactory(**fields), UserFactory()
    [shown] = rules.reasons_not_to_register(event, person, now=NOW)
    assert words in shown
    with pytest.raises(Refused, match=words):
        services.register(event, by=person, now=NOW)
    assert not event.registrations.exists()


@pytest.mark.parametrize("missing", [{"name": ""}, {"profile__sector": None}])
def test_somebody_without_a_name_or_a_sector_is_asked_for_it_first(missing):
    with pytest.raises(Refused, match="your name and your sector"):
        services.register(EventFactory(), by=UserFactory(**missing), now=NOW)


def test_registering_stays_possible_until_the_event_starts_when_no_end_is_set():
    event = EventFactory()
    last = event.starts_at - dt.timedelta(seconds=1)
    assert services.register(event, by=UserFactory(), now=last).status == "confirmed"
    with pytest.raises(Refused):
        services.register(event, by=UserFactory(), now=event.starts_at)


def test_cancelling_frees_the_place_and_is_recorded(letters):
    registration = RegistrationFactory()
    services.cancel(registration, by=registration.person, now=NOW)
    assert registration.status == "cancelled"
    assert rules.free_places(registration.event, now=NOW) == 5
    assert letters(registration.person) == ["registration_cancelled"]
    step = Step.objects.get()
    assert (step.was, step.now, step.by) == ("confirmed", "cancelled", registration.person)


def test_cancelling_twice_has_one_effect(letters):
    registration = RegistrationFactory()
    services.cancel(registration, by=registration.person, now=NOW)
    with pytest.raises(Refused, match="cancelled already"):
        services.cancel(registration, by=registration.person, now=NOW)
    assert letters() == ["registration_cancelled"]


def test_nothing_is_cancelled_once_the_event_has_started():
    registration = RegistrationFactory()
    with pytest.raises(Refused, match="has started"):
        services.cancel(registration, by=None, now=registration.event.starts_at)


def test_the_hub_takes_a_place_away_with_a_reason_and_the_next_is_asked(letters, message):
    event = EventFactory(capacity=1)
    registration, next_one = RegistrationFactory(event=event), waiting(event)
    services.remove(registration, by=UserFactory(), reason="Registered twice", now=NOW)
    assert registration.status == "removed"
    text = message(registration.person, "removed").get_body(("plain",)).get_content()
    assert "Reason: Registered twice" in text
    next_one.refresh_from_db()
    assert next_one.status == "offered"


def test_attendance_is_marked_once_the_doors_open_and_may_be_corrected():
    registration = RegistrationFactory()
    start = registration.event.starts_at
    with pytest.raises(Refused, match="not started"):
        services.mark_attended(registration, by=None, now=start - 3 * HOUR)
    services.mark_attended(registration, by=None, now=start - HOUR)
    services.mark_missed(registration, by=None, now=start)
    services.mark_attended(registration, by=None, now=start)
    assert registration.status == "attended"
    with pytest.raises(Refused, match="has no place"):
        services.mark_attended(waiting(registration.event), by=None, now=start)


# The last line: the database itself --------------------------------------------------------------


def insert(event, person, status="confirmed"):
    """Past every service and rule."""
    Registration._base_manager.bulk_create(
        [Registration(event=event, person=person, status=status)]
    )


def test_the_database_refuses_a_place_too_many_whoever_writes_it():
    event = EventFactory(capacity=1)
    insert(event, UserFactory())
    with pytest.raises(IntegrityError, match="has 1 places and 2 people"), transaction.atomic():
        insert(event, UserFactory())


def test_the_database_refuses_a_place_too_many_by_a_change_of_status():
    event = EventFactory(capacity=1)
    full(event)
    one = waiting(event)
    with pytest.raises(IntegrityError, match="1 places"), transaction.atomic():
        Registration.objects.filter(pk=one.pk).update(status="confirmed")
    with pytest.raises(IntegrityError, match="1 places"), transaction.atomic():
        Registration.objects.filter(pk=one.pk).update(
            status="offered", offer_expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
        )


def test_the_database_refuses_to_shrink_below_the_places_taken():
    event = EventFactory(capacity=2)
    full(event)
    event.capacity = 1
    with pytest.raises(IntegrityError, match="1 places and 2 people"), transaction.atomic():
        event.save()


def test_the_database_refuses_to_move_people_into_a_full_event():
    event, other = EventFactory(capacity=1), EventFactory()
    full(event)
    elsewhere = RegistrationFactory(event=other)
    with pytest.raises(IntegrityError, match="1 places"), transaction.atomic():
        Registration.objects.filter(pk=elsewhere.pk).update(event=event)


def test_the_database_refuses_two_live_registrations_of_one_person():
    registration = RegistrationFactory()
    with pytest.raises(IntegrityError, match="one_live"), transaction.atomic():
        RegistrationFactory(event=registration.event, person=registration.person)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "offered", "queued_at": NOW},
        {"status": "confirmed", "offer_expires_at": NOW},
        {"status": "waiting", "queued_at": None},
    ],
)
def test_the_database_refuses_states_that_make_no_sense(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(**fields)
