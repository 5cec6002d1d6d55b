from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.utils import timezone

from hubportal.outbox import services, tasks
from hubportal.outbox.models import Desk, Letter
from hubportal.workflow.moves import Refused
from tests.outbox.factories import PersonFactory, letter

pytestmark = pytest.mark.django_db


def test_a_failed_letter_is_sent_again_unchanged(smtp, deliver):
    written = letter()
    smtp.refusals[written.to] = "550 Unknown"
    deliver()
    smtp.refusals.clear()
    services.send_again(written, by=None)
    (received,) = deliver()
    assert received["Message-ID"] == written.message_id
    assert Letter.objects.get().status == "sent"


def test_sending_again_goes_to_the_address_the_person_has_now(smtp, deliver):
    person = PersonFactory(email="typo@example.org")
    written = letter(to=person)
    smtp.refusals["typo@example.org"] = "550 Unknown"
    deliver()
    person.email = "right@example.org"
    person.save()
    services.send_again(written, by=None)
    (received,) = deliver()
    assert received["To"] == received["X-Received-For"] == "right@example.org"


def test_sending_again_twice_is_refused_in_words(smtp, deliver):
    written = letter()
    deliver()
    services.send_again(written, by=None)
    with pytest.raises(Refused, match="already waiting"):
        services.send_again(written, by=None)
    assert len(deliver()) == 2


def test_a_letter_with_a_code_is_not_sent_again(smtp, deliver):
    send_mail("Code", "123456", None, ["a@example.org"])
    deliver()
    with pytest.raises(Refused):
        services.send_again(Letter.objects.get(), by=None)


def test_a_cancelled_letter_never_leaves(smtp, deliver):
    written = letter()
    services.cancel(written, by=None, reason="Wrong date")
    assert deliver() == []
    with pytest.raises(Refused, match="cancelled"):
        services.cancel(written, by=None)


def test_after_ninety_days_the_text_is_forgotten_and_the_fact_kept(smtp, deliver):
    old, waiting = letter(), letter(expires_at=timezone.now() + timedelta(days=200))
    smtp.refusals[waiting.to] = "450 Later"
    deliver()
    services.forget_old_letters(now=timezone.now() + timedelta(days=89))
    old.refresh_from_db()
    assert old.readable
    assert services.forget_old_letters(now=timezone.now() + timedelta(days=91)) == 1
    old.refresh_from_db()
    waiting.refresh_from_db()
    assert (bytes(old.mime), old.subject, old.status) == (b"", "", "sent")
    assert waiting.readable
    with pytest.raises(Refused):
        services.send_again(old, by=None)


def test_erasure_leaves_no_letter_that_names_the_person(smtp, deliver):
    person = PersonFactory(email="ada@example.org")
    letter(to=person)
    send_mail("Code", "123456", None, ["ADA@example.org"])
    deliver()
    letter("greetings/email/reminder", to=person)
    services.forget(person)
    for written in Letter.objects.all():
        assert (written.person, written.to, written.subject, bytes(written.mime)) == (
            None,
            "",
            "",
            b"",
        )
    assert len(deliver()) == 2


def test_pausing_twice_keeps_the_first_reason():
    services.pause(by=None, reason="First")
    services.pause(by=None, reason="Second")
    assert Desk.objects.get().reason == "First"


def test_the_desk_is_one_row():
    Desk.load()
    Desk.load()
    assert Desk.objects.count() == 1


def test_the_tasks_of_the_clock_do_what_they_say(smtp):
    letter()
    tasks.deliver_due()
    assert len(smtp.messages) == 1
    tasks.forget_old_letters()


def test_the_outbox_is_paused_and_resumed_from_the_command_line(capsys):
    call_command("outbox", "pause", reason="Moving house")
    assert Desk.objects.get().reason == "Moving house"
    call_command("outbox", "resume")
    call_command("outbox", "status")
    assert "paused: False" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_the_command_line_sends_what_is_due_and_ends(smtp, capsys):
    for _ in range(3):
        letter()
    call_command("deliver", once=True)
    assert len(smtp.messages) == 3
    assert capsys.readouterr().out.strip() == "3"
