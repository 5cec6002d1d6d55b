import datetime as dt
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from events import services
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "https://meet.example.org/secret-room"


def calendars(message: EmailMessage) -> list[Calendar]:
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return [Calendar.from_ical(part.get_payload(decode=True)) for part in parts]


def entry(message: EmailMessage):
    """The one entry, the same in the alternative and in the attached file."""
    first, second = calendars(message)
    assert first.to_ical() == second.to_ical()
    [found] = first.walk("VEVENT")
    return first, found


def body(message: EmailMessage, kind="plain") -> str:
    return message.get_body((kind,)).get_content()


def test_the_letter_of_a_place_is_an_invitation_for_its_reader_alone(message):
    event, person = EventFactory(title="Care at home"), UserFactory(name="Cerys Aled")
    registration = services.register(event, by=person, now=NOW)
    letter = message(person, "registration_confirmed")
    assert letter["Subject"] == "You have a place: Care at home"
    assert letter["Reply-To"] == event.hub.reply_to
    calendar, invitation = entry(letter)
    assert calendar["METHOD"] == "REQUEST"
    [part, _file] = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert invitation["UID"] == f"registration-{registration.pk}@127.0.0.1"
    assert (invitation["SEQUENCE"], invitation["STATUS"]) == (0, "CONFIRMED")
    assert invitation["ATTENDEE"] == f"mailto:{person.email}"
    assert invitation["ORGANIZER"] == f"mailto:{event.hub.reply_to}"
    assert invitation["ORGANIZER"].params["CN"] == str(event.hub.name)
    assert invitation["DTSTART"].dt == event.starts_at
    assert invitation["DTSTART"].params["TZID"] == "Europe/London"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_answers_of_calendars_reach_the_portals_mailbox_where_the_hub_has_none(message, settings):
    settings.DEFAULT_FROM_EMAIL = "Hubs <no-reply@example.org>"
    settings.CONTACT_EMAIL = "people@example.org"
    event = EventFactory(hub__reply_to="")
    registration = services.register(event, by=UserFactory(), now=NOW)
    _calendar, invitation = entry(message(registration.person, "registration_confirmed"))
    assert invitation["ORGANIZER"] == "mailto:people@example.org"


def test_cancelling_takes_the_entry_out_of_the_calendar(message):
    registration = services.register(EventFactory(), by=UserFactory(), now=NOW)
    person = registration.person
    _calendar, invitation = entry(message(person, "registration_confirmed"))
    services.cancel(registration, by=person, now=NOW)
    calendar, cancelled = entry(message(person, "registration_cancelled"))
    assert calendar["METHOD"] == "CANCEL"
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["UID"] == invitation["UID"]
    assert cancelled["SEQUENCE"] > invitation["SEQUENCE"]
    for name in ("ORGANIZER", "ATTENDEE"):
        assert cancelled[name] == invitation[name]


def test_leaving_the_queue_sends_no_calendar_part(message):
    event = EventFactory(capacity=1)
    full(event)
    one = services.register(event, by=UserFactory(), now=NOW)
    assert "number 1 in the queue" in body(message(one.person, "waiting_list_joined"))
    services.cancel(one, by=one.person, now=NOW)
    assert not calendars(message(one.person, "registration_cancelled"))


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_no_letter_and_no_calendar_tells_the_joining_link(message, kind):
    event = EventFactory(format="online", join_url=SECRET)
    registration = services.register(event, by=UserFactory(), now=NOW)
    letter = message(registration.person, "registration_confirmed")
    assert "secret-room" not in body(letter, kind)
    calendar, _entry = entry(letter)
    assert b"secret-room" not in calendar.to_ical()
    assert registration.token.encode() not in calendar.to_ical()


def test_an_offer_says_until_when_and_links_to_both_answers(message):
    event = EventFactory(capacity=1)
    [holder] = full(event)
    one = waiting(event, person=UserFactory(time_zone="Europe/Oslo"))
    services.cancel(holder, by=holder.person, now=NOW)
    letter = message(one.person, "place_offered")
    for text in (body(letter), body(letter, "html")):
        assert "Wednesday 13 January 2027, 09:00 (Norwegian time)" in text
        assert f"/registrations/{one.token}/take/" in text
        assert f"/registrations/{one.token}/cancel/" in text


def change(event, **fields):
    for name, value in fields.items():
        setattr(event, name, value)
    return services.change_event(event, by=None, now=NOW)


def test_a_new_wording_is_no_news(letters):
    event = EventFactory()
    RegistrationFactory(event=event)
    change(event, title="A better title", body="More text", capacity=10)
    assert not event.change_notices.exists()
    assert services.tell_changes(now=NOW + dt.timedelta(hours=4)) == 0
    assert letters() == []
    assert event.version == 1


def test_a_change_to_a_draft_or_to_the_past_writes_no_letter(letters):
    draft = EventFactory(status="draft")
    RegistrationFactory(event=draft)
    past = EventFactory(start_date=dt.date(2026, 3, 2))
    RegistrationFactory(event=past)
    change(draft, city="Bangor")
    change(past, city="Bangor")
    assert services.tell_changes(now=NOW + dt.timedelta(hours=4)) == 0
    assert letters() == []


def test_a_postponed_event_leaves_the_calendar_and_comes_back(message, letters):
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    person = registration.person
    services.postpone(event, by=None, note="Snow has closed the road", now=NOW)
    assert "Snow has closed the road" in body(message(person, "event_postponed"))
    calendar, gone = entry(message(person, "event_postponed"))
    assert calendar["METHOD"] == "CANCEL"
    change(event, start_date=dt.date(2027, 3, 1), end_date=dt.date(2027, 3, 1))
    services.publish(event, by=None, now=NOW)
    calendar, back = entry(message(person, "event_changed"))
    assert (calendar["METHOD"], back["UID"]) == ("REQUEST", gone["UID"])
    assert back["SEQUENCE"] > gone["SEQUENCE"]
    assert letters(person) == ["event_postponed", "event_changed"]


def test_a_cancelled_event_ends_every_registration_and_tells_why(message, letters):
    event = EventFactory()
    coming = RegistrationFactory(event=event)
    queued = waiting(event)
    services.cancel_event(event, by=None, note="The speaker is ill", now=NOW)
    for registration in (coming, queued):
        registration.refresh_from_db()
        assert registration.status == "removed"
        assert letters(registration.person) == ["event_cancelled"]
        assert "The speaker is ill" in body(message(registration.person, "event_cancelled"))
    calendar, _gone = entry(message(coming.person, "event_cancelled"))
    assert calendar["METHOD"] == "CANCEL"
    assert not calendars(message(queued.person, "event_cancelled"))
    with pytest.raises(Refused, match="announced event"):
        services.cancel_event(event, by=None, note="Again", now=NOW)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start_date": dt.date(2027, 1, 1)}, "lies in the past"),
        ({"access": ""}, "how people get in"),
        ({"venue": "", "city": ""}, "where it takes place"),
        ({"status": "cancelled"}, "announced already or cancelled"),
    ],
)
def test_an_event_is_not_announced_before_it_is_ready(fields, words):
    event = EventFactory(**{"status": "draft", **fields})
    with pytest.raises(Refused, match=words):
        services.publish(event, by=None, now=NOW)


def test_a_reminder_can_be_stopped_with_one_click(message):
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    event.reminders.create(days_before=1)
    services.send_due_reminders(now=event.starts_at - dt.timedelta(hours=1))
    letter = message(registration.person, "reminder")
    address = f"http://127.0.0.1:8000/registrations/{registration.token}/quiet/"
    assert letter["List-Unsubscribe"] == f"<{address}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Subject"] == f"On Monday 1 February: {event.title}"
    for text in (body(letter), body(letter, "html")):
        assert address in text


def test_letters_speak_the_language_and_link_to_its_pages(message):
    person = UserFactory(language="nb", time_zone="Europe/Oslo")
    registration = services.register(EventFactory(), by=person, now=NOW)
    text = body(message(person, "registration_confirmed"))
    assert f"/nb/registrations/{registration.token}/" in text
    assert "11:00" in text, "the reader's own clock beside that of the event"


def test_a_title_or_a_name_cannot_break_out_of_a_calendar_file_or_a_header(message):
    event = EventFactory(title="Sandpit\r\nATTACH:http://evil.example\r\nBcc: all@example.org")
    person = UserFactory(name='Eve"\r\nX-EVIL:1;CN="')
    services.register(event, by=person, now=NOW)
    letter = message(person, "registration_confirmed")
    assert letter["Bcc"] is None
    calendar, invitation = entry(letter)
    assert "ATTACH" not in invitation
    assert not [
        line for line in calendar.to_ical().split(b"\r\n") if line[:4] in (b"ATTA", b"X-EV")
    ]


def test_a_letter_about_a_place_is_not_sent_once_the_place_is_gone():
    registration = services.register(EventFactory(), by=UserFactory(), now=NOW)
    assert registration.why_not_send("registration_confirmed", "") == ""
    services.cancel(registration, by=registration.person, now=NOW)
    registration.refresh_from_db()
    assert "no place" in registration.why_not_send("registration_confirmed", "")
    assert registration.why_not_send("registration_cancelled", "") == ""


def test_a_letter_in_plain_text_has_no_buttons_and_greets_in_both_forms(message):
    event, person = EventFactory(capacity=1), UserFactory(name="Cerys Aled")
    registration = services.register(event, by=person, now=NOW)
    services.cancel(registration, by=person, now=NOW)
    for name in ("registration_confirmed", "registration_cancelled"):
        letter = message(person, name)
        plain, rich = body(letter), body(letter, "html")
        assert "button" not in plain
        assert "Dear Cerys," in plain
        assert "Dear Cerys," in rich
    confirmed = body(message(person, "registration_confirmed")).replace("\r\n", "\n")
    asked = "See your place, or give it up if you cannot come, so that somebody else can have it:"
    assert f"{asked}\nhttp://127.0.0.1:8000{registration.get_absolute_url()}\n" in confirmed


def test_nobody_is_told_of_a_next_person_who_does_not_exist(message):
    event, person = EventFactory(), UserFactory()
    registration = services.register(event, by=person, now=NOW)
    services.cancel(registration, by=person, now=NOW)
    for name in ("registration_confirmed", "registration_cancelled"):
        for kind in ("plain", "html"):
            text = body(message(person, name), kind)
            assert "next person" not in text
            assert "somebody is waiting" not in text
