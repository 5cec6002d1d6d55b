"""The same person, twice at the same moment, once an event is over."""

import datetime as dt

import pytest
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


def one_who_came() -> Registration:
    event = EventFactory(start_date=timezone.localdate() - dt.timedelta(days=2))
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
    there = one_who_came()
    CallFactory(event=again(there).event)
    at_once(*[tell_of_open_calls] * 4)
    assert Letter.objects.filter(what="funding/email/call_opens").count() == 1
