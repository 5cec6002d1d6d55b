import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events import services
from events.models import Event, Reminder
from events.services import reminders
from hubportal.outbox.models import Letter
from tests.events.factories import NOW, EventFactory, RegistrationFactory, waiting

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def at(text, zone):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def event_with_reminder(start, zone="Europe/London", days=1, **fields):
    event = EventFactory(start_date=dt.date.fromisoformat(start), time_zone=zone, **fields)
    Reminder.objects.create(event=event, days_before=days)
    return event


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Oslo"])
@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-10-26", 1, "2026-10-25 09:00"),  # the day on which clocks went back
        ("2026-10-26", 7, "2026-10-19 09:00"),  # still summer time
        ("2027-03-29", 1, "2027-03-28 09:00"),  # the day on which clocks went forward
        ("2027-03-29", 7, "2027-03-22 09:00"),  # still winter time
    ],
)
def test_a_reminder_leaves_at_nine_on_the_clock_of_the_event_and_once(zone, start, days, due):
    event = event_with_reminder(start, zone, days)
    RegistrationFactory(event=event, created_at=at("2026-09-01 12:00", zone))
    moment = at(due, zone)
    assert services.send_due_reminders(now=moment - MINUTE) == 0
    assert services.send_due_reminders(now=moment) == 1
    assert services.send_due_reminders(now=moment) == 0
    assert services.send_due_reminders(now=moment + MINUTE) == 0


def test_a_missed_tick_is_made_up_for_until_the_event_starts():
    event = event_with_reminder("2027-02-01")
    RegistrationFactory(event=event)
    assert services.send_due_reminders(now=event.starts_at) == 0
    assert services.send_due_reminders(now=event.starts_at - MINUTE) == 1


def test_two_reminders_of_one_day_both_leave_and_are_true():
    event = event_with_reminder("2027-02-01")
    Reminder.objects.create(event=event, days_before=1, at=dt.time(17))
    registration = RegistrationFactory(event=event)
    morning, evening = (at(f"2027-01-31 {hour}", event.time_zone) for hour in ("09:00", "17:00"))
    assert [services.send_due_reminders(now=now) for now in (morning, evening, evening)] == [
        1,
        1,
        0,
    ]
    for letter in Letter.objects.all():
        assert registration.why_not_send(letter.name, letter.version) == ""


def test_reminders_written_before_their_letters_named_the_hour_do_not_leave_again():
    event = event_with_reminder("2027-02-01")
    Reminder.objects.create(event=event, days_before=1, at=dt.time(17))
    registration = RegistrationFactory(event=event)
    morning, evening = (at(f"2027-01-31 {hour}", event.time_zone) for hour in ("09:00", "17:00"))
    services.send_due_reminders(now=morning)
    version = f"{event.starts_at.isoformat()}:1"
    key = f"events/email/reminder:events.registration:{registration.pk}:{version}:1"
    Letter.objects.update(version=version, key=key, created_at=morning)
    Reminder.objects.update(swept_for=None)
    assert registration.why_not_send("reminder", version) == ""
    assert services.send_due_reminders(now=morning + MINUTE) == 0
    assert services.send_due_reminders(now=evening) == 1


def test_whose_account_is_closed_is_not_reminded():
    event = event_with_reminder("2027-02-01")
    closed = RegistrationFactory(event=event).person
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    assert services.send_due_reminders(now=event.starts_at - MINUTE) == 0


def test_a_run_that_takes_long_leaves_the_rest_to_the_next(monkeypatch):
    event = event_with_reminder("2027-02-01")
    RegistrationFactory.create_batch(3, event=event)
    monkeypatch.setattr(reminders, "BATCH", 2)
    monkeypatch.setattr(reminders, "STAMINA", -1)
    now = event.starts_at - MINUTE
    assert [services.send_due_reminders(now=now) for _ in range(3)] == [2, 1, 0]


def test_two_clocks_that_tick_at_once_write_one_letter():
    """The second has read what is due before the first has ticked it off."""
    event = event_with_reminder("2027-02-01")
    RegistrationFactory(event=event)
    now = event.starts_at - MINUTE
    assert services.send_due_reminders(now=now) == 1
    Reminder.objects.update(swept_for=None)
    assert services.send_due_reminders(now=now) == 0
    assert Letter.objects.count() == 1


def test_whoever_registered_after_the_hour_of_the_reminder_is_not_reminded():
    event = event_with_reminder("2027-02-01")
    due = at("2027-01-31 09:00", "Europe/London")
    RegistrationFactory(event=event, created_at=due + MINUTE)
    on_time = RegistrationFactory(event=event, created_at=due)
    assert services.send_due_reminders(now=due + 2 * MINUTE) == 1
    assert Letter.objects.get().person == on_time.person


def test_only_those_with_a_place_who_want_it_are_reminded():
    event = event_with_reminder("2027-02-01")
    waiting(event)
    RegistrationFactory(event=event, status="cancelled")
    quiet = RegistrationFactory(event=event)
    services.quieten(quiet, by=quiet.person)
    assert services.send_due_reminders(now=event.starts_at - MINUTE) == 0


@pytest.mark.parametrize("status", ["draft", "postponed", "cancelled"])
def test_an_event_that_is_not_on_reminds_nobody(status):
    event = event_with_reminder("2027-02-01", status=status)
    RegistrationFactory(event=event)
    assert services.send_due_reminders(now=event.starts_at - MINUTE) == 0


def test_a_postponed_event_reminds_again_for_its_new_date():
    event = event_with_reminder("2027-02-01")
    RegistrationFactory(event=event)
    soon = event.starts_at - MINUTE
    assert services.send_due_reminders(now=soon) == 1
    services.postpone(event, by=None, note="Snow", now=soon)
    event.start_date = event.end_date = dt.date(2027, 2, 8)
    services.change_event(event, by=None, now=soon)
    services.publish(event, by=None, now=soon)
    event.refresh_from_db()
    assert services.send_due_reminders(now=soon) == 0
    assert services.send_due_reminders(now=event.starts_at - MINUTE) == 1


def test_a_new_event_reminds_a_week_and_a_day_before():
    event = EventFactory.build(hub=EventFactory().hub, status="draft")
    services.create_event(event, by=None)
    assert list(event.reminders.order_by("pk").values_list("days_before", "at")) == [
        (7, dt.time(9)),
        (1, dt.time(9)),
    ]


def test_a_copied_event_keeps_its_rules_and_reminds_nobody():
    event = event_with_reminder("2027-02-01")
    RegistrationFactory(event=event)
    services.send_due_reminders(now=event.starts_at - MINUTE)
    copy = services.clone(event, by=None, start_date=dt.date(2027, 3, 1))
    assert copy.status == Event.Status.DRAFT
    assert copy.starts_at.date() == dt.date(2027, 3, 1)
    assert [reminder.days_before for reminder in copy.reminders.all()] == [1]
    assert not copy.registrations.exists()
    services.publish(copy, by=None, now=NOW)
    assert services.send_due_reminders(now=copy.starts_at - MINUTE) == 0


def test_a_waiting_reminder_is_not_sent_once_it_is_no_longer_true():
    event = event_with_reminder("2027-02-01")
    registration = RegistrationFactory(event=event)
    services.send_due_reminders(now=event.starts_at - MINUTE)
    letter = Letter.objects.get()
    assert letter.expires_at == event.starts_at
    still = registration.why_not_send(letter.name, letter.version)
    registration.event.start_date += DAY
    Event.objects.filter(pk=event.pk).update(start_date="2027-02-02", end_date="2027-02-02")
    registration.refresh_from_db()
    assert still == ""
    assert "moved" in type(registration).objects.get().why_not_send(letter.name, letter.version)


def test_many_people_cost_a_handful_of_queries_each_batch(django_assert_max_num_queries):
    """Three for each letter, which the outbox makes, and a constant number around them."""
    event = event_with_reminder("2027-02-01", capacity=30)
    RegistrationFactory.create_batch(30, event=event)
    with django_assert_max_num_queries(30 * 3 + 12):
        assert services.send_due_reminders(now=event.starts_at - MINUTE) == 30


def test_an_event_whose_letters_fail_keeps_no_other_event_waiting(monkeypatch):
    broken, sound = event_with_reminder("2027-02-01"), event_with_reminder("2027-02-01")
    for event in (broken, sound):
        RegistrationFactory(event=event)
    write = reminders.emails.reminder

    def reminder(registration, rule, **told):
        if registration.event_id == broken.pk:
            raise ValueError("a template that does not render")
        return write(registration, rule, **told)

    monkeypatch.setattr(reminders.emails, "reminder", reminder)

    assert services.send_due_reminders(now=sound.starts_at - MINUTE) == 1
