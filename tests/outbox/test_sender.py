import threading
from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone

from hubportal.outbox import sender, services
from hubportal.outbox.models import Desk, Letter, LetterQuerySet, Priority
from tests.outbox.factories import PersonFactory, letter

pytestmark = pytest.mark.django_db


def later(**delta):
    return timezone.now() + timedelta(**delta)


def nobody_listens(settings):
    settings.DELIVERY = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}


def test_a_sent_letter_arrives_with_the_bytes_that_were_stored(smtp, deliver):
    written = letter()
    (received,) = deliver()
    assert received["Message-ID"] == written.message_id
    assert received["To"] == written.to
    written.refresh_from_db()
    assert written.status == "sent"
    assert written.sent_at is not None
    assert written.smtp_reply == "250 Message accepted"


def test_a_letter_is_sent_once_however_often_senders_run(smtp, deliver):
    letter()
    deliver()
    assert len(deliver()) == 1


def test_a_run_uses_one_connection(smtp, deliver, monkeypatch):
    opened = []
    open_ = sender.MailServer.__init__
    monkeypatch.setattr(
        sender.MailServer, "__init__", lambda self, o: opened.append(open_(self, o))
    )
    for _ in range(5):
        letter()
    assert len(deliver()) == 5
    assert len(opened) == 1


def test_urgent_letters_overtake_the_others(smtp, deliver):
    reminder = letter("greetings/email/reminder", priority=Priority.REMINDER)
    normal = letter()
    decision = letter("greetings/email/decision", priority=Priority.DECISION)
    order = [message["Message-ID"] for message in deliver()]
    assert order == [decision.message_id, normal.message_id, reminder.message_id]


def four_at_once():
    """Runs four senders side by side; returns how many letters they dealt with in all."""
    done = []

    def run():
        done.append(services.deliver_due())
        connection.close()

    senders = [threading.Thread(target=run) for _ in range(4)]
    for thread in senders:
        thread.start()
    for thread in senders:
        thread.join()
    return sum(done)


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_letter_once(smtp):
    for _ in range(40):
        letter()
    assert four_at_once() == 40
    received = [message["Message-ID"] for message in smtp.messages]
    assert len(received) == len(set(received)) == 40


@pytest.mark.django_db(transaction=True)
def test_without_its_lock_four_senders_send_letters_twice(smtp, monkeypatch):
    """The test above can see what it looks for."""
    monkeypatch.setattr(LetterQuerySet, "select_for_update", lambda self, **_: self)
    for _ in range(40):
        letter()
    four_at_once()
    received = [message["Message-ID"] for message in smtp.messages]
    assert len(received) > len(set(received)) == 40


def test_a_refused_recipient_fails_at_once_and_holds_nobody_up(smtp, deliver):
    bad, good = letter(), letter()
    smtp.refusals[bad.to] = "550 No such user here"
    (received,) = deliver()
    assert received["Message-ID"] == good.message_id
    bad.refresh_from_db()
    assert (bad.status, bad.last_error) == ("failed", "550 No such user here")
    assert services.health()["failed"] == 1


def test_a_recipient_put_off_is_tried_again_later_and_later(smtp, deliver):
    slow = letter()
    smtp.refusals[slow.to] = "450 Greylisted"
    now = timezone.now()
    delays = []
    for _ in range(4):
        deliver(now)
        slow.refresh_from_db()
        delays.append((slow.next_attempt_at - now).total_seconds())
        now = slow.next_attempt_at
    for delay, expected in zip(delays, [30, 60, 120, 240], strict=True):
        assert expected * 0.8 <= delay <= expected * 1.2
    assert slow.status == "waiting"
    smtp.refusals.clear()
    assert len(deliver(now)) == 1


def test_delays_end_at_a_quarter_of_an_hour_or_three_minutes_while_nothing_gets_through(
    smtp, deliver
):
    slow = letter()
    smtp.refusals[slow.to] = "450 Greylisted"
    Letter.objects.update(attempts=20)
    now = timezone.now()
    deliver(now)
    slow.refresh_from_db()
    assert 720 <= (slow.next_attempt_at - now).total_seconds() <= 1080
    Desk.objects.update(failures=10)
    now = slow.next_attempt_at
    deliver(now)
    slow.refresh_from_db()
    assert (slow.next_attempt_at - now).total_seconds() <= 216


def test_without_a_mail_server_to_talk_to_no_letter_spends_an_attempt(settings):
    nobody_listens(settings)
    letter()
    letter()
    assert services.deliver_due() == 0
    assert list(Letter.objects.values_list("status", "attempts")) == [("waiting", 0)] * 2
    assert services.health()["trouble"]


def test_half_an_hour_without_a_mail_server_is_made_good_within_five_minutes(smtp, settings):
    letters = [letter() for _ in range(20)]
    back, now = settings.DELIVERY, timezone.now()
    nobody_listens(settings)
    for _tick in range(120):
        services.deliver_due(now=now)
        now += timedelta(seconds=15)
    settings.DELIVERY = back
    returned = now
    while Letter.objects.waiting().exists() and now < returned + timedelta(minutes=6):
        services.deliver_due(now=now)
        now += timedelta(seconds=15)
    assert now - returned <= timedelta(minutes=5)
    assert len(smtp.messages) == len(letters)
    assert services.health()["trouble"] == ""


def test_half_an_hour_of_refusals_for_now_is_made_good_within_five_minutes(smtp):
    letters = [letter() for _ in range(12)]
    smtp.refusals.update({written.to: "451 Try again later" for written in letters})
    now = timezone.now()
    for _tick in range(120):
        services.deliver_due(now=now)
        now += timedelta(seconds=15)
    smtp.refusals.clear()
    returned = now
    while Letter.objects.waiting().exists() and now < returned + timedelta(minutes=6):
        services.deliver_due(now=now)
        now += timedelta(seconds=15)
    assert now - returned <= timedelta(minutes=5)
    assert len(smtp.messages) == len(letters)


def test_a_letter_that_came_too_late_expires_and_staff_see_it(smtp, deliver):
    late = letter(expires_at=later(hours=1))
    assert deliver(later(hours=1)) == []
    late.refresh_from_db()
    assert late.status == "expired"
    assert services.health(now=later(hours=2))["failed"] == 1


def test_a_letter_waits_three_days_unless_told_otherwise():
    assert letter().expires_at - timezone.now() > timedelta(hours=71)


def test_a_letter_that_is_no_longer_true_is_not_sent(smtp, deliver, monkeypatch):
    asked = []

    def why_not_send(self, what, version):
        asked.append((what, version))
        return "The event has started."

    person = PersonFactory()
    monkeypatch.setattr(type(person), "why_not_send", why_not_send, raising=False)
    written = letter("greetings/email/reminder", to=person, version="7")
    assert deliver() == []
    written.refresh_from_db()
    assert (written.status, written.last_error) == ("cancelled", "The event has started.")
    assert asked == [("reminder", "7")]


def test_a_letter_that_is_still_true_is_sent(smtp, deliver, monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr(type(person), "why_not_send", lambda *_: "", raising=False)
    letter(to=person)
    assert len(deliver()) == 1


def test_a_record_that_is_gone_says_nothing_any_more(smtp, deliver, monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr(type(person), "why_not_send", lambda *_: "", raising=False)
    written = letter(to=person)
    Letter.objects.update(about_id=0)
    assert deliver() == []
    written.refresh_from_db()
    assert written.status == "cancelled"


def test_a_fault_of_our_own_holds_nobody_up(smtp, deliver, monkeypatch, caplog):
    poisoned, healthy = PersonFactory(), PersonFactory()

    def why_not_send(self, what, version):
        return 1 / 0 if self == poisoned else ""

    monkeypatch.setattr(PersonFactory._meta.model, "why_not_send", why_not_send, raising=False)
    bad, good = letter(to=poisoned), letter(to=healthy)
    (received,) = deliver()
    assert received["Message-ID"] == good.message_id
    bad.refresh_from_db()
    assert bad.status == "waiting"
    assert "ZeroDivisionError" in bad.last_error


def test_an_address_no_server_takes_fails(smtp, deliver):
    written = letter()
    Letter.objects.update(to="siân@example.org")
    assert deliver() == []
    written.refresh_from_db()
    assert written.status == "failed"


def test_a_paused_outbox_keeps_its_letters(smtp, deliver):
    letter()
    services.pause(by=None, reason="The wrong text")
    assert deliver() == []
    assert services.health()["paused"]
    services.resume(by=None)
    assert len(deliver()) == 1


def test_codes_written_during_a_pause_still_leave(smtp, deliver):
    send_mail("Old", "code", None, ["old@example.org"])
    services.pause(by=None, reason="Restored")
    Letter.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    send_mail("New", "code", None, ["new@example.org"])
    assert [message["To"] for message in deliver()] == ["new@example.org"]


def test_a_restored_database_pauses_its_outbox(smtp, deliver):
    letter()
    deliver()
    Desk.objects.update(identity="another database")
    letter()
    assert len(deliver()) == 1
    assert services.health()["paused"]
    assert Desk.objects.get().reason
    services.resume(by=None)
    assert len(deliver()) == 2
    assert not services.health()["paused"]


def test_without_a_mail_server_letters_stay_in_the_local_mailbox(settings, statuses):
    settings.DELIVERY = None
    letter()
    services.deliver_due()
    assert statuses() == {"sent": 1}
    assert Letter.objects.get().smtp_reply == "kept in the local mailbox"


def test_a_code_is_forgotten_as_soon_as_it_is_sent(smtp, deliver, settings):
    send_mail("Code", "123456", None, ["a@example.org"])
    assert len(deliver()) == 1
    assert bytes(Letter.objects.get().mime) == b""


def test_in_the_demonstration_codes_are_kept_for_the_mailbox(smtp, deliver, settings):
    settings.DEMO = True
    send_mail("Code", "123456", None, ["a@example.org"])
    deliver()
    assert Letter.objects.get().readable


def test_a_run_stops_at_its_limit_and_when_told(smtp):
    for _ in range(3):
        letter()
    assert services.deliver_due(stopping=lambda: True) == 0
    assert services.deliver_due(limit=2) == 2
    assert services.deliver_due() == 1


def test_sending_leaves_a_heartbeat(smtp, deliver):
    assert services.health()["last_run"] is None
    deliver()
    assert services.health()["last_run"] < 5


def test_health_measures_what_waits(smtp):
    written = letter()
    now = timezone.now()
    Letter.objects.update(next_attempt_at=now - timedelta(seconds=90))
    later_one = letter()
    Letter.objects.filter(pk=later_one.pk).update(next_attempt_at=now + timedelta(hours=1))
    health = services.health(now=now)
    assert (health["waiting"], health["due"], health["oldest_due"]) == (2, 1, 90)
    services.deliver_due()
    written.refresh_from_db()
    health = services.health()
    assert (health["waiting"], health["due"], health["oldest_due"], health["sent"]) == (
        1,
        0,
        None,
        1,
    )
