import threading

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hubportal.outbox.letters import Calendar, File, absolute, post
from hubportal.outbox.models import Letter, Priority
from tests.outbox.factories import PersonFactory, letter

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused():
    person = PersonFactory()
    with pytest.raises(transaction.TransactionManagementError):
        post("greetings/email/hello", to=person, about=person)
    assert not Letter.objects.exists()


def test_a_rollback_takes_the_letter_along():
    person = PersonFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post("greetings/email/hello", to=person, about=person)
        assert Letter.objects.count() == 1
        1 / 0  # noqa: B018 -- whatever goes wrong after the letter
    assert not Letter.objects.exists()


def test_the_same_letter_twice_is_one_letter():
    person = PersonFactory()
    assert letter(to=person) is not None
    assert letter(to=person) is None
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_who_write_the_same_letter_at_once_write_it_once():
    person, written = PersonFactory(), []

    def write():
        written.append(letter(to=person))
        connection.close()

    clerks = [threading.Thread(target=write) for _ in range(8)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert len(written) == 8
    assert sum(1 for found in written if found) == Letter.objects.count() == 1


def test_another_version_another_person_or_another_template_is_another_letter():
    person = PersonFactory()
    letter(to=person)
    letter(to=person, version="2")
    letter("greetings/email/reminder", to=person)
    letter(about=person)
    assert Letter.objects.count() == 4


def test_a_letter_holds_text_and_html_with_its_own_message_id_and_date(settings):
    settings.SITE_URL = "https://hubs.example.org"
    message = letter(to=PersonFactory(name="Siân O’Brien & Co")).message()
    assert message.get_content_type() == "multipart/alternative"
    text = message.get_body(("plain",)).get_content()
    assert "Dear Siân O’Brien & Co," in text
    assert "https://hubs.example.org" in text
    assert "Siân O’Brien &amp; Co" in message.get_body(("html",)).get_content()
    assert message["Message-ID"].endswith("@hubs.example.org>")
    assert message["Date"].datetime.tzinfo is not None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"]


def test_a_letter_speaks_the_language_and_keeps_the_clock_of_its_reader():
    moment = timezone.datetime(2026, 7, 1, 10, 0, tzinfo=timezone.timezone.utc)
    nordic = PersonFactory(language="nb", time_zone="Europe/Oslo")
    written = letter(to=nordic, context={"moment": moment})
    assert written.language == "nb"
    assert "12:00" in written.message().get_body(("plain",)).get_content()


def test_a_subject_is_one_bearable_line(settings):
    name = "Mallory\r\nBcc: all@example.org\x00\u2028" + "very long " * 100
    written = letter(to=PersonFactory(name="M"), context={"extra": name})
    message = written.message()
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"] and "\x00" not in message["Subject"]
    assert len(written.subject) <= 200


@pytest.mark.parametrize(
    "bad",
    [
        {"reply_to": "hub@example.org\r\nBcc: all@example.org"},
        {"unsubscribe_url": "https://example.org/\r\nBcc: all@example.org"},
    ],
)
def test_a_line_break_in_another_header_is_refused(bad):
    with pytest.raises(ValueError, match="."):
        letter(**bad)


def test_a_recipient_is_exactly_one_address():
    for many in ["a@example.org, b@example.org", "a@example.org\r\nTo: b@example.org"]:
        with pytest.raises(ValueError, match="."):
            letter(to=PersonFactory(email=many))


def test_an_invitation_is_an_alternative_and_a_file():
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Llŷn\r\nEND:VCALENDAR\r\n".encode()
    written = letter(
        attachments=[Calendar(calendar, "REQUEST"), File("a.pdf", b"%PDF", "application/pdf")]
    )
    message = written.message()
    assert message.get_content_type() == "multipart/mixed"
    alternatives = next(message.iter_parts())
    assert [part.get_content_type() for part in alternatives.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    invitation = list(alternatives.iter_parts())[-1]
    assert invitation["Content-Type"].params["method"] == "REQUEST"
    assert invitation["Content-Type"].params["charset"] == "utf-8"
    assert invitation.get_payload(decode=True) == calendar
    files = {part.get_filename(): part for part in message.iter_attachments()}
    assert files["invite.ics"].get_payload(decode=True) == calendar
    assert files["a.pdf"].get_content_type() == "application/pdf"


def test_one_click_unsubscribes_where_there_is_something_to_leave():
    message = letter(unsubscribe_url="https://example.org/stop/1").message()
    assert message["List-Unsubscribe"] == "<https://example.org/stop/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter().message()["List-Unsubscribe"] is None


def test_links_come_from_the_setting(settings):
    settings.SITE_URL = "https://hubs.example.org"
    assert absolute("/events/") == "https://hubs.example.org/events/"


def test_djangos_mail_api_writes_one_letter_per_recipient():
    message = EmailMessage(
        "Hi", "Text", to=["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]
    )
    assert message.send() == 3
    letters = Letter.objects.order_by("to")
    assert [written.to for written in letters] == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]
    for written in letters:
        assert written.message()["To"] == written.to
        assert written.message()["Cc"] is None
        assert written.priority == Priority.DECISION
        assert written.what == Letter.ACCOUNT


@pytest.mark.django_db(transaction=True)
def test_djangos_mail_api_needs_no_transaction_around_it():
    send_mail("Your code is 123456", "123456", None, ["a@example.org"])
    assert Letter.objects.get().subject == ""


def test_a_letter_through_djangos_mail_api_knows_its_person():
    person = PersonFactory(email="ada@example.org")
    send_mail("Hi", "Text", None, ["Ada <Ada@example.org>"])
    assert Letter.objects.get().person == person
    assert Letter.objects.get().to == "Ada@example.org"


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "sent"},
        {"status": "failed"},
        {"status": "unheard-of"},
        {"sent_at": timezone.now()},
        {"closed_at": timezone.now()},
        {"mime": b""},
        {"about_id": None},
    ],
)
def test_the_database_refuses_a_letter_that_contradicts_itself(broken):
    written = letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=written.pk).update(**broken)


def test_a_domain_with_accents_is_written_as_mail_servers_know_it():
    written = letter(to=PersonFactory(email="anna@müller.example"))
    assert written.to == "anna@müller.example"
    assert b"\r\nTo: anna@xn--mller-kva.example\r\n" in bytes(written.mime)
