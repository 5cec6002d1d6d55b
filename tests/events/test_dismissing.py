"""Readings at the door that were set aside: what staff do with those that change nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Registration, Scan
from events.models.codes import door_code
from hubportal.pages import queue
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Busy, Refused
from tests.events.factories import RegistrationFactory
from tests.events.test_attendance import reading
from tests.events.test_door_hours import days_off
from tests.events.test_locks import held_by_another
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
LIST = "/admin/events/scan/"
WHY = "The code was tried out at home."


@pytest.fixture
def officer(client):
    person = staff("event_officer", days_off(-3, title="Sandpit").hub)
    client.force_login(person)
    return person


def set_aside(officer, **fields) -> Scan:
    """Read by a telephone of the door, days after it shut."""
    event = officer.memberships.get().hub.events.first()
    somebody = RegistrationFactory(event=event, **fields)
    return services.read(event, reading(door_code(somebody)), by=officer)


def waits(officer) -> list:
    rows = queue.rows(officer, today=timezone.localdate())
    return [row for row in rows if "judge" in row.why]


def dismiss(client, scan, **data):
    return client.post(reverse("admin:events_scan_dismiss", args=[scan.pk]), data, follow=True)


def test_a_reading_that_is_dismissed_waits_for_nobody_and_stays_with_who_and_why(client, officer):
    scan = set_aside(officer)
    [row] = waits(officer)
    assert str(scan.registration.person) in client.get(row.url).content.decode()
    page = dismiss(client, scan, reason=WHY).content.decode()
    scan.refresh_from_db()
    step = Step.objects.about(scan).get()
    assert (scan.outcome, scan.status) == ("set_aside", "dismissed")
    assert (step.by, step.note, step.now_label) == (officer, WHY, "Dismissed")
    assert not waits(officer)
    assert WHY in page and str(scan.registration.person) in page
    assert str(scan.registration.person) not in client.get(row.url).content.decode()
    assert Registration.objects.get().status == "confirmed"


def test_without_a_reason_no_reading_is_dismissed(client, officer):
    scan = set_aside(officer)
    assert "This field is required" in dismiss(client, scan, reason=" ").content.decode()
    assert len(waits(officer)) == 1


def test_all_readings_of_an_event_are_dismissed_at_once_from_where_the_queue_leads(client, officer):
    scans = [set_aside(officer) for _ in range(2)]
    [row] = waits(officer)
    data = {"action": "dismiss", "_selected_action": [scan.pk for scan in scans]}
    assert str(scans[0]) in client.post(row.url, data).content.decode()
    client.post(row.url, {**data, "confirmed": "1", "reason": WHY})
    assert not waits(officer)


def test_only_what_was_set_aside_is_dismissed_and_only_once(client, officer):
    scan = set_aside(officer, status="cancelled")
    assert scan.outcome == "no_place"
    with pytest.raises(Refused, match="Only a reading that was set aside"):
        services.dismiss(scan, by=officer, reason=WHY)
    other = set_aside(officer)
    stale = Scan.objects.get(pk=other.pk)
    services.dismiss(other, by=officer, reason=WHY)
    with pytest.raises(Refused, match="dismissed already"):
        services.dismiss(stale, by=officer, reason="Again")
    assert Step.objects.about(other).count() == 1
    page = client.get(f"{LIST}{other.pk}/change/").content.decode()
    assert reverse("admin:events_scan_dismiss", args=[other.pk]) not in page


@pytest.mark.django_db(transaction=True)
def test_whoever_dismisses_what_somebody_else_holds_is_told_in_words(officer):
    scan = set_aside(officer)
    with held_by_another(scan), pytest.raises(Busy):
        services.dismiss(scan, by=officer, reason=WHY)


def test_another_hubs_readings_are_dismissed_by_nobody_else(client, officer):
    scan = set_aside(officer)
    client.force_login(staff("event_officer", HubFactory(slug="scotland")))
    assert dismiss(client, scan, reason=WHY).status_code == 404
    assert Scan.objects.get().status == "kept"
