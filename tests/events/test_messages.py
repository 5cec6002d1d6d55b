import datetime as dt
import re
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import emails, rules, services
from events.models import Message
from hubportal.outbox.models import Letter
from hubportal.outbox.sender import deliver_due
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs.models import Sector
from tests.events.factories import EventFactory, MessageFactory, RegistrationFactory, waiting
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
DESK = "/admin/events/message/"


@pytest.fixture
def wales(db):
    return HubFactory(slug="wales", welsh_standards=False)


@pytest.fixture
def event(wales):
    return EventFactory(hub=wales, start_date=timezone.localdate() + 21 * DAY, capacity=50)


@pytest.fixture
def officer(client, wales):
    person = staff("event_officer", wales)
    client.force_login(person)
    return person


def letters(message) -> list[Letter]:
    return list(rules.letters_of(message).order_by("pk"))


def sent(message, by):
    """Confirmed with the number of the moment, and then the clock ticks."""
    services.send_message(message, by=by, shown=rules.recipients(message).count())
    services.send_due_messages()
    message.refresh_from_db()
    return message


def text_of(letter, kind="plain") -> str:
    return letter.message().get_body((kind,)).get_content()


# To whom ----------------------------------------------------------------------------------------


def test_a_message_goes_to_those_in_the_chosen_states_ways_and_sectors(event):
    nhs, firm = Sector.objects.get(code="NHS"), Sector.objects.get(code="BIO")
    chosen = RegistrationFactory(event=event, sector=nhs)
    RegistrationFactory(event=event, sector=firm)
    waiting(event, sector=nhs)
    RegistrationFactory(sector=nhs)
    message = MessageFactory(event=event, statuses=["confirmed"], sectors=[nhs.roll_up])
    assert list(rules.recipients(message)) == [chosen]


def test_of_an_event_in_person_and_online_one_pool_can_be_written_to(wales):
    event = EventFactory(hub=wales, format="hybrid", capacity=5, online_capacity=5)
    RegistrationFactory(event=event, mode="in_person")
    online = RegistrationFactory(event=event, mode="online")
    message = MessageFactory(event=event, mode="online")
    assert list(rules.recipients(message)) == [online]


def test_whoever_came_back_is_written_to_once_and_as_what_they_are_now(event):
    person = UserFactory()
    RegistrationFactory(event=event, person=person, status="cancelled")
    now = RegistrationFactory(event=event, person=person)
    both = MessageFactory(event=event, statuses=["cancelled", "confirmed"])
    gone = MessageFactory(event=event, statuses=["cancelled"])
    assert list(rules.recipients(both)) == [now]
    assert not rules.recipients(gone).exists()


def test_whose_account_is_closed_is_not_counted_and_not_written_to(event, officer):
    open_one, closed = RegistrationFactory.create_batch(2, event=event)
    type(closed.person).objects.filter(pk=closed.person_id).update(is_active=False)
    message = MessageFactory(event=event)
    assert list(rules.recipients(message)) == [open_one]
    assert [letter.to for letter in letters(sent(message, officer))] == [open_one.person.email]


def test_a_letter_to_somebody_whose_account_was_closed_meanwhile_does_not_leave(event, officer):
    one = RegistrationFactory(event=event)
    message = sent(MessageFactory(event=event), officer)
    type(one.person).objects.filter(pk=one.person_id).update(is_active=False)
    deliver_due()
    [letter] = letters(message)
    assert (letter.status, letter.last_error) == ("cancelled", "This account is closed.")


# One letter each --------------------------------------------------------------------------------


def test_each_person_gets_a_letter_of_their_own_and_answers_reach_the_hub(event, officer):
    event.hub.reply_to = "events@wales.example.org"
    event.hub.save()
    people = RegistrationFactory.create_batch(3, event=event)
    message = sent(MessageFactory(event=event), officer)
    found = letters(message)
    assert [letter.to for letter in found] == [one.person.email for one in people]
    for letter in found:
        assert letter.message()["To"].count("@") == 1
        assert letter.message()["Cc"] is letter.message()["Bcc"] is None
        assert letter.message()["Reply-To"] == "events@wales.example.org"
    assert (message.status, message.recipients) == ("sent", 3)


def test_each_reads_it_in_their_language_and_else_in_that_of_the_hub(event, officer):
    for code in ("cy", "nb"):
        RegistrationFactory(event=event, person=UserFactory(language=code))
    message = MessageFactory(
        event=event,
        subject={"en": "Parking", "cy": "Parcio"},
        body={"en": "By the gate.", "cy": "Wrth y giât."},
    )
    welsh, norwegian = letters(sent(message, officer))
    assert welsh.subject == "Parcio"
    assert "Wrth y giât." in text_of(welsh)
    assert norwegian.subject == "Parking"
    assert "By the gate." in text_of(norwegian)
    assert 'lang="en"' in text_of(norwegian, "html")


def test_a_second_confirmation_a_doubled_beat_and_a_new_start_write_nothing_twice(event, officer):
    RegistrationFactory.create_batch(3, event=event)
    message = MessageFactory(event=event)
    services.send_message(message, by=officer, shown=3)
    with pytest.raises(Refused):
        services.send_message(message, by=officer, shown=3)
    services.send_due_messages()
    services.send_due_messages()
    Message.objects.update(status="scheduled")  # as if it had crashed before its last step
    services.send_due_messages()
    assert len(letters(message)) == 3


def test_a_crash_in_the_middle_loses_nobody(event, officer, monkeypatch):
    RegistrationFactory.create_batch(5, event=event)
    message = MessageFactory(event=event)
    services.send_message(message, by=officer, shown=5)
    monkeypatch.setattr(services.messages, "BATCH", 2)
    write, calls = emails.message, []

    def breaks_at_the_fourth(*args):
        calls.append(args)
        if len(calls) == 4:
            raise OSError("power cut")
        return write(*args)

    monkeypatch.setattr(emails, "message", breaks_at_the_fourth)
    services.send_due_messages()
    assert len(letters(message)) == 2
    monkeypatch.setattr(emails, "message", write)
    services.send_due_messages()
    message.refresh_from_db()
    assert len(letters(message)) == 5
    assert len({letter.to for letter in letters(message)}) == 5
    assert (message.status, message.recipients) == ("sent", 5)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_write_each_letter_once(wales):
    event = EventFactory(hub=wales, start_date=timezone.localdate() + 21 * DAY, capacity=50)
    RegistrationFactory.create_batch(20, event=event)
    message = MessageFactory(event=event)
    services.send_message(message, by=staff("hub_manager", wales), shown=20)

    def tick():
        services.send_due_messages()
        connections.close_all()

    clocks = [threading.Thread(target=tick) for _number in range(4)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    services.send_due_messages()
    assert len(letters(message)) == 20


def test_a_number_that_has_changed_is_told_and_nothing_leaves(event, officer):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event)
    with pytest.raises(Refused, match="Meanwhile it goes to 1 person, not to 3"):
        services.send_message(message, by=officer, shown=3)
    message.refresh_from_db()
    assert message.status == "draft"


def test_a_message_to_nobody_is_not_sent(event, officer):
    with pytest.raises(Refused, match="Nobody"):
        services.send_message(MessageFactory(event=event), by=officer, shown=0)


# Still true -------------------------------------------------------------------------------------


def test_whoever_loses_the_place_before_the_letter_leaves_does_not_get_it(event, officer):
    kept, lost = RegistrationFactory.create_batch(2, event=event)
    message = sent(MessageFactory(event=event), officer)
    services.cancel(lost, by=lost.person)
    deliver_due()
    states = {letter.about_id: letter.status for letter in letters(message)}
    assert states == {kept.pk: "sent", lost.pk: "cancelled"}


def test_whoever_has_attended_meanwhile_still_gets_what_was_for_people_with_a_place(event, officer):
    one = RegistrationFactory(event=event)
    message = sent(MessageFactory(event=event), officer)
    type(one).objects.update(status="attended")
    deliver_due()
    assert [letter.status for letter in letters(message)] == ["sent"]


def test_people_who_get_a_place_later_get_it_too_until_the_event_starts(event, officer):
    RegistrationFactory(event=event)
    one = waiting(event)
    message = sent(MessageFactory(event=event, for_later=True), officer)
    type(one).objects.filter(pk=one.pk).update(status="confirmed", confirmed_at=timezone.now())
    services.send_due_messages()
    services.send_due_messages()
    message.refresh_from_db()
    assert [letter.to for letter in letters(message)][1:] == [one.person.email]
    assert message.recipients == 2
    RegistrationFactory(event=event)
    services.send_due_messages(now=event.starts_at)
    assert len(letters(message)) == 2


def test_asking_who_came_later_costs_the_same_for_one_message_and_for_many(
    event, officer, django_assert_num_queries
):
    RegistrationFactory(event=event)
    sent(MessageFactory(event=event, for_later=True), officer)
    with CaptureQueriesContext(connection) as queries:
        services.send_due_messages()
    for _ in "abc":
        sent(MessageFactory(event=event, for_later=True), officer)
    with django_assert_num_queries(len(queries)):
        services.send_due_messages()


def test_what_is_not_meant_for_later_is_over_when_it_is_sent(event, officer):
    RegistrationFactory(event=event)
    message = sent(MessageFactory(event=event), officer)
    RegistrationFactory(event=event)
    services.send_due_messages()
    assert len(letters(message)) == 1


# When -------------------------------------------------------------------------------------------


def test_a_scheduled_message_waits_for_its_moment_and_can_be_taken_back(event, officer):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event)
    moment = timezone.now() + DAY
    services.schedule_message(message, by=officer, moment=moment)
    services.send_due_messages()
    assert not letters(message)
    services.unschedule_message(message, by=officer)
    services.send_due_messages(now=moment)
    assert not letters(message)
    services.schedule_message(message, by=officer, moment=moment)
    services.send_due_messages(now=moment)
    assert len(letters(message)) == 1
    with pytest.raises(Refused):
        services.unschedule_message(message, by=officer)


def test_the_moment_is_typed_on_the_clock_of_the_event(client, officer, wales):
    event = EventFactory(hub=wales, time_zone="Europe/Oslo", start_date=dt.date(2027, 6, 1))
    message = MessageFactory(event=event)
    answer = client.post(f"{DESK}{message.pk}/schedule/", {"date": "2027-05-01", "time": "09:00"})
    assert answer.status_code == 302
    message.refresh_from_db()
    assert message.send_at == dt.datetime(2027, 5, 1, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("date", "time", "words"),
    [
        ("2027-03-28", "01:30", "no 01:30"),
        ("2027-10-31", "01:30", "two 01:30"),
        ("2024-05-06", "09:00", "has passed"),
        ("2057-05-06", "09:00", "5 years ahead"),
        ("soon", "09:00", "valid date"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_words(client, officer, event, date, time, words):
    message = MessageFactory(event=event)
    answer = client.post(f"{DESK}{message.pk}/schedule/", {"date": date, "time": time})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    message.refresh_from_db()
    assert message.status == "draft"


# What it says -----------------------------------------------------------------------------------


def test_a_name_leads_nowhere_and_changes_no_letter(event, officer):
    name = "Eve](https://evil.example) <b>www.evil.example</b> {event}"
    RegistrationFactory(event=event, person=UserFactory(name=name))
    message = MessageFactory(event=event, body={"en": "Dear {name}, see **you** at {event}."})
    [letter] = letters(sent(message, officer))
    for kind in ("plain", "html"):
        assert "evil.example" not in text_of(letter, kind)
    assert "<b>" not in text_of(letter, "html")
    assert "<strong>you</strong>" in text_of(letter, "html")
    assert str(event.title) in text_of(letter)
    assert "see you at" in text_of(letter)


def test_links_lead_to_the_web_alone(client, officer, event):
    text = "[a](https://one.example) [b](javascript:alert(1)) <script>x</script>"
    RegistrationFactory(event=event)
    [letter] = letters(sent(MessageFactory(event=event, body={"en": text}), officer))
    html = text_of(letter, "html")
    assert 'href="https://one.example"' in html
    assert 'href="javascript' not in html
    assert "<script>" not in html
    assert "a (https://one.example)" in text_of(letter)
    found = client.post(f"{DESK}add/", typed(event, body_0=text))
    assert "Links begin with https://" in found.content.decode()


def test_a_subject_of_two_lines_stays_one_header(event, officer):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event, subject={"en": "Hello\r\nBcc: all@example.org"})
    [letter] = letters(sent(message, officer))
    assert letter.message()["Bcc"] is None


# The pages --------------------------------------------------------------------------------------


def typed(event, **changes) -> dict:
    return {
        "event": event.pk,
        "subject_0": "Parking",
        "body_0": "By the gate.",
        "statuses": ["confirmed"],
        "workflow-step-subject_type-subject_id-TOTAL_FORMS": "0",
        "workflow-step-subject_type-subject_id-INITIAL_FORMS": "0",
        **changes,
    }


def test_staff_write_look_and_send(client, officer, event):
    one = RegistrationFactory(event=event, person=UserFactory(name="Ann Attends"))
    desk = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert f'href="{DESK}add/?event={event.pk}"' in desk
    assert client.get(f"{DESK}add/?event={event.pk}").status_code == 200
    answer = client.post(f"{DESK}add/", typed(event))
    message = Message.objects.get()
    assert answer.url == f"{DESK}{message.pk}/change/"
    page = client.get(answer.url).content.decode()
    assert "<b>1</b> person" in page
    assert "Ann Attends" in client.get(f"{DESK}{message.pk}/people/").content.decode()
    assert one.person.email not in client.get(f"{DESK}{message.pk}/people/").content.decode()
    letter = client.get(f"{DESK}{message.pk}/preview/en/")
    assert "By the gate." in letter.content.decode()
    assert "You receive this letter because you registered for" in letter.content.decode()
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    form = client.get(f"{DESK}{message.pk}/send/").content.decode()
    assert "send it to 1 person now" in form
    assert client.post(f"{DESK}{message.pk}/send/", {"shown": "1"}).status_code == 200
    assert client.post(f"{DESK}{message.pk}/send/", {"shown": "1", "sure": "on"}).status_code == 302
    services.send_due_messages()
    assert [letter.to for letter in letters(message)] == [one.person.email]
    page = client.get(f"{DESK}{message.pk}/change/")
    assert 'name="_save"' not in page.content.decode()


@pytest.mark.parametrize("status", ["scheduled", "sent", "dropped"])
def test_what_is_no_draft_any_more_stays_as_it_is_and_nothing_typed_is_lost(
    client, officer, event, status
):
    message = MessageFactory(event=event)
    Message.objects.update(status=status, send_at=timezone.now() + DAY)
    answer = client.post(f"{DESK}{message.pk}/change/", typed(event, body_0="By the river."))
    assert answer.status_code == 200
    [reason] = answer.context["adminform"].form.non_field_errors()
    assert reason in answer.content.decode()
    assert "By the river." in answer.content.decode()
    message.refresh_from_db()
    assert str(message.body) == "Park by the gate."


@pytest.mark.parametrize("text", ["Stay at {hotel}.", "Dear {{name}}", "Dear {Name}", "Dear {}"])
def test_a_mark_that_nothing_is_put_in_for_is_refused_beside_its_field_and_by_language(
    client, officer, event, text
):
    answer = client.post(f"{DESK}add/", typed(event, subject_0=text, body_1=f"Welsh: {text}"))
    errors = answer.context["adminform"].form.errors
    mark = re.search(r"\{.*\}", text)[0]
    known = "You can use {name}, {event}."
    assert errors["subject"] == [f"English: nothing is put in for {mark}. {known}"]
    assert errors["body"] == [f"Cymraeg: nothing is put in for {mark}. {known}"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Dear {name, welcome to {event}.", "{name"),
        ("Dear {name", "{name"),
        ("Dear { name\nPark by the gate}", "{ name, gate}"),
        ("Dear name}, welcome", "name}"),
        ("Dear {", "{"),
    ],
)
def test_a_mark_that_lacks_a_brace_is_refused_beside_its_field(client, officer, event, text, mark):
    answer = client.post(f"{DESK}add/", typed(event, body_0=text))
    [error] = answer.context["adminform"].form.errors["body"]
    assert error.startswith(f"English: nothing is put in for {mark}. ")
    assert not Message.objects.exists()


def test_an_old_draft_with_a_mark_that_nobody_knows_does_not_leave(event, officer):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event, body={"en": "Stay at {hotel}."})
    with pytest.raises(Refused, match="nothing is put in for {hotel}"):
        services.send_message(message, by=officer, shown=1)
    with pytest.raises(Refused, match="nothing is put in for {hotel}"):
        services.schedule_message(message, by=officer, moment=timezone.now() + DAY)


def test_when_the_number_changes_between_question_and_answer_it_is_asked_again(
    client, officer, event
):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event)
    client.get(f"{DESK}{message.pk}/send/")
    RegistrationFactory(event=event)
    answer = client.post(f"{DESK}{message.pk}/send/", {"shown": "1", "sure": "on"})
    page = answer.content.decode()
    assert "Meanwhile it goes to 2 people, not to 1" in page
    assert re.search(r'name="shown" value="2"', page)
    assert "checked" not in page
    message.refresh_from_db()
    assert message.status == "draft"
    assert client.post(f"{DESK}{message.pk}/send/", {"shown": "2", "sure": "on"}).status_code == 302


def test_a_test_goes_to_whoever_writes_and_to_nobody_else(client, officer, event):
    RegistrationFactory(event=event)
    message = MessageFactory(event=event)
    assert client.post(f"{DESK}{message.pk}/test/", {"language": "cy"}).status_code == 302
    [letter] = Letter.objects.all()
    assert letter.to == officer.email
    assert letter.language == "cy"
    message.refresh_from_db()
    assert message.status == "draft"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject_0": ""}, "subject"),
        ({"statuses": []}, "statuses"),
        ({"statuses": ["waiting"], "for_later": "on"}, "for_later"),
        ({"sectors": ["nobody"]}, "sectors"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(client, officer, event, changes, field):
    answer = client.post(f"{DESK}add/", typed(event, **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_a_message_about_another_hubs_event_does_not_exist(client, officer, wales):
    foreign = EventFactory(hub=HubFactory(slug="scotland"))
    foreign.co_hosts.add(wales)
    message = MessageFactory(event=foreign)
    assert client.get(f"{DESK}add/?event={foreign.pk}").status_code == 404
    assert client.post(f"{DESK}add/", typed(foreign)).status_code == 404
    pages = ["change/", "people/", "preview/en/", "send/", "schedule/", "test/", "drop/"]
    for path in pages:
        assert client.get(f"{DESK}{message.pk}/{path}").status_code == 404, path
        assert client.get(f"{DESK}999999/{path}").status_code == 404, path
    assert str(message.subject) not in client.get(DESK).content.decode()


def test_nobody_moves_a_message_to_another_event(client, officer, event):
    message = MessageFactory(event=event)
    other = EventFactory(hub=event.hub)
    client.post(f"{DESK}{message.pk}/change/", typed(other))
    message.refresh_from_db()
    assert message.event == event


def test_a_hub_that_owes_welsh_is_warned_and_says_why_it_writes_in_one_language(
    client, officer, event
):
    type(event.hub).objects.update(welsh_standards=True)
    RegistrationFactory(event=event)
    message = MessageFactory(event=event)
    page = client.get(f"{DESK}{message.pk}/change/").content.decode()
    assert "Still missing" in page
    yes = {"shown": "1", "sure": "on"}
    refused = client.post(f"{DESK}{message.pk}/send/", yes).content.decode()
    assert "or say why" in refused
    why = "The room floods this very hour."
    assert client.post(f"{DESK}{message.pk}/send/", yes | {"why": why}).status_code == 302
    assert Step.objects.about(message).get().note == why


def test_what_is_said_in_both_languages_needs_no_reason(client, officer, event):
    type(event.hub).objects.update(welsh_standards=True)
    RegistrationFactory(event=event)
    both = {"en": "By the gate.", "cy": "Wrth y giât."}
    message = MessageFactory(event=event, subject=both, body=both)
    yes = {"shown": "1", "sure": "on"}
    assert client.post(f"{DESK}{message.pk}/send/", yes).status_code == 302
    assert Step.objects.about(message).get().note == ""


def test_the_title_of_a_page_with_errors_says_so_once(client, officer, event):
    message = MessageFactory(event=event)
    pages = [
        client.post(f"{DESK}add/", typed(event, subject_0="")),
        client.post(f"{DESK}{message.pk}/schedule/", {"date": "soon", "time": "09:00"}),
        client.post(f"/admin/events/event/{event.pk}/export/", {"reason": ""}),
    ]
    for answer in pages:
        [title] = re.findall(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
        assert title.count("Error:") == 1


def test_whoever_writes_about_no_event_is_led_to_the_events_and_told_why(client, officer):
    page = client.get(f"{DESK}add/", follow=True)
    assert page.redirect_chain[-1][0] == "/admin/events/event/"
    assert "First choose the event, then write." in page.content.decode()
