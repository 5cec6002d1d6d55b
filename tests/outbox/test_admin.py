from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from hubportal.outbox import services
from hubportal.outbox.kinds import KINDS
from hubportal.outbox.letters import Calendar
from hubportal.outbox.models import Desk, Letter
from tests.hubs.factories import HubFactory
from tests.outbox.factories import PersonFactory, letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
LIST = "/admin/outbox/letter/"


@pytest.fixture
def programme(client):
    person = PersonFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def page(client, written, part="change"):
    return client.get(f"{LIST}{written.pk}/{part}/")


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_the_list_shows_how_sending_goes(client, programme, smtp, deliver):
    bad = letter()
    smtp.refusals[bad.to] = "550 No such user"
    deliver()
    letter()
    text = client.get(LIST).content.decode()
    assert bad.to in text and "550 No such user" in text
    assert '<span class="tag bad">failed</span>' in text
    assert '<span class="tag info">waiting</span>' in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_letters(
    client, programme, rows, django_assert_num_queries, smtp
):
    for _ in range(rows):
        letter()
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)


def test_letters_are_found_by_address_and_state(client, programme, smtp, deliver):
    ada, ben = letter(to=PersonFactory(email="ada@example.org")), letter()
    deliver()
    found = client.get(LIST, {"q": "ada@"}).context["cl"].result_list
    assert list(found) == [ada]
    assert not client.get(LIST, {"status__exact": "failed"}).context["cl"].result_list
    assert ben in client.get(LIST, {"status__exact": "sent"}).context["cl"].result_list


def test_kinds_of_letters_have_readable_names(client, programme):
    reminder, hello = letter("greetings/email/reminder"), letter()
    text = client.get(LIST).content.decode()
    assert ">Reminder</a>" in text and ">Hello</a>" in text
    assert "greetings/email" not in text.replace("?kind=greetings/email", "")
    narrowed = client.get(LIST, {"kind": hello.what}).context["cl"].result_list
    assert list(narrowed) == [hello]
    shown = page(client, reminder).content.decode()
    assert "Reminder" in shown and "greetings/email" not in shown


@pytest.mark.parametrize("app", ["events", "funding"])
def test_every_letter_of_the_portal_has_a_name_for_staff(app):
    letters = Path(settings.BASE_DIR, "templates", app, "email").glob("*_subject.txt")
    assert {path.name.removesuffix("_subject.txt") for path in letters} <= KINDS.keys()


def test_the_letter_written_last_comes_first(client, programme):
    new, old = letter(), letter()
    Letter.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert list(client.get(LIST).context["cl"].result_list) == [new, old]


def test_a_letter_about_no_record_does_not_say_so(client, programme):
    send_mail("Your code is 123456", "123456", None, ["a@example.org"])
    assert "field-concerning" not in page(client, Letter.objects.get()).content.decode()
    assert "field-concerning" in page(client, letter()).content.decode()


def test_a_letter_is_read_as_the_person_sees_it(client, programme):
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    written = letter(attachments=[Calendar(calendar, "REQUEST")])
    text = page(client, written).content.decode()
    assert f'src="{LIST}{written.pk}/body/"' in text and 'sandbox=""' in text
    assert "Dear Reader" in text and "invite.ics" in text
    assert written.message_id.strip("<>") in text
    attached = page(client, written, "files/0")
    assert attached.content == calendar
    assert attached["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert page(client, written, "files/1").status_code == 404


def test_the_html_of_a_letter_has_no_powers(client, programme):
    body = page(client, letter(), "body")
    assert 'style="color: #000"' in body.content.decode()
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_staff_send_a_failed_letter_again(client, programme, smtp, deliver):
    written = letter()
    smtp.refusals[written.to] = "550 No such user"
    deliver()
    smtp.refusals.clear()
    done = client.post(f"{LIST}{written.pk}/send-again/", follow=True)
    assert messages(done) == ["The letter is waiting to be sent."]
    assert len(deliver()) == 1
    assert "/cancel/" not in page(client, written).content.decode()


def test_staff_send_many_letters_again(client, programme, smtp, deliver):
    letters = [letter() for _ in range(3)]
    deliver()
    chosen = {"action": "send-again", "_selected_action": [written.pk for written in letters]}
    assert "For 3 records" in client.post(LIST, chosen).content.decode()
    done = client.post(LIST, chosen | {"confirmed": "1"}, follow=True)
    assert messages(done) == ["Done for 3 records."]
    assert len(deliver()) == 6


def test_staff_cancel_a_letter_that_waits(client, programme, deliver):
    written = letter()
    client.post(f"{LIST}{written.pk}/cancel/", {"reason": "Wrong date"})
    assert deliver() == []
    written.refresh_from_db()
    assert (written.status, written.last_error) == ("cancelled", "Wrong date")


def test_staff_pause_and_resume_from_the_list(client, programme, deliver):
    letter()
    client.post(f"{LIST}pause/", {"reason": "Wrong text"})
    assert Desk.objects.get().paused_by == programme
    text = client.get(LIST).content.decode()
    assert "Wrong text" in text and f"{LIST}resume/" in text
    assert deliver() == []
    client.post(f"{LIST}resume/")
    assert len(deliver()) == 1
    assert "trouble" not in services.health()["trouble"]


def test_trouble_with_the_mail_server_stands_above_the_list(client, programme, settings):
    settings.DELIVERY = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
    letter()
    services.deliver_due()
    assert "Connection refused" in client.get(LIST).content.decode()


def test_nobody_reads_a_sign_in_code_over_a_shoulder(client, programme):
    send_mail("Your code is 123456", "123456", None, ["a@example.org"])
    code = Letter.objects.get()
    assert b"123456" not in client.get(LIST).content + page(client, code).content
    assert page(client, code, "body").status_code == 404
    assert page(client, code, "files/0").status_code == 404
    assert code in client.get(LIST).context["cl"].result_list


def test_the_demonstration_shows_its_codes(client, programme, settings):
    settings.DEMO = True
    send_mail("Your code is 123456", "123456", None, ["a@example.org"])
    assert b"123456" in page(client, Letter.objects.get()).content


def test_a_forgotten_text_is_said_to_be_forgotten(client, programme, smtp, deliver):
    written = letter()
    deliver()
    services.forget_old_letters(now=timezone.now() + timedelta(days=91))
    assert "no longer kept" in page(client, written).content.decode()
    assert page(client, written, "body").status_code == 404


def test_hub_staff_see_letters_about_their_own_hub_alone(client, staff):
    wales, scotland = HubFactory(slug="wales"), HubFactory(slug="scotland")
    person = PersonFactory()
    ours, theirs = letter(to=person, about=wales), letter(to=person, about=scotland)
    send_mail("Code", "123456", None, ["a@example.org"])
    staff(wales, "outbox.view_letter", "outbox.send_letter")
    listing = client.get(LIST)
    assert list(listing.context["cl"].result_list) == [ours]
    assert "health" not in listing.context
    for part in ["change", "body", "files/0", "send-again", "cancel"]:
        assert page(client, theirs, part).status_code == 404
    assert page(client, ours).status_code == 200
    assert client.get(f"{LIST}pause/").status_code == 403


def test_staff_without_the_permission_see_no_letter(client, staff):
    wales = HubFactory(slug="wales")
    written = letter(about=wales)
    staff(wales, "hubs.view_hub")
    for part in ["change", "body", "cancel"]:
        assert page(client, written, part).status_code == 403
    assert client.get(LIST).status_code == 403
