"""Staff change an event side by side: nothing is written over unseen, nothing is said in vain."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from events import services
from events.models import Event, Opinion, Question, Reminder, Share
from hubportal.outbox.models import Letter
from tests.events.factories import EventFactory, QuestionFactory, RegistrationFactory
from tests.events.test_staff import LIST, coming
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)


class Boxes(HTMLParser):
    """What a browser would send of a page: each box as it stands, line ends as browsers do."""

    def __init__(self, page: str):
        super().__init__()
        self.sent: dict[str, list] = {}
        self.area = self.select = None
        self.feed(page)

    def put(self, name, value) -> None:
        if name and not name.startswith("_"):
            self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag, pairs):
        attrs = dict(pairs)
        if tag == "textarea":
            self.area, self.text = attrs["name"], []
        elif tag == "select":
            self.select, self.multiple = attrs["name"], "multiple" in attrs
        elif tag == "option" and "selected" in attrs:
            self.put(self.select, attrs.get("value", ""))
        elif tag == "input" and attrs.get("type") not in ("submit", "button", "file"):
            ticked = attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs
            if ticked:
                self.put(attrs.get("name"), attrs.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea":
            text = "".join(self.text).removeprefix("\n")
            self.put(self.area, text.replace("\r\n", "\n").replace("\n", "\r\n"))
            self.area = None


def opened(client, event) -> dict[str, list]:
    """The staff page of the event as one browser has it."""
    response = client.get(f"{LIST}{event.pk}/change/")
    page = response.content.decode()
    start = page.index('id="event_form"')
    return Boxes(page[start : page.index("</form>", start)]).sent


def save(client, event, boxes, **changes):
    return client.post(f"{LIST}{event.pk}/change/", boxes | changes)


def this_minute() -> dt.datetime:
    return timezone.now().replace(second=0, microsecond=0)


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_what_a_colleague_saved_meanwhile_is_not_written_over_unseen(client, officer):
    event = coming(venue="Sbarc", capacity=40, title={"en": "Sandpit"})
    mine, theirs = opened(client, event), opened(client, event)
    saved = {"venue": "Pontio", "capacity": "50", "title_0": "Sandpit two", "catering": "on"}
    assert save(client, event, theirs, **saved).status_code == 302

    response = save(client, event, mine, venue="Arena", city="Swansea")

    found = errors(response)
    assert "“Pontio”" in found["venue"][0]
    assert "“50”" in found["capacity"][0], "would go back to what it was"
    assert "“Sandpit two”" in found["title"][0]
    assert "“Yes”" in found["catering"][0]
    assert "Nothing that you typed is lost" in found["__all__"][0]
    assert "city" not in found, "of that nobody has another opinion"
    page = response.content.decode()
    assert 'value="Arena"' in page
    assert 'value="Swansea"' in page
    event.refresh_from_db()
    assert (event.venue, event.capacity, event.city) == ("Pontio", 50, "Cardiff")


def test_whoever_has_read_what_a_colleague_saved_can_save_again(client, officer):
    event = coming(venue="Sbarc")
    mine, theirs = opened(client, event), opened(client, event)
    save(client, event, theirs, venue="Pontio")
    refused = save(client, event, mine, venue="Arena")
    again = {"venue": "Arena", "seen": refused.context["adminform"].form["seen"].value()}
    assert save(client, event, mine, **again).status_code == 302
    event.refresh_from_db()
    assert event.venue == "Arena"


def test_marks_that_are_no_text_are_an_error_like_any_other(client, officer):
    event = coming(venue="Sbarc")
    refused = save(client, event, opened(client, event), venue="Arena", seen="venue:\0")
    assert "Null characters" in errors(refused)["seen"][0]
    event.refresh_from_db()
    assert event.venue == "Sbarc"


def test_two_who_mean_the_same_are_in_nobodys_way(client, officer):
    event = coming(venue="Sbarc")
    mine, theirs = opened(client, event), opened(client, event)
    save(client, event, theirs, venue="Pontio")
    assert save(client, event, mine, venue="Pontio", city="Bangor").status_code == 302
    event.refresh_from_db()
    assert (event.venue, event.city) == ("Pontio", "Bangor")


def test_lists_and_people_chosen_by_a_colleague_are_named(client, officer):
    event = coming()
    norway = HubFactory(slug="norway", name="Hub of Norway")
    mine, theirs = opened(client, event), opened(client, event)
    save(client, event, theirs, co_hosts=[norway.pk], languages=["en", "cy"], format="hybrid")
    found = errors(save(client, event, mine, city="Bangor"))
    assert "Hub of Norway" in found["co_hosts"][0]
    assert "English, Welsh" in found["languages"][0]
    assert "“In person and online”" in found["format"][0]


def test_a_service_writes_what_was_typed_and_nothing_that_is_not_its_own():
    event = coming(venue="Sbarc", capacity=5)
    RegistrationFactory(event=event)
    stale = Event.objects.get(pk=event.pk)
    settled = timezone.now()
    Event.objects.filter(pk=event.pk).update(attendance_settled_at=settled, capacity=9)
    stale.venue = "Pontio"
    services.change_event(stale, by=None, fields=["venue"])
    event.refresh_from_db()
    assert (event.venue, event.capacity) == ("Pontio", 9)
    assert event.attendance_settled_at == settled
    services.change_event(Event.objects.get(pk=event.pk), by=None)
    event.refresh_from_db()
    assert event.attendance_settled_at == settled


def test_in_another_zone_the_window_moves_with_the_clock(client, officer):
    event = coming(registration_opens_at=this_minute())
    boxes = opened(client, event)
    before = event.registration_opens_at
    assert save(client, event, boxes, time_zone="Europe/Oslo").status_code == 302
    event.refresh_from_db()
    assert event.registration_opens_at < before


def test_the_history_names_what_was_changed_and_nothing_else(client, officer):
    text = "One\n\n- two\n- three"
    event = coming(
        body={"en": text, "cy": "Un\r\ndau"},
        access=text,
        registration_closes_at=this_minute() + dt.timedelta(days=3),
    )
    QuestionFactory(event=event, kind="one", options={"en": "Red\nGreen"}, help_text="a\nb")
    boxes = opened(client, event)
    assert save(client, event, boxes).status_code == 302
    assert json.loads(LogEntry.objects.latest("pk").change_message) == []
    save(client, event, boxes, city="Bangor", body_0="One\r\nmore")
    [told] = json.loads(LogEntry.objects.latest("pk").change_message)
    assert sorted(told["changed"]["fields"]) == ["Town or city", "What will happen"]
    event.refresh_from_db()
    assert event.body.data["en"] == "One\nmore"
    assert Question.objects.get().choices() == ["Red", "Green"]


# An event that is over moves to a new day --------------------------------------------------------


@pytest.fixture
def settled():
    """Over since yesterday: who came is settled, and they were thanked."""
    event = EventFactory(start_date=timezone.localdate() - DAY)
    there = RegistrationFactory(event=event, status="attended", arrived_at=event.starts_at)
    services.settle_attendance(event, by=None)
    event.there = there
    return event


def on_another_day(event, days):
    event.start_date += days * DAY
    event.end_date = event.start_date
    services.change_event(event, by=None)
    event.refresh_from_db()


def test_on_a_new_day_it_is_not_settled_who_came_and_nobody_is_thanked_before(settled, letters):
    event, there = settled, settled.there
    on_another_day(event, 4)
    assert event.attendance_settled_at is None
    there.refresh_from_db()
    assert there.status == "confirmed"
    Event.objects.filter(pk=event.pk).update(attendance_settled_at=timezone.now())
    RegistrationFactory(event=event, status="attended")
    assert services.close_attendance() == 0
    assert letters(there.person).count("thank_you") == 1


def test_on_the_new_day_people_are_checked_in_taken_back_settled_and_thanked(settled, letters):
    event, there = settled, settled.there
    on_another_day(event, 4)
    door = staff("door", event.hub)
    for _twice in range(2):
        services.arrive(there, by=door, now=event.starts_at)
        services.undo_at_the_door(there, by=door, now=event.starts_at)
    services.arrive(there, by=door, now=event.starts_at)
    services.close_attendance(now=event.ends_at + DAY)
    services.close_attendance(now=event.ends_at + DAY)
    event.refresh_from_db()
    assert event.attendance_settled_at == event.ends_at + DAY
    assert letters(there.person).count("thank_you") == 2


def test_who_said_how_it_was_is_thanked_for_the_new_day_and_not_asked_again(settled, message):
    event, there = settled, settled.there
    assert "/survey/" in message(there.person, "thank_you").as_string()
    services.say_opinion(there, Opinion(useful=4))
    on_another_day(event, 4)
    services.arrive(there, by=staff("door", event.hub), now=event.starts_at)
    services.close_attendance(now=event.ends_at + DAY)
    again = message(there.person, "thank_you").as_string()
    assert event.start_date.isoformat() == Letter.objects.latest("pk").version
    assert "/certificate/" in again and "/survey/" not in again and "survey" not in again


@pytest.mark.parametrize("change", [{"start_time": dt.time(11)}, {"venue": "Pontio"}])
def test_what_changes_of_an_event_that_stays_over_leaves_settled_who_came(settled, change):
    event = settled
    before = event.attendance_settled_at
    for name, value in change.items():
        setattr(event, name, value)
    services.change_event(event, by=None)
    event.refresh_from_db()
    assert event.attendance_settled_at == before


def test_thanks_written_before_their_letters_named_the_day_are_not_written_again(settled, letters):
    event, there = settled, settled.there
    late = RegistrationFactory(event=event, status="attended")
    key = f"events/email/thank_you:events.registration:{there.pk}::{there.person_id}"
    Letter.objects.filter(about_id=there.pk).update(version="", key=key)
    assert services.close_attendance() == 1
    assert services.close_attendance() == 0
    assert letters(there.person) == letters(late.person) == ["thank_you"]


def test_of_a_postponed_event_it_is_not_settled_who_came():
    event = coming(attendance_settled_at=timezone.now())
    services.postpone(event, by=None, note="Snow")
    event.refresh_from_db()
    assert event.attendance_settled_at is None


# Rows of an event -------------------------------------------------------------------------------


def row_errors(response, prefix: str):
    assert response.status_code == 200
    [found] = [
        one.formset
        for one in response.context["inline_admin_formsets"]
        if one.formset.prefix == prefix
    ]
    return found


def words(question) -> str:
    return str(Question.objects.get(pk=question.pk).wording)


def test_a_question_that_a_colleague_changed_meanwhile_is_not_written_over_unseen(client, officer):
    event = coming()
    one, other = (QuestionFactory(event=event, position=at, wording="Old") for at in (1, 2))
    mine, theirs = opened(client, event), opened(client, event)
    assert save(client, event, theirs, **{"questions-0-wording_0": "New"}).status_code == 302
    refused = save(client, event, mine, **{"questions-1-wording_0": "Mine"})
    found = row_errors(refused, "questions")
    assert "“New”" in found.errors[0]["wording"][0] and not found.errors[1]
    assert (words(one), words(other)) == ("New", "Old")
    again = mine | {"questions-0-seen": found.forms[0]["seen"].value()}
    assert save(client, event, again, **{"questions-1-wording_0": "Mine"}).status_code == 302
    assert (words(one), words(other)) == ("Old", "Mine")


def test_a_question_that_a_colleague_deleted_meanwhile_does_not_come_back(client, officer):
    event = coming()
    one, other = (QuestionFactory(event=event, position=at, wording=f"No {at}") for at in (1, 2))
    mine, theirs = opened(client, event), opened(client, event)
    assert save(client, event, theirs, **{"questions-0-DELETE": "on"}).status_code == 302
    refused = save(client, event, mine, city="Bangor", **{"questions-1-wording_0": "Mine"})
    page = refused.content.decode()
    assert "it is not in the list any more: “No 1”." in page
    assert list(event.questions.all()) == [other] and words(other) == "No 2"
    start = page.index('id="event_form"')
    again = Boxes(page[start : page.index("</form>", start)]).sent
    assert again["questions-INITIAL_FORMS"] == ["1"]
    assert save(client, event, again).status_code == 302
    event.refresh_from_db()
    assert (event.city, words(other)) == ("Bangor", "Mine")
    assert list(event.questions.all()) == [other]


def test_shares_and_reminders_that_are_gone_or_changed_are_said_as_well(client, officer):
    event = coming(capacity=20)
    share = Share.objects.create(event=event, roll_up="care", at_least=3)
    reminder = Reminder.objects.create(event=event, days_before=30)
    mine, theirs = opened(client, event), opened(client, event)
    changed = {"shares-0-at_least": "5", "reminders-0-DELETE": "on"}
    assert save(client, event, theirs, **changed).status_code == 302
    refused = save(client, event, mine, **{"reminders-0-days_before": "31"})
    assert "“5”" in row_errors(refused, "shares").errors[0]["at_least"][0]
    assert "“31”" in row_errors(refused, "reminders").non_form_errors()[0]
    share.refresh_from_db()
    assert share.at_least == 5
    assert not Reminder.objects.filter(pk=reminder.pk).exists()


def test_two_who_delete_the_same_row_are_in_nobodys_way(client, officer):
    event = coming()
    QuestionFactory(event=event)
    mine, theirs = opened(client, event), opened(client, event)
    for boxes in (mine, theirs):
        assert save(client, event, boxes, **{"questions-0-DELETE": "on"}).status_code == 302
    assert not event.questions.exists()
