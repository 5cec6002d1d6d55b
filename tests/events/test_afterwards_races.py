"""The same person, twice at the same moment, once an event is over."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from events import services
from events.models import Certificate, Opinion, Registration
from funding.services import tell_of_open_calls
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.test_races import at_once
from tests.funding.factories import CallFactory

pytestmark = pytest.mark.django_db(transaction=True)


def one_who_came(*, days: int = 2) -> Registration:
    event = EventFactory(start_date=timezone.localdate() - dt.timedelta(days=days))
    return RegistrationFactory(event=event, status="attended")


def again(registration) -> Registration:
    """As another request reads it."""
    rows = Registration.objects.select_related("event__hub", "person")
    return rows.get(pk=registration.pk)


def test_a_survey_sent_eight_times_at_once_counts_once():
    there = one_who_came()
    results = at_once(
        *[lambda: services.say_opinion(again(there), Opinion(useful=5))] * 8,
    )
    assert Opinion.objects.count() == 1
    assert results.count(None) == 1
    assert sum(isinstance(result, Refused) for result in results) == 7


def test_a_certificate_asked_for_eight_times_at_once_is_one():
    there = one_who_came()
    results = at_once(*[lambda: services.certify(again(there), by=there.person).code] * 8)
    assert set(results) == {Certificate.objects.get().code}


def test_staff_and_the_clock_at_once_thank_everybody_once():
    there = one_who_came()
    event = again(there).event

    def settle():
        return services.settle_attendance(type(event).objects.get(pk=event.pk), by=None)

    at_once(settle, services.close_attendance, settle, services.close_attendance)
    assert Letter.objects.filter(what="events/email/thank_you").count() == 1


def test_two_clocks_tell_of_an_open_call_once():
    there = one_who_came(days=20)
    CallFactory(event=again(there).event)
    at_once(*[tell_of_open_calls] * 4)
    assert Letter.objects.filter(what="funding/email/call_opens").count() == 1


def read(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def test_no_row_tells_by_its_transaction_or_its_place_who_said_what():
    event = EventFactory(start_date=timezone.localdate() - dt.timedelta(days=2), capacity=20)
    people = [RegistrationFactory(event=event, status="attended") for _number in range(12)]
    silent = RegistrationFactory(event=event, status="attended")
    keys = []
    for number, person in enumerate(people):
        services.say_opinion(again(person), Opinion(met=number))
        keys.append(set(Opinion.objects.values_list("pk", flat=True)))
        marked = read("select xmin::text from events_registration where surveyed")
        said = read("select xmin::text from events_opinion")
        assert len(marked) == len(said) == number + 1
        assert len({*marked, *said}) == 1
    assert not any(one & other for one, other in pairwise(keys))
    in_order = list(range(12))
    assert sorted(read("select met from events_opinion")) == in_order
    assert read("select met from events_opinion order by ctid") != in_order
    assert read("select met from events_opinion order by id") != in_order
    assert not again(silent).surveyed


def test_answers_of_different_people_at_once_are_all_kept():
    event = EventFactory(start_date=timezone.localdate() - dt.timedelta(days=2), capacity=20)
    people = [RegistrationFactory(event=event, status="attended") for _number in range(6)]
    at_once(
        *[lambda one=one: services.say_opinion(again(one), Opinion(useful=4)) for one in people]
    )
    assert event.opinions.count() == event.registrations.filter(surveyed=True).count() == 6
