"""When the door is open and when it is shut, for helpers and for staff."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import rules, services
from events.models import Event, Scan
from events.models.codes import door_code, door_token
from hubportal.pages import queue
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory, waiting
from tests.events.test_attendance import EARLY, MINUTE, START, reading
from tests.events.test_door import going_on, one, page_of, send
from tests.hubs.factories import HubFactory, SectorFactory
from tests.members.factories import staff

pytestmark = pytest.mark.django_db
END = dt.datetime(2027, 2, 1, 16, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def days_off(number: int, **fields) -> Event:
    """An event of one day, so many days from today."""
    day = timezone.localdate() + dt.timedelta(days=number)
    return going_on(HubFactory(slug="wales"), start_date=day, end_date=day, **fields)


SHUT = {
    "over": lambda: days_off(-3),
    "to come": lambda: days_off(3),
    "cancelled": lambda: going_on(status="cancelled"),
    "postponed": lambda: going_on(status="postponed"),
}


@pytest.fixture(params=["door", "event_officer", "hub_manager"])
def opened(request):
    """`opened(event)`: a client of somebody who may stand at that door."""

    def at(event):
        client = Client()
        client.person = staff(request.param, event.hub)
        client.force_login(client.person)
        return client

    return at


def test_it_is_open_from_two_hours_before_until_a_day_after_for_everybody_alike():
    event = EventFactory()
    hours = [START - 2 * 60 * MINUTE - MINUTE, EARLY, END, END + DAY - MINUTE, END + DAY]
    shut = [bool([*rules.reasons_door_is_shut(event, now=now)]) for now in hours]
    assert shut == [True, False, False, False, True]


@pytest.mark.parametrize("why", SHUT)
def test_a_shut_door_shows_no_names_and_lets_nobody_in(opened, why):
    event = SHUT[why]()
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    client = opened(event)
    text = client.get(page_of(event)).content.decode()
    assert "Nia Newydd" not in text
    assert door_code(somebody) not in text
    assert "Let them in" not in text
    address = reverse("events:check_in", args=[door_token(somebody)])
    assert "Nia Newydd" not in client.get(address).content.decode()
    unexpected = {"walk_in": "1", "email": "new@example.org", "name": "Nia"}
    for where, data in [
        (page_of(event), {"arrive": somebody.pk}),
        (page_of(event), {"code": door_code(somebody)}),
        (page_of(event), {"let_in": waiting(event).pk}),
        (page_of(event), unexpected | {"sector": SectorFactory(code="NHS").pk}),
        (address, {}),
    ]:
        said = client.post(where, data, follow=True).content.decode()
        assert "Nia Newydd" not in said
    assert not event.registrations.attended().exists()


def test_it_says_since_when_it_is_shut_and_leads_staff_to_corrections(opened):
    event = days_off(-3)
    client = opened(event)
    text = client.get(page_of(event)).content.decode()
    since = timezone.localtime(rules.door_closes_at(event), event.zone)
    assert f"The door has been shut since {since:%A} {since.day}" in text
    link = f"{reverse('admin:events_registration_changelist')}?event__id__exact={event.pk}"
    assert (link in text) == client.person.is_staff
    assert ("staff can still correct" in text) == (not client.person.is_staff)


@pytest.mark.parametrize("days", [1, 40])
@pytest.mark.parametrize("call_off", ["cancel_event", "postpone"])
def test_the_door_of_an_event_that_is_called_off_says_so_and_no_hours(opened, days, call_off):
    event = days_off(days)
    getattr(services, call_off)(event, by=staff("event_officer", event.hub), note="Snow")
    at = timezone.localtime(Step.objects.about(event).last().at, event.zone)
    text = opened(event).get(page_of(event)).content.decode()
    assert f"It was called off: {at:%A} {at.day}" in text
    for words in ("shut since", "Open to helpers", "still correct"):
        assert words not in text


def test_a_shut_door_says_its_hours(opened):
    event = days_off(3)
    text = opened(event).get(page_of(event)).content.decode()
    opens, closes = rules.door_opens_at(event), rules.door_closes_at(event)
    said = text.partition("Open to helpers")[2].partition("</p>")[0]
    for moment in (opens, closes):
        local = timezone.localtime(moment, event.zone)
        assert f"{local:%A} {local.day}" in said
        assert f"{local:%H:%M}" in said


# Readings that arrive late ----------------------------------------------------------------------


def answered(opened, event, *rows, **more) -> list[dict]:
    return send(opened(event), event, rows, **more).json()["answers"]


def test_what_a_device_kept_is_still_taken_after_the_door_shut_and_names_nobody(opened):
    event = days_off(-3)
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd", affiliation="Trust")
    elsewhere = RegistrationFactory(event=EventFactory(hub=event.hub, title="Elsewhere"))
    at = event.starts_at.isoformat()
    rows = [one(door_code(who), at=at) for who in (somebody, somebody, elsewhere)]
    answers = answered(opened, event, *rows)
    somebody.refresh_from_db()
    assert [row["outcome"] for row in answers] == ["first", "again", "other_event"]
    assert (somebody.status, somebody.arrived_at) == ("attended", event.starts_at)
    assert {key for row in answers for key in row} == {"key", "outcome", "kind", "title"}
    for word in ("Nia", "Trust", "Elsewhere", " by "):
        assert word not in str(answers)


@pytest.mark.parametrize("status", ["confirmed", "missed"])
@pytest.mark.parametrize("said", ["now", "nothing", "long before", "too long after"])
def test_what_was_read_while_the_door_was_shut_is_set_aside_for_the_staff(opened, said, status):
    event = days_off(-3)
    somebody = RegistrationFactory(event=event, status=status, person__name="Nia Newydd")
    at = {
        "now": timezone.now(),
        "nothing": None,
        "long before": rules.door_opens_at(event) - 6 * MINUTE,
        "too long after": rules.door_closes_at(event) + 6 * MINUTE,
    }[said]
    row = one(door_code(somebody), at=at and at.isoformat())
    (answer,) = answered(opened, event, row)
    somebody.refresh_from_db()
    assert (answer["outcome"], answer["kind"]) == ("set_aside", "bad")
    assert "Nia" not in str(answer)
    assert (somebody.status, somebody.arrived_at) == (status, None)
    scan = Scan.objects.get()
    assert (scan.outcome, scan.registration) == ("set_aside", somebody)
    if said in ("now", "too long after"):
        assert scan.scanned_at == at


def test_the_clock_of_a_device_may_be_wrong_by_five_minutes_when_the_door_shuts(opened):
    event = days_off(-3)
    somebody = RegistrationFactory(event=event)
    at = rules.door_closes_at(event) + 4 * MINUTE
    answered(opened, event, one(door_code(somebody), at=at.isoformat()))
    somebody.refresh_from_db()
    assert (somebody.status, somebody.arrived_at) == ("attended", rules.door_closes_at(event))


def test_a_device_whose_clock_is_a_year_slow_is_put_right_by_what_it_says_when_it_sends(opened):
    event = days_off(-3)
    early, late = RegistrationFactory.create_batch(2, event=event)
    year = 365 * DAY
    moments = {early: event.starts_at, late: timezone.now()}
    rows = [one(door_code(who), at=(at - year).isoformat()) for who, at in moments.items()]
    answers = answered(opened, event, *rows, sent=(timezone.now() - year).isoformat())
    assert [row["outcome"] for row in answers] == ["first", "set_aside"]
    early.refresh_from_db()
    assert abs(early.arrived_at - event.starts_at) < MINUTE


@pytest.mark.parametrize("sent", [7, "x", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+00:00"])
def test_a_strange_clock_does_no_harm(opened, sent):
    event = going_on()
    somebody = RegistrationFactory(event=event)
    row = one(door_code(somebody), at="0001-01-01T00:00:00+00:00")
    (answer,) = answered(opened, event, row, sent=sent)
    assert answer["outcome"] == "first"


@pytest.mark.parametrize("status", ["confirmed", "missed", "attended"])
def test_once_it_is_settled_who_came_a_reading_changes_nobody(opened, status):
    event = going_on(attendance_settled_at=timezone.now())
    somebody = RegistrationFactory(event=event, status=status, arrived_at=None)
    at = (event.starts_at + MINUTE).isoformat()
    (answer,) = answered(opened, event, one(door_code(somebody), at=at))
    somebody.refresh_from_db()
    assert answer["outcome"] == ("again" if status == "attended" else "set_aside")
    assert (somebody.status, somebody.arrived_at) == (status, None)


def test_once_it_is_settled_who_came_nobody_is_let_in(opened):
    event = going_on(attendance_settled_at=timezone.now())
    somebody = waiting(event)
    client = opened(event)
    said = client.post(page_of(event), {"let_in": somebody.pk}, follow=True).content.decode()
    assert "Who came is settled" in said
    here = RegistrationFactory(event=event)
    text = client.get(reverse("events:check_in", args=[door_token(here)])).content.decode()
    assert "Who came is settled" in text
    for row in (somebody, here):
        before = row.status
        row.refresh_from_db()
        assert row.status == before


@pytest.mark.parametrize("how", ["taken back at the door", "taken back by staff", "missed"])
def test_a_reading_kept_from_before_a_correction_does_not_undo_it(opened, how):
    event = going_on()
    somebody = RegistrationFactory(event=event, status="attended")
    by = staff("event_officer", event.hub)
    before = timezone.now().isoformat()
    {
        "taken back at the door": lambda: services.undo_at_the_door(somebody, by=by),
        "taken back by staff": lambda: services.undo(somebody, by=by, reason="Not theirs"),
        "missed": lambda: services.mark_missed(somebody, by=by),
    }[how]()
    (answer,) = answered(opened, event, one(door_code(somebody), at=before))
    assert answer["outcome"] == "set_aside"
    assert "set aside for the hub’s staff" in answer["title"]
    somebody.refresh_from_db()
    assert somebody.status == ("missed" if how == "missed" else "confirmed")
    (answer,) = answered(opened, event, one(door_code(somebody), at=timezone.now().isoformat()))
    assert answer["outcome"] == "first"


def test_a_check_in_that_was_taken_back_is_not_told_to_who_reads_the_code_again(opened):
    event = going_on()
    somebody = RegistrationFactory(event=event)
    first, second = (staff("event_officer", event.hub, name=name) for name in ("Ann", "Ben"))
    yesterday = timezone.now() - 20 * 60 * MINUTE
    services.read(event, reading(door_code(somebody)), by=first, now=yesterday)
    services.undo_at_the_door(somebody, by=first)
    at = timezone.now()
    services.read(event, reading(door_code(somebody), at=at), by=second)
    (answer,) = answered(opened, event, one(door_code(somebody), at=at.isoformat()))
    clock = timezone.localtime(at, event.zone)
    assert answer["title"] == f"Checked in before at {clock:%H:%M} by {second}"


def test_whoever_checked_somebody_in_without_a_name_of_their_own_is_not_shown_by_address(opened):
    event = going_on()
    somebody = RegistrationFactory(event=event)
    services.read(
        event, reading(door_code(somebody)), by=staff("event_officer", event.hub, name="")
    )
    (answer,) = answered(opened, event, one(door_code(somebody), at=timezone.now().isoformat()))
    assert answer["title"].startswith("Checked in before at ")
    assert "@" not in answer["title"] and " by " not in answer["title"]


def test_readings_set_aside_wait_for_the_staff_and_lead_to_who_it_is(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    event = days_off(-3, title="Sandpit")
    officer = staff("event_officer", event.hub)
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    services.read(event, reading(door_code(somebody)), by=officer)
    client.force_login(officer)
    row = next(row for row in queue.rows(officer, today=timezone.localdate()) if "judge" in row.why)
    page = client.get(row.url).content.decode()
    assert "Nia Newydd" in page
    assert reverse("admin:events_registration_change", args=[somebody.pk]) in page
    services.mark_attended(somebody, by=officer)
    assert not [
        row for row in queue.rows(officer, today=timezone.localdate()) if "judge" in row.why
    ]


@pytest.mark.parametrize("status", ["cancelled", "removed", "declined", "lapsed"])
def test_who_does_not_come_any_more_is_not_in_the_list(opened, status):
    event = going_on()
    RegistrationFactory(event=event, status=status, person__name="Gwen Gone")
    RegistrationFactory(event=event, person__name="Nia Newydd")
    text = opened(event).get(page_of(event)).content.decode()
    assert "Nia Newydd" in text
    assert "Gwen Gone" not in text


# Taking back ------------------------------------------------------------------------------------


def test_those_at_the_door_take_back_what_they_did_and_it_is_recorded(opened):
    event = going_on()
    somebody = RegistrationFactory(event=event, status="attended", arrived_at=timezone.now())
    client = opened(event)
    client.post(page_of(event), {"undo": somebody.pk})
    somebody.refresh_from_db()
    step = Step.objects.about(somebody).get()
    assert (somebody.status, somebody.arrived_at) == ("confirmed", None)
    assert (step.by, step.note) == (client.person, "Taken back at the door.")


def test_nothing_is_taken_back_at_the_door_once_it_is_settled_who_came(opened):
    event = going_on(attendance_settled_at=timezone.now())
    somebody = RegistrationFactory(event=event, status="attended")
    client = opened(event)
    assert "Take back" not in client.get(page_of(event)).content.decode()
    said = client.post(page_of(event), {"undo": somebody.pk}, follow=True).content.decode()
    assert "Who came is settled" in said
    somebody.refresh_from_db()
    assert somebody.status == "attended"


def test_nothing_is_taken_back_at_a_door_that_is_shut_but_staff_still_can():
    event = EventFactory()
    door, officer = staff("door", event.hub), staff("event_officer", event.hub)
    somebody = RegistrationFactory(event=event, status="attended")
    with pytest.raises(Refused, match="is over"):
        services.undo_at_the_door(somebody, by=door, now=END + DAY)
    services.undo_at_the_door(somebody, by=door, now=END + DAY - MINUTE)
    kept = reading(door_code(somebody), at=END)
    services.read(event, kept, by=door, now=END + DAY)
    services.undo(somebody, by=officer, reason="Somebody else's code", now=END + 9 * DAY)
    somebody.refresh_from_db()
    assert somebody.status == "confirmed"


@pytest.mark.parametrize("status", ["confirmed", "missed", "waiting"])
def test_only_who_came_is_taken_back(status):
    event = EventFactory()
    somebody = RegistrationFactory(event=event, status=status, queued_at=EARLY)
    with pytest.raises(Refused, match="nothing to take back"):
        services.undo_at_the_door(somebody, by=staff("door", event.hub), now=START)
