"""People hear of several edits in one letter, of what was and what is, and of nothing in vain."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import ChangeNotice, Event
from events.services import changes
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, full, waiting
from tests.events.test_changing import opened, save
from tests.events.test_letters import body, calendars, entry
from tests.events.test_pages import text_of
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


def change(event, *, now=NOW, **fields):
    event.refresh_from_db()
    for name, value in fields.items():
        setattr(event, name, value)
    return services.change_event(event, by=None, now=now)


def moved_to(start, **fields):
    return {"start_date": start, "end_date": start, **fields}


def notice_of(event) -> ChangeNotice:
    return event.change_notices.get(status="open")


def test_an_edit_waits_an_hour_before_people_hear_of_it(letters):
    event = EventFactory()
    RegistrationFactory(event=event)
    change(event, venue="Pontio", city="Bangor")
    assert letters() == []
    assert notice_of(event).due_at == NOW + HOUR
    assert services.tell_changes(now=NOW + HOUR - MINUTE) == 0
    assert services.tell_changes(now=NOW + HOUR) == 1
    assert services.tell_changes(now=NOW + HOUR) == 0
    assert letters() == ["event_changed"]
    notice = event.change_notices.get()
    assert (notice.status, notice.told_at) == ("told", NOW + HOUR)


def test_everybody_is_told_what_was_and_what_is_line_by_line(message, letters):
    event = EventFactory(capacity=1)
    [coming] = full(event)
    queued = waiting(event)
    RegistrationFactory(event=event, status="cancelled")
    change(event, venue="Pontio", city="Bangor")
    services.tell_changes(now=NOW + HOUR)
    assert letters() == ["event_changed", "event_changed"]
    text = body(message(coming.person, "event_changed")).replace("\r\n", "\n")
    was, now = "In person: Sbarc, Cardiff", "In person: Pontio, Bangor"
    assert f"Where\n- Before: {was}\n- Now: {now}\n" in text
    assert "When\n- Before" not in text
    assert (
        f"I can no longer come:\nhttp://127.0.0.1:8000/registrations/{coming.token}/cancel/" in text
    )
    rich = body(message(coming.person, "event_changed"), "html")
    assert f"<s>{was}</s>" in rich
    assert f"/registrations/{coming.token}/cancel/" in rich
    calendar, changed = entry(message(coming.person, "event_changed"))
    assert (calendar["METHOD"], changed["SEQUENCE"]) == ("REQUEST", 1)
    assert changed["LOCATION"] == "Pontio, Bangor"
    assert not calendars(message(queued.person, "event_changed"))


def test_several_edits_are_one_letter_from_what_people_knew_to_what_is_true(message, letters):
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    change(event, city="Bangor")
    change(event, now=NOW + 50 * MINUTE, city="Swansea")
    change(event, now=NOW + 60 * MINUTE, **moved_to(dt.date(2027, 2, 8)))
    assert notice_of(event).due_at == NOW + 120 * MINUTE
    services.tell_changes(now=NOW + 120 * MINUTE)
    assert letters() == ["event_changed"]
    letter = message(registration.person, "event_changed")
    text = body(letter)
    assert "Bangor" not in text
    assert "- Before: In person: Sbarc, Cardiff" in text
    assert "- Now: In person: Sbarc, Swansea" in text
    assert "- Before: Monday 1 February 2027" in text
    assert "- Now: Monday 8 February 2027" in text
    assert entry(letter)[1]["SEQUENCE"] == 1, "grown once for the letter, not for each edit"


def test_a_hub_that_keeps_editing_cannot_keep_people_waiting_longer_than_three_hours():
    event = EventFactory()
    RegistrationFactory(event=event)
    for number in range(5):
        change(event, now=NOW + number * 50 * MINUTE, city=f"Town {number}")
    assert notice_of(event).due_at == NOW + 200 * MINUTE, "the last edit came after the three hours"
    assert [notice_of(event).opened_at, event.change_notices.count()] == [NOW, 1]
    other = EventFactory()
    RegistrationFactory(event=other)
    for number in range(4):
        change(other, now=NOW + number * 45 * MINUTE, city=f"Town {number}")
    assert notice_of(other).due_at == NOW + 3 * HOUR


@pytest.mark.parametrize(
    ("left", "patience"),
    [
        (dt.timedelta(days=2), HOUR),
        (dt.timedelta(hours=24), HOUR),
        (dt.timedelta(hours=12), 30 * MINUTE),
        (dt.timedelta(hours=3), 7.5 * MINUTE),
        (dt.timedelta(hours=1, minutes=30), 0 * MINUTE),
    ],
)
def test_on_the_last_day_people_hear_sooner_and_at_the_last_moment_at_once(left, patience):
    event = EventFactory()
    event.refresh_from_db()
    RegistrationFactory(event=event)
    now = event.starts_at - left
    change(event, now=now, city="Bangor")
    assert notice_of(event).due_at == now + patience


def test_who_would_travel_tomorrow_does_not_wait_because_it_is_next_month_now():
    event = EventFactory()
    event.refresh_from_db()
    RegistrationFactory(event=event)
    now = event.starts_at - 2 * HOUR
    change(event, now=now, **moved_to(dt.date(2027, 3, 1)))
    assert notice_of(event).due_at == now + 5 * MINUTE
    change(event, now=now + MINUTE, city="Bangor")
    assert notice_of(event).due_at <= now + 6 * MINUTE


def test_an_event_that_is_again_as_it_was_is_no_news(letters):
    event = EventFactory()
    RegistrationFactory(event=event)
    change(event, city="Bangor")
    change(event, city="Cardiff")
    assert event.change_notices.get().status == "dropped"
    assert services.tell_changes(now=NOW + 4 * HOUR) == 0
    assert letters() == []


def test_whoever_registers_after_an_edit_is_not_told_of_it(letters):
    event = EventFactory()
    before = RegistrationFactory(event=event)
    change(event, city="Bangor")
    after = services.register(event, by=UserFactory(), now=NOW + MINUTE)
    services.tell_changes(now=NOW + HOUR)
    assert letters(before.person) == ["event_changed"]
    assert letters(after.person) == ["registration_confirmed"]
    assert notice_sequence(before) == 1
    assert notice_sequence(after) == 0


def notice_sequence(registration) -> int:
    registration.refresh_from_db()
    return registration.sequence


def test_whoever_registers_between_two_edits_is_told_of_the_second_alone(message, letters):
    event = EventFactory()
    first = RegistrationFactory(event=event)
    change(event, city="Bangor")
    second = services.register(event, by=UserFactory(), now=NOW + MINUTE)
    change(event, now=NOW + 2 * MINUTE, city="Swansea")
    services.tell_changes(now=NOW + 2 * HOUR)
    assert "- Before: In person: Sbarc, Cardiff" in body(message(first.person, "event_changed"))
    assert "- Before: In person: Sbarc, Bangor" in body(message(second.person, "event_changed"))


def test_an_edit_back_still_is_news_to_whoever_registered_in_between(message, letters):
    event = EventFactory()
    first = RegistrationFactory(event=event)
    change(event, city="Bangor")
    second = services.register(event, by=UserFactory(), now=NOW + MINUTE)
    change(event, now=NOW + 2 * MINUTE, city="Cardiff")
    services.tell_changes(now=NOW + 2 * HOUR)
    assert letters(first.person) == []
    assert "- Before: In person: Sbarc, Bangor" in body(message(second.person, "event_changed"))


def test_an_event_to_which_nobody_comes_owes_nobody_a_letter():
    event = EventFactory()
    change(event, city="Bangor")
    assert not ChangeNotice.objects.exists()


@pytest.mark.parametrize("verb", ["postpone", "cancel_event"])
def test_a_louder_letter_swallows_the_change(letters, verb):
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    change(event, city="Bangor")
    getattr(services, verb)(event, by=None, note="Snow", now=NOW)
    assert event.change_notices.get().status == "dropped"
    assert services.tell_changes(now=NOW + HOUR) == 0
    assert len(letters(registration.person)) == 1


def test_announcing_with_a_new_date_is_told_at_once(letters):
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    services.postpone(event, by=None, note="Snow", now=NOW)
    change(event, **moved_to(dt.date(2027, 3, 1)))
    services.publish(event, by=None, now=NOW)
    assert letters(registration.person) == ["event_postponed", "event_changed"]
    assert not ChangeNotice.objects.exists()


def checked_in(event, *, at, **fields):
    registration = RegistrationFactory(event=event, **fields)
    services.arrive(registration, by=None, now=at)
    return registration


EARLY = dt.datetime(2027, 2, 1, 8, 30, tzinfo=dt.UTC)


def stands(registration) -> tuple:
    registration.refresh_from_db()
    return registration.status, registration.arrived_at, registration.joined_at


def steps_of(registration) -> list:
    return list(Step.objects.about(registration).values_list("was", "now", "note"))


def test_who_was_let_in_already_hears_that_the_event_is_cancelled(message, letters):
    registration = checked_in(EventFactory(), at=EARLY)
    services.cancel_event(registration.event, by=None, note="No heating", now=EARLY + MINUTE)
    assert stands(registration) == ("removed", None, None)
    assert letters(registration.person) == ["event_cancelled"]
    assert entry(message(registration.person, "event_cancelled"))[0]["METHOD"] == "CANCEL"
    assert steps_of(registration) == [
        ("confirmed", "attended", ""),
        ("attended", "confirmed", "No heating"),
        ("confirmed", "removed", "No heating"),
    ]


def test_who_was_let_in_already_has_a_place_at_the_new_date_and_comes_again(letters):
    event = EventFactory()
    registration = checked_in(event, at=EARLY)
    online = RegistrationFactory(event=event, status="missed", joined_at=EARLY)
    services.postpone(event, by=None, note="No heating", now=EARLY + MINUTE)
    assert stands(registration) == stands(online) == ("confirmed", None, None)
    change(event, now=EARLY + MINUTE, **moved_to(dt.date(2027, 3, 1)))
    services.publish(event, by=None, now=EARLY + HOUR)
    assert letters(registration.person) == ["event_postponed", "event_changed"]
    later = EARLY + dt.timedelta(days=28)
    assert services.arrive(registration, by=None, now=later)
    assert stands(registration) == ("attended", later, None)


def test_who_was_let_in_already_is_told_what_changes_before_the_start(letters):
    event = EventFactory()
    registration = checked_in(event, at=EARLY)
    change(event, now=EARLY + MINUTE, start_time=dt.time(11, 0))
    services.tell_changes(now=EARLY + HOUR)
    assert letters(registration.person) == ["event_changed"]
    assert stands(registration)[:2] == ("attended", EARLY), "they are inside"


def test_nobody_has_come_to_an_event_that_is_moved_to_another_day(letters):
    event = EventFactory()
    registration = checked_in(event, at=EARLY)
    change(event, now=EARLY + MINUTE, **moved_to(dt.date(2027, 3, 1)))
    assert stands(registration) == ("confirmed", None, None)
    services.tell_changes(now=EARLY + HOUR)
    assert letters(registration.person) == ["event_changed"]


def test_a_notice_of_an_event_that_has_started_is_told_no_more(letters):
    event = EventFactory()
    event.refresh_from_db()
    RegistrationFactory(event=event)
    change(event, now=event.starts_at - 3 * HOUR, city="Bangor")
    assert services.tell_changes(now=event.starts_at) == 0
    assert event.change_notices.get().status == "dropped"
    assert letters() == []


def test_staff_tell_at_once_and_the_clock_does_not_tell_again(letters):
    event = EventFactory()
    RegistrationFactory(event=event)
    change(event, city="Bangor")
    notice = notice_of(event)
    assert services.tell(notice, now=NOW + MINUTE) == 1
    with pytest.raises(Refused, match="waits to be told"):
        services.tell(ChangeNotice.objects.get(), now=NOW + MINUTE)
    assert services.tell_changes(now=NOW + HOUR) == 0
    assert letters() == ["event_changed"]


def test_an_event_whose_letters_fail_keeps_no_other_event_waiting(monkeypatch, letters):
    broken, sound = EventFactory(), EventFactory()
    for event in (broken, sound):
        RegistrationFactory(event=event)
        change(event, city="Bangor")
    write = changes.emails.event_changed

    def event_changed(registration, *, before):
        if registration.event_id == broken.pk:
            raise ValueError("a template that does not render")
        write(registration, before=before)

    monkeypatch.setattr(changes.emails, "event_changed", event_changed)
    assert services.tell_changes(now=NOW + HOUR) == 1
    assert notice_of(broken)


def test_a_letter_that_waits_is_overtaken_by_a_newer_one_alone():
    event = EventFactory()
    registration = RegistrationFactory(event=event)
    change(event, city="Bangor")
    services.tell_changes(now=NOW + HOUR)
    change(event, now=NOW + 2 * HOUR, city="Swansea")
    registration.refresh_from_db()
    [first] = Letter.objects.filter(what="events/email/event_changed")
    assert registration.why_not_send(first.name, first.version) == "", "the second is not written"
    services.tell_changes(now=NOW + 3 * HOUR)
    registration.refresh_from_db()
    assert "again" in registration.why_not_send(first.name, first.version)
    second = Letter.objects.latest("pk")
    assert registration.why_not_send(second.name, second.version) == ""


def test_the_start_before_a_move_is_remembered_and_forgotten_when_it_moves_back():
    event = EventFactory()
    event.refresh_from_db()
    first = event.starts_at
    RegistrationFactory(event=event)
    change(event, **moved_to(dt.date(2027, 2, 8)))
    assert event.previous_starts_at == first
    change(event, **moved_to(dt.date(2027, 2, 9)))
    assert event.previous_starts_at == first, "nobody has heard of the eighth"
    change(event, **moved_to(dt.date(2027, 2, 1)))
    assert event.previous_starts_at is None
    change(event, **moved_to(dt.date(2027, 2, 8)))
    services.tell_changes(now=NOW + HOUR)
    change(event, **moved_to(dt.date(2027, 2, 15)))
    assert event.previous_starts_at == dt.datetime(2027, 2, 8, 10, tzinfo=dt.UTC)
    change(event, **moved_to(dt.date(2027, 2, 8)))
    assert event.previous_starts_at == first


def test_a_postponed_event_remembers_when_it_should_have_been():
    event = EventFactory()
    event.refresh_from_db()
    first = event.starts_at
    services.postpone(event, by=None, note="Snow", now=NOW)
    change(event, **moved_to(dt.date(2027, 3, 1)))
    services.publish(event, by=None, now=NOW)
    event.refresh_from_db()
    assert event.previous_starts_at == first
    copy = services.clone(event, by=None, start_date=dt.date(2027, 4, 1))
    assert Event.objects.get(pk=copy.pk).previous_starts_at is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (moved_to(dt.date(2027, 2, 8)), ", now 8 February 2027"),
        ({"start_time": dt.time(10, 30)}, ", now 10:30 to 16:00"),
        ({"end_time": dt.time(17, 0)}, ", now 10:00 to 17:00"),
        ({"end_date": dt.date(2027, 2, 2)}, ", now until 2 February 2027"),
        ({"venue": "Pontio", "city": "Bangor"}, ", new place: Pontio, Bangor"),
        ({"format": "hybrid"}, ", now also online"),
        (
            {"format": "hybrid", "start_time": dt.time(10, 30)},
            ", now 1 February 2027 and also online",
        ),
        ({"format": "hybrid", "venue": "Pontio"}, ", new place: Pontio, Cardiff"),
        ({"format": "online", "venue": "", "city": ""}, ", now only online"),
        (
            {"format": "online", "venue": "", "city": ""} | moved_to(dt.date(2027, 2, 8)),
            ", now 8 February 2027 and only online",
        ),
        (
            {"city": "Bangor", "start_time": dt.time(10, 30)},
            ", now 1 February 2027 and in another place",
        ),
    ],
)
def test_the_subject_says_what_is_different(message, fields, words):
    event = EventFactory(title="Care at home")
    registration = RegistrationFactory(event=event)
    change(event, **fields)
    services.tell_changes(now=NOW + HOUR)
    subject = message(registration.person, "event_changed")["Subject"]
    assert subject == f"Changed: Care at home{words}"


@pytest.mark.parametrize(
    ("was", "fields", "words"),
    [
        ("hybrid", {"format": "in_person"}, ", now only in the room"),
        (
            "hybrid",
            {"format": "in_person"} | moved_to(dt.date(2027, 2, 8)),
            ", now 8 February 2027 and only in the room",
        ),
        ("hybrid", {"format": "online", "venue": "", "city": ""}, ", now only online"),
        ("online", {"format": "hybrid", "venue": "Pontio"}, ", now also in the room"),
        (
            "online",
            {"format": "hybrid", "venue": "Pontio"} | moved_to(dt.date(2027, 2, 8)),
            ", now 8 February 2027 and also in the room",
        ),
        ("online", {"format": "in_person", "venue": "Pontio"}, ", new place: Pontio"),
    ],
)
def test_the_subject_names_the_form_that_is_another(message, was, fields, words):
    event = EventFactory(title="Care at home", format=was)
    registration = RegistrationFactory(event=event)
    change(event, **fields)
    services.tell_changes(now=NOW + HOUR)
    subject = message(registration.person, "event_changed")["Subject"]
    assert subject == f"Changed: Care at home{words}"


def read(client, registration) -> list[str]:
    """The two pages on which somebody reads of their place, in words."""
    place = client.get(registration.get_absolute_url())
    client.force_login(registration.person)
    event = client.get(registration.event.get_absolute_url())
    return [text_of(place), text_of(event)]


def test_whoever_registered_before_reads_on_their_pages_what_was(client):
    event = coming_soon()
    registration = RegistrationFactory(event=event, created_at=yesterday())
    assert not any("has changed" in page for page in read(client, registration))
    change(event, now=timezone.now(), city="Bangor", start_time=dt.time(11, 30))
    for page in read(client, registration):
        assert "This event has changed" in page
        assert "Where: In person: Sbarc, Bangor Before: In person: Sbarc, Cardiff" in page
        assert ", 10:00 to 16:00" in page
    after = RegistrationFactory(event=event, created_at=timezone.now())
    assert not any("has changed" in page for page in read(client, after))
    ChangeNotice.objects.update(opened_at=timezone.now() - dt.timedelta(days=15))
    assert not any("has changed" in page for page in read(client, registration))


def test_after_a_postponement_the_pages_say_which_date_it_was(client):
    event = coming_soon()
    registration = RegistrationFactory(event=event, created_at=yesterday())
    old = f"{event.start_date:%A} {event.start_date.day} {event.start_date:%B %Y}, 10:00 to 16:00"
    services.postpone(event, by=None, note="Snow")
    change(event, now=timezone.now(), **moved_to(event.start_date + dt.timedelta(days=7)))
    services.publish(event, by=None)
    for page in read(client, registration):
        assert f"Before: {old}" in page
    after = RegistrationFactory(event=event, created_at=timezone.now())
    assert not any("has changed" in page for page in read(client, after))


def test_whoever_saves_a_change_reads_who_will_hear_of_it_and_can_tell_them(client, desk):
    event = coming_soon()
    RegistrationFactory.create_batch(2, event=event, created_at=yesterday())
    desk(event)
    quiet = save(client, event, opened(client, event), summary_0="Other words")
    assert "will be told" not in client.get(quiet.url).content.decode()
    saved = save(client, event, opened(client, event), city="Bangor")
    page = client.get(saved.url).content.decode()
    assert "2 people will be told what changed, automatically at " in page
    tell = reverse("admin:events_event_tell", args=[event.pk])
    assert f'<a href="{tell}">Tell them now</a>' in page


def test_the_letter_lies_folded_on_the_staff_page(desk):
    event = coming_soon()
    RegistrationFactory(event=event, created_at=yesterday())
    change(event, now=timezone.now(), city="Bangor")
    text = desk(event)
    assert "<summary>English: Changed:" in text
    assert "<details open" not in text


def staff_page(client, event) -> str:
    return client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()


@pytest.fixture
def desk(client, settings):
    """`desk(event)`: the event's staff page as the manager of its hub reads it."""
    settings.STAFF_MFA_REQUIRED = False

    def opened(event):
        client.force_login(staff("hub_manager", event.hub))
        return staff_page(client, event)

    return opened


def coming_soon(**fields) -> Event:
    start = timezone.localdate() + dt.timedelta(days=21)
    return EventFactory(start_date=start, **fields)


def yesterday() -> dt.datetime:
    """Whoever registers after an edit would know of it."""
    return timezone.now() - dt.timedelta(days=1)


def test_staff_read_the_difference_and_the_letter_before_it_leaves(client, desk):
    event = coming_soon()
    RegistrationFactory.create_batch(2, event=event, created_at=yesterday())
    assert "not told yet" not in desk(event)
    change(event, now=timezone.now(), city="Bangor")
    text = desk(event)
    assert "2 people will be told" in text
    assert "<td>In person: Sbarc, Cardiff</td><td>In person: Sbarc, Bangor</td>" in text
    assert "Before: In person: Sbarc, Cardiff" in text
    for code in ("en", "cy", "nb"):
        assert f'<div lang="{code}">' in text
    for registration in event.registrations.all():
        assert registration.token not in text, "a link of a real letter acts for its person"


def test_the_page_before_telling_says_of_which_event_to_how_many_and_what(client, desk, letters):
    event = coming_soon(title="Sandpit")
    RegistrationFactory.create_batch(2, event=event, created_at=yesterday())
    change(event, now=timezone.now(), city="Bangor")
    RegistrationFactory(event=event, created_at=timezone.now())
    desk(event)
    tell = reverse("admin:events_event_tell", args=[event.pk])
    text = client.get(tell).content.decode()
    assert "Sandpit" in text and str(event.hub.name) in text
    assert f"{event.start_date:%A} {event.start_date.day} {event.start_date:%B %Y}" in text
    assert "2 people get a letter." in text
    assert "<td>In person: Sbarc, Cardiff</td><td>In person: Sbarc, Bangor</td>" in text
    assert "<summary>English: Changed:" in text
    client.post(tell)
    assert letters() == ["event_changed"] * 2


def test_staff_tell_now_once_and_the_page_shows_it_no_more(client, desk, letters):
    event = coming_soon()
    registration = RegistrationFactory(event=event, created_at=yesterday())
    change(event, now=timezone.now(), city="Bangor")
    tell = reverse("admin:events_event_tell", args=[event.pk])
    assert tell in desk(event)
    assert client.post(tell).status_code == 302
    assert "waits to be told" in client.post(tell).content.decode()
    assert letters(registration.person) == ["event_changed"]
    assert "not told yet" not in staff_page(client, event)


def test_the_work_queue_lists_what_is_not_told_yet_to_its_own_hub_alone(client, desk):
    event = coming_soon(title="Care at home")
    RegistrationFactory(event=event, created_at=yesterday())
    change(event, now=timezone.now(), city="Bangor")
    desk(event)
    queue = reverse("staff_queue")
    assert "Care at home" in client.get(queue).content.decode()
    client.force_login(staff("hub_manager", HubFactory(slug="scotland")))
    assert "Care at home" not in client.get(queue).content.decode()
    assert client.post(reverse("admin:events_event_tell", args=[event.pk])).status_code == 404
