"""The pages of the day: the door and its readings, codes, and joining online."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import emails, rules, services
from events.models import Event, Registration, Scan
from events.models.codes import door_code, door_token
from hubportal.outbox.models import Letter
from hubportal.pages import queue
from tests.events.factories import EventFactory, RegistrationFactory, waiting
from tests.hubs.factories import HubFactory, OrganisationFactory, SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
SECRET = "https://meet.example/room/4711-secret"


def going_on(hub=None, **fields) -> Event:
    """Began yesterday, ends tomorrow: its door is open and its link is given."""
    day = timezone.localdate()
    fields = {
        "start_date": day - dt.timedelta(days=1),
        "end_date": day + dt.timedelta(days=1),
    } | fields
    return EventFactory(hub=hub or HubFactory(slug="wales"), **fields)


@pytest.fixture
def event():
    return going_on()


@pytest.fixture
def door(event):
    client = Client()
    client.person = staff("door", event.hub)
    client.force_login(client.person)
    return client


def page_of(event) -> str:
    return reverse("events:door", args=[event.slug])


def send(client, event, readings, **more):
    body = (
        readings
        if isinstance(readings, (str, bytes))
        else json.dumps({"readings": readings, **more})
    )
    address = reverse("events:scans", args=[event.slug])
    return client.post(address, body, content_type="application/json")


def one(code, **more) -> dict:
    return {"key": str(uuid.uuid4()), "code": code, **more}


# The page --------------------------------------------------------------------------------------


def test_those_at_the_door_see_names_and_no_address(door, event):
    sector = SectorFactory(code="NHS")
    somebody = RegistrationFactory(
        event=event, sector=sector, affiliation="Nurse, Example Trust",
        person__name="Nia Newydd", person__email="nia.private@example.org",
    )  # fmt: skip
    RegistrationFactory(event=event, person__name="", person__email="nameless@example.org")
    text = door.get(page_of(event)).content.decode()
    assert "Nia Newydd" in text
    assert "Nurse, Example Trust" in text
    assert str(sector) in text
    assert "nia.private" not in text
    assert "nameless@example.org" not in text
    assert door_code(somebody) in text


def test_the_list_is_narrowed_by_name_without_any_script(door, event):
    for name in ("Nia Newydd", "Owen Hen"):
        RegistrationFactory(event=event, person__name=name)
    text = door.get(page_of(event), {"q": "owen"}).content.decode()
    assert "Owen Hen" in text
    assert "Nia Newydd" not in text
    assert "Nobody of that name" in door.get(page_of(event), {"q": "zzz\x00"}).content.decode()


def test_the_search_finds_what_the_rows_show(door, event):
    organisation = OrganisationFactory(name={"en": "Trust of Môn", "cy": "Ymddiriedolaeth Môn"})
    named = {"person__profile__organisation": organisation, "person__profile__post": "Nurse"}
    RegistrationFactory(event=event, person__name="Nia Newydd", **named)
    RegistrationFactory(event=event, person__name="Owen Hen", affiliation="Retired", **named)
    for words in ("môn", "nurse trust", "nia MÔN"):
        text = door.get(page_of(event), {"q": words}).content.decode()
        assert "Nia Newydd" in text
        assert "Owen Hen" not in text
    for words in ("cy", "Ymddiriedolaeth", "nurse retired"):
        assert "Nobody of that name" in door.get(page_of(event), {"q": words}).content.decode()


def test_a_button_of_the_list_checks_in_and_another_takes_it_back(door, event):
    somebody = RegistrationFactory(event=event)
    said = door.post(page_of(event), {"arrive": somebody.pk}, follow=True)
    assert "Checked in" in said.content.decode()
    somebody.refresh_from_db()
    assert (somebody.status, Scan.objects.get().by) == ("attended", door.person)
    door.post(page_of(event), {"undo": somebody.pk})
    somebody.refresh_from_db()
    assert somebody.status == "confirmed"


@pytest.mark.parametrize("search", ["q", "find"])
def test_taking_back_keeps_the_search_and_says_that_it_is_done(door, event, search):
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    other = RegistrationFactory(event=event, person__name="Owen Hen")
    door.post(page_of(event), {"arrive": somebody.pk}, follow=True)
    address = f"{page_of(event)}?{search}=nia+n"
    page = door.post(address, {"undo": somebody.pk}, follow=True)
    assert page.redirect_chain[-1][0] == address
    text = page.content.decode()
    assert "Taken back: Nia Newydd is not checked in." in text
    assert 'value="nia n"' in text
    # the script narrows by itself, and finds others as well
    assert (other.person.name in text) == (search == "find")


@pytest.mark.parametrize("name", ["arrive", "undo", "let_in"])
@pytest.mark.parametrize("value", ["", "x", "9" * 30, "-1"])
def test_a_button_that_names_nobody_finds_nobody(door, event, name, value):
    assert door.post(page_of(event), {name: value}).status_code == 404


def test_people_of_another_event_are_not_in_the_list(door, event):
    elsewhere = RegistrationFactory(event=going_on(event.hub))
    assert door.post(page_of(event), {"arrive": elsewhere.pk}).status_code == 404


def test_a_typed_code_is_read_without_any_script(door, event):
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    said = door.post(page_of(event), {"code": door_code(somebody).lower()}, follow=True)
    assert "Nia Newydd: Checked in" in said.content.decode()
    again = door.post(page_of(event), {"code": door_code(somebody)}, follow=True)
    assert re.search(r"Checked in before at \d\d:\d\d by ", again.content.decode())


def test_somebody_without_a_place_is_shown_and_can_be_let_in(door, event):
    somebody = waiting(event, person__name="Owen Aros")
    said = door.post(page_of(event), {"code": door_code(somebody)}, follow=True).content.decode()
    assert "Owen Aros: No place: On the waiting list" in said
    door.post(page_of(event), {"let_in": somebody.pk})
    somebody.refresh_from_db()
    assert somebody.status == "attended"


def test_a_full_room_asks_before_another_comes_in(door, event):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    RegistrationFactory(event=event)
    somebody = waiting(event, person__name="Owen Aros")
    asked = door.post(page_of(event), {"let_in": somebody.pk})
    assert asked.status_code == 409
    assert "The room is full" in asked.content.decode()
    door.post(page_of(event), {"let_in": somebody.pk, "beyond": "1"})
    somebody.refresh_from_db()
    assert (somebody.status, somebody.beyond) == ("attended", True)


def test_somebody_unexpected_is_written_down_and_let_in(door, event, letters):
    data = {
        "walk_in": "1", "email": "new@example.org", "name": "Nia Newydd",
        "sector": SectorFactory(code="NHS").pk,
    }  # fmt: skip
    door.post(page_of(event), data)
    made = Registration.objects.get(person__email="new@example.org")
    assert (made.status, made.origin) == ("attended", "walk_in")
    assert letters(made.person) == ["checked_in"]


def test_what_is_missing_of_somebody_unexpected_is_said(door, event):
    answer = door.post(page_of(event), {"walk_in": "1", "email": "no address"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "There is a problem" in text
    for words in ("a valid email address", "person&#x27;s name", "the sector they work in"):
        assert words in text
    for default in ("This field is required", "---------", "Select a valid choice"):
        assert default not in text


@pytest.mark.parametrize("name", ["https://example.org", "Nia <b>", "N" * 151, " "])
def test_nobody_is_written_down_under_what_is_no_name(door, event, name):
    data = {"email": "new@example.org", "sector": SectorFactory(code="NHS").pk}
    answer = door.post(page_of(event), data | {"walk_in": "1", "name": name})
    assert answer.status_code == 422
    assert not event.registrations.exists()


def test_why_somebody_is_not_let_in_is_said_beside_what_was_typed(door, event):
    gone = UserFactory(is_active=False)
    data = {"email": gone.email, "name": "Nia", "sector": SectorFactory(code="NHS").pk}
    answer = door.post(page_of(event), data | {"walk_in": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The account of this address is closed" in text
    assert gone.email in text


def test_an_address_of_somebody_of_another_name_is_asked_about_once_and_names_nobody(door, event):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    known = UserFactory(email="main@example.org", name="Arwel Example")
    known.emailaddress_set.create(email="typed@example.org", verified=True)
    data = {
        "walk_in": "1", "email": "typed@example.org", "name": "Other Name",
        "sector": SectorFactory(code="NHS").pk,
    }  # fmt: skip
    asked = door.post(page_of(event), data)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert 'type="checkbox" name="same"' in page
    assert "belongs to somebody whose name is different" in page
    for typed in ("typed@example.org", "Other Name", f'value="{data["sector"]}" selected'):
        assert typed in page
    for theirs in ("Arwel", "main@example.org"):
        assert theirs not in page
    assert not known.registrations.exists()
    RegistrationFactory(event=event)
    full = door.post(page_of(event), data | {"same": "on"}).content.decode()
    # what was ticked before is still to be seen, and nobody's name
    assert re.search(r'type="checkbox" name="same"[^>]* checked', full)
    assert 'type="checkbox" name="beyond"' in full
    assert "Arwel" not in full
    said = door.post(page_of(event), data | {"same": "on", "beyond": "on"}, follow=True)
    assert "Let in and checked in: Arwel Example" in said.content.decode()
    assert known.registrations.get().status == "attended"


def test_a_full_room_asks_about_somebody_unexpected_too(door, event):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    RegistrationFactory(event=event)
    data = {
        "walk_in": "1", "email": "new@example.org", "name": "Nia",
        "sector": SectorFactory(code="NHS").pk,
    }  # fmt: skip
    asked = door.post(page_of(event), data)
    assert asked.status_code == 409
    assert 'type="checkbox" name="beyond"' in asked.content.decode()
    door.post(page_of(event), data | {"beyond": "on"})
    assert Registration.objects.get(person__email="new@example.org").beyond


def test_the_door_costs_the_same_for_one_and_for_a_thousand(
    door, event, django_assert_max_num_queries
):
    RegistrationFactory.create_batch(3, event=event)
    door.get(page_of(event))
    Event.objects.filter(pk=event.pk).update(capacity=2000)
    person = UserFactory.build_batch(997)
    people = UserFactory._meta.model.objects.bulk_create(person)
    Registration.objects.bulk_create(
        Registration(event=event, person=one, status="confirmed", confirmed_at=timezone.now())
        for one in people
    )
    with django_assert_max_num_queries(12):
        answer = door.get(page_of(event))
    assert answer.content.decode().count("data-person=") == 1000


# Who stands there ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["door", "event_officer", "hub_manager", "programme"])
def test_the_door_opens_to_those_who_work_for_the_hub(event, role):
    client = Client()
    client.force_login(staff(role, None if role == "programme" else event.hub))
    assert client.get(page_of(event)).status_code == 200


@pytest.mark.parametrize("role", ["reviewer", "elsewhere", "member"])
def test_to_others_there_is_no_door(event, role):
    client = Client()
    person = {
        "reviewer": lambda: staff("reviewer", event.hub),
        "elsewhere": lambda: staff("door", HubFactory(slug="scotland")),
        "member": UserFactory,
    }[role]()
    client.force_login(person)
    assert client.get(page_of(event)).status_code == 404
    assert send(client, event, []).status_code == 404


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"format": "online"}])
def test_drafts_and_online_events_have_no_door(door, event, fields):
    other = going_on(event.hub, **fields)
    assert door.get(page_of(other)).status_code == 404


def test_helpers_at_the_door_reach_no_staff_page(door, event, settings):
    settings.STAFF_MFA_REQUIRED = False
    draft = EventFactory(hub=event.hub, status="draft")
    assert door.get(reverse("admin:index")).status_code == 302
    assert door.get(reverse("admin:events_registration_changelist")).status_code == 302
    assert door.get(draft.get_absolute_url()).status_code == 404
    assert not door.person.is_staff


def test_a_cancelled_events_door_says_so(door, event):
    Event.objects.filter(pk=event.pk).update(status="cancelled")
    assert "This event is cancelled." in door.get(page_of(event)).content.decode()
    answer = send(door, event, [one("x")])
    assert (answer.status_code, answer.json()["message"]) == (409, "This event is cancelled.")


# Readings of a device --------------------------------------------------------------------------


def test_a_batch_is_answered_key_by_key_in_its_order(door, event):
    mine, theirs = RegistrationFactory(event=event), RegistrationFactory(event=going_on(event.hub))
    queued = waiting(event)
    batch = [
        one(door_code(mine)), one(door_token(mine)), one(door_code(theirs)),
        one(door_code(queued)), one("forged"),
    ]  # fmt: skip
    answer = send(door, event, batch, device="front").json()
    assert [row["key"] for row in answer["answers"]] == [row["key"] for row in batch]
    assert [row["outcome"] for row in answer["answers"]] == [
        "first", "again", "other_event", "no_place", "unknown",
    ]  # fmt: skip
    assert answer["counts"] == {"came": 1, "expected": 1, "free": 4}
    assert answer["came"] == [mine.pk]
    assert str(theirs.event.title) in answer["answers"][2]["title"]
    assert "name" not in answer["answers"][2]
    assert set(Scan.objects.values_list("device", flat=True)) == {"front"}


def test_a_batch_sent_again_has_the_same_answers_and_no_other_effect(door, event):
    batch = [one(door_code(RegistrationFactory(event=event))), one("forged")]
    outcomes = [
        [row["outcome"] for row in send(door, event, batch).json()["answers"]] for _ in "ab"
    ]
    assert outcomes[0] == outcomes[1] == ["first", "unknown"]
    assert Scan.objects.count() == 2


def test_no_answer_holds_an_address(door, event):
    somebody = RegistrationFactory(event=event, person__name="")
    text = send(door, event, [one(door_code(somebody))]).content.decode()
    assert somebody.person.email not in text


@pytest.mark.parametrize(
    "body",
    [
        "", "null", "[]", "7", "{", '{"readings": 7}', '{"readings": [7]}', '{"readings": [{}]}',
        '{"readings": [{"key": "x", "code": "y"}]}', "[" * 100_000, b"\xff\xfe",
        '{"readings": [{"key": null, "code": "y"}]}', '{"readings": {"a": 1}}',
    ],
)  # fmt: skip
def test_what_is_no_batch_is_told_so(door, event, body):
    answer = send(door, event, body)
    assert (answer.status_code, "message" in answer.json()) == (400, True)


@pytest.mark.parametrize("at", [None, 7, "yesterday", "2026-01-01", "9999-12-31T23:59:59Z", "\x00"])
def test_a_strange_moment_or_device_does_no_harm(door, event, at):
    somebody = RegistrationFactory(event=event)
    answer = send(door, event, [one(door_code(somebody), at=at)], device="\x00<b>" * 90)
    assert answer.json()["answers"][0]["outcome"] == "first"
    assert Scan.objects.get().scanned_at <= timezone.now()


def test_too_many_at_once_are_refused_whole(door, event):
    answer = send(door, event, [one("x") for _ in range(201)])
    assert answer.status_code == 413
    assert not Scan.objects.exists()


def test_a_session_that_ended_is_said_to_have(event):
    assert send(Client(), event, [one("x")]).status_code == 401


def test_a_key_of_another_event_answers_as_unknown(door, event):
    other, reading = going_on(event.hub), one("forged")
    send(door, other, [reading])
    answer = send(door, event, [reading]).json()["answers"][0]
    assert answer["outcome"] == "unknown"


# The code opened by a phone's own camera ---------------------------------------------------------


def test_a_code_shows_its_person_to_those_at_the_door_and_writes_on_a_post_alone(door, event):
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    address = reverse("events:check_in", args=[door_token(somebody)])
    assert "Nia Newydd" in door.get(address).content.decode()
    somebody.refresh_from_db()
    assert somebody.status == "confirmed"
    door.post(address)
    somebody.refresh_from_db()
    assert somebody.status == "attended"


@pytest.mark.parametrize("who", ["visitor", "member", "elsewhere", "themselves"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_code_tells_others_nothing_about_anybody(event, who, method):
    somebody = RegistrationFactory(event=event, person__name="Nia Newydd")
    address = reverse("events:check_in", args=[door_token(somebody)])
    client = Client()
    if who != "visitor":
        other = staff("door", HubFactory(slug="scotland")) if who == "elsewhere" else UserFactory()
        client.force_login(somebody.person if who == "themselves" else other)
    page, forged = (
        getattr(client, method)(where)
        for where in (address, reverse("events:check_in", args=["1.forged"]))
    )
    text = page.content.decode()
    assert page.status_code == 200
    if who == "elsewhere":
        assert "This is a code of another event" in text
        assert "Not one of our codes" in forged.content.decode()
    else:
        assert "This code is read by the people at the door." in text
    assert "expected" not in text
    assert "Nia Newydd" not in text
    assert str(event.title) not in text
    assert not page.cookies or who != "visitor"
    somebody.refresh_from_db()
    assert somebody.status == "confirmed"
    assert forged.status_code == 200


def test_visitors_cannot_tell_a_code_of_ours_from_any_other(client, event):
    ours = RegistrationFactory(event=event)
    left = RegistrationFactory(event=event, status="cancelled")
    told = set()
    for code in ("a" * len(door_token(ours)), door_token(ours), door_token(left)):
        answer = client.get(reverse("events:check_in", args=[code]))
        text = answer.content.decode().replace(code, "")
        told.add((answer.status_code, re.sub(r"nonce-[^']+|nonce=\S+", "", text)))
    assert len(told) == 1


def test_a_code_that_is_none_of_ours_is_said_to_be_to_those_at_the_door(door):
    text = door.get(reverse("events:check_in", args=["abc"])).content.decode()
    assert "Not one of our codes" in text
    assert "expected" not in text


def test_the_code_is_a_small_picture_on_the_persons_own_page(client, event):
    somebody = RegistrationFactory(event=event)
    picture = reverse("events:qr", args=[somebody.token])
    page = client.get(somebody.get_absolute_url()).content.decode()
    assert picture in page
    assert door_code(somebody) in page
    answer = client.get(picture)
    assert answer["Content-Type"] == "image/png"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"\x89PNG")
    assert len(answer.content) < 2000


def test_there_is_no_code_for_those_without_a_seat_in_the_room(client, event):
    for somebody in (waiting(event), RegistrationFactory(event=going_on(format="online"))):
        assert client.get(reverse("events:qr", args=[somebody.token])).status_code == 404


# Letters ---------------------------------------------------------------------------------------


def parts(letter) -> tuple[str, str]:
    return tuple(letter.get_body((kind,)).get_content() for kind in ("plain", "html"))


def test_letters_say_the_code_and_reminders_show_it(event, message):
    somebody = RegistrationFactory(event=event)
    emails.registration_confirmed(somebody)
    emails.place_taken(somebody)
    rule = event.reminders.create(days_before=1)
    rule.event = event
    emails.reminder(somebody, rule)
    for name in ("registration_confirmed", "place_taken", "reminder"):
        letter = message(somebody.person, name)
        for text in parts(letter):
            assert door_code(somebody) in text
        assert f"/check-in/{door_token(somebody)}/" in parts(letter)[0]
        pictures = [part for part in letter.walk() if part.get_content_type() == "image/png"]
        assert len(pictures) == (name == "reminder")
    (picture,) = pictures
    assert picture["Content-ID"] == "<door-code>"
    assert picture.get_content_disposition() == "inline"
    assert 'src="cid:door-code"' in parts(letter)[1]


@pytest.mark.parametrize("mode", ["in_person", "online"])
def test_whoever_takes_part_in_the_other_way_now_reads_how_to_get_in(message, mode):
    event = going_on(format="hybrid", online_capacity=5)
    somebody = RegistrationFactory(event=event, mode=mode)
    emails.place_switched(somebody)
    way = door_code(somebody) if mode == "in_person" else f"/{somebody.token}/join/"
    for text in parts(message(somebody.person, "place_switched")):
        assert way in text


def test_the_code_holds_nothing_about_the_person(event):
    somebody = RegistrationFactory(event=event)
    assert re.fullmatch(r"\d+\.[\w-]+", door_token(somebody))


def test_letters_of_online_people_lead_to_their_own_page(message):
    event = going_on(format="online", join_url=SECRET)
    somebody = RegistrationFactory(event=event)
    emails.registration_confirmed(somebody)
    page = reverse("events:join_by_link", args=[somebody.token])
    for text in parts(message(somebody.person, "registration_confirmed")):
        assert page in text
        assert "check-in" not in text


# Joining online --------------------------------------------------------------------------------


@pytest.fixture
def online():
    return RegistrationFactory(event=going_on(format="online", join_url=SECRET))


def both_ways(registration):
    """The two addresses of the joining page, each with a client that may open it."""
    signed_in = Client()
    signed_in.force_login(registration.person)
    yield signed_in, reverse("events:join", args=[registration.event.slug])
    yield Client(), reverse("events:join_by_link", args=[registration.token])


def test_the_button_leads_to_the_link_and_notes_who_came(online):
    for client, address in both_ways(online):
        page = client.get(address)
        assert "Join now" in page.content.decode()
        assert SECRET not in page.content.decode()
        assert "https://meet.example" in page["Content-Security-Policy"]
        answer = client.post(address)
        assert (answer.status_code, answer["Location"]) == (302, SECRET)
        assert answer["Referrer-Policy"] == "no-referrer"
        online.refresh_from_db()
        assert online.status == "attended"
        assert online.joined_at


@pytest.mark.parametrize(
    ("link", "origin"),
    [
        ("https://me:pass@meet.example/a?p=1", "https://meet.example"),
        ("https://me;script-src:pass@Meet.Example:8443/a", "https://meet.example:8443"),
        ("http://[2001:db8::1]:81/a", "http://[2001:db8::1]:81"),
        ("https://meet.example:99999/a", "https://meet.example:99999"),  # as one may lie there
    ],
)
def test_the_policy_names_the_other_site_and_nothing_secret(online, client, link, origin):
    Event.objects.filter(pk=online.event_id).update(join_url=link)
    page = client.get(reverse("events:join_by_link", args=[online.token]))
    (targets,) = re.findall(r"form-action ([^;]*)", page["Content-Security-Policy"])
    assert targets.split()[-1] == origin
    assert "pass" not in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("https://me:pass@meet.example/a", "before the @"),
        ("https://me@meet.example/a", "before the @"),
        ("ftp://meet.example/a", "begins with https://"),
        ("https://meet.example:99999/a", "begins with https://"),
        ("https://meet.example:https/a", "begins with https://"),
        ("https://meet.example/@me?pwd=a", ""),
        ("", ""),
    ],
)
def test_a_joining_link_with_a_password_in_it_is_refused(link, says):
    assert says in " ".join(rules.reasons_against_link(link))
    assert bool([*rules.reasons_against_link(link)]) == bool(says)


def test_a_copy_of_an_event_has_another_link(online):
    copy = services.clone(online.event, by=None, start_date=timezone.localdate())
    assert (copy.join_url, copy.join_minutes) == ("", 15)


def test_before_its_time_the_page_says_from_when_on_in_both_zones(client):
    soon = timezone.localtime(timezone.now()) + dt.timedelta(days=2)
    event = EventFactory(
        format="online", join_url=SECRET, join_minutes=20, start_time=dt.time(10, 0),
        end_time=dt.time(11, 0), start_date=soon.date(), time_zone="Europe/London",
    )  # fmt: skip
    somebody = RegistrationFactory(event=event, person__time_zone="Europe/Oslo")
    address = reverse("events:join_by_link", args=[somebody.token])
    page = client.get(address)
    text = page.content.decode()
    assert "09:40" in text
    assert "10:40" in text
    assert "Join now" not in text
    assert "meet.example" not in text + page["Content-Security-Policy"]
    assert client.post(address).status_code == 409
    somebody.refresh_from_db()
    assert somebody.joined_at is None


@pytest.mark.parametrize(
    ("change", "event_change", "says"),
    [
        (
            {"status": "waiting", "queued_at": timezone.now(), "confirmed_at": None},
            {},
            "Only people with a place",
        ),
        ({}, {"status": "postponed"}, "does not take place now"),
        ({}, {"join_url": ""}, "not here yet"),
        ({"mode": "in_person"}, {"format": "hybrid"}, "in the room"),
    ],
)
def test_who_cannot_join_is_told_why_and_gets_no_link(online, change, event_change, says):
    Event.objects.filter(pk=online.event_id).update(**event_change)
    Registration.objects.filter(pk=online.pk).update(**change)
    for client, address in both_ways(online):
        assert says in client.get(address).content.decode()
        answer = client.post(address)
        assert answer.status_code == 409
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(("days", "says"), [(0, "It is open now"), (2, "It opens 15 minutes")])
def test_the_way_to_the_page_says_whether_it_is_open(online, days, says):
    day = timezone.localdate() + dt.timedelta(days=days)
    ends = day + dt.timedelta(days=1)
    Event.objects.filter(pk=online.event_id).update(
        start_date=day, end_date=ends, start_time="00:00"
    )
    client = Client()
    client.force_login(online.person)
    for address in (online.get_absolute_url(), online.event.get_absolute_url()):
        text = client.get(address).content.decode()
        assert says in text
        assert ("before the start" in text) == (days > 0)


@pytest.mark.parametrize(
    ("days", "change", "says"),
    [
        ((-1, 1), {}, ["You have no place at this event.", "Only people with a place can join."]),
        (
            (9, 9),
            {"format": "hybrid"},
            ["You have no place", "opens 15 minutes before the start: "],
        ),
        ((9, 9), {"status": "cancelled"}, ["This event does not take place now."]),
        ((-9, -8), {}, ["This event is over."]),
    ],
)
@pytest.mark.parametrize("given_up", [True, False])
def test_who_is_not_registered_reads_what_it_takes_to_join(online, days, change, says, given_up):
    """Also whoever had a place and gave it up."""
    event = online.event
    first, last = (timezone.localdate() + dt.timedelta(days=number) for number in days)
    Event.objects.filter(pk=event.pk).update(start_date=first, end_date=last, **change)
    person = RegistrationFactory(event=event, status="cancelled").person
    client = Client()
    client.force_login(person if given_up else UserFactory())
    for method, status in (("get", 200), ("post", 409)):
        answer = getattr(client, method)(reverse("events:join", args=[event.slug]))
        text = answer.content.decode()
        assert answer.status_code == status
        assert all(words in text for words in says)
        assert f'href="{event.get_absolute_url()}"' in text
        assert "Join now" not in text
        assert "meet.example" not in text + answer["Content-Security-Policy"]


@pytest.mark.parametrize("change", [{"format": "in_person"}, {"status": "draft"}])
def test_where_there_is_nothing_to_join_there_is_no_page_for_who_is_not_registered(online, change):
    address = reverse("events:join", args=[online.event.slug])
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    Event.objects.filter(pk=online.event_id).update(**change)
    for person in (UserFactory(), staff("event_officer", online.event.hub)):
        client = Client()
        client.force_login(person)
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_after_the_end_the_link_is_given_to_nobody(online):
    day = timezone.localdate() - dt.timedelta(days=3)
    Event.objects.filter(pk=online.event_id).update(start_date=day, end_date=day)
    for client, address in both_ways(online):
        answer = client.post(address)
        assert answer.status_code in (409, 410)
        assert SECRET not in answer.content.decode()


def test_a_new_link_counts_at_once_and_the_old_one_is_nowhere(online, settings):
    """In no page, feed, letter, calendar or staff page of a co-host."""
    settings.STAFF_MFA_REQUIRED = False
    event, fresh = online.event, "https://meet.example/room/fresh"
    emails.registration_confirmed(online)
    event.join_url = fresh
    services.change_event(event, by=staff("event_officer", event.hub))
    for client, address in both_ways(online):
        assert client.post(address)["Location"] == fresh
    assert Letter.objects.count() == 1
    other = staff("event_officer", HubFactory(slug="scotland"))
    event.co_hosts.add(HubFactory(slug="scotland"))
    for person in (None, online.person, UserFactory(), other):
        client = Client()
        if person:
            client.force_login(person)
        for address in everywhere(event, online):
            text = client.get(address).content.decode()
            assert SECRET not in text, address
            assert fresh not in text, address
    for letter in Letter.objects.all():
        assert "meet.example" not in str(letter.message())


def everywhere(event, registration) -> list[str]:
    slug = [event.slug]
    return [
        reverse("events:detail", args=slug), reverse("events:ics", args=slug),
        reverse("events:join", args=slug), reverse("events:list"), reverse("events:feed_ics"),
        reverse("events:feed_atom"), registration.get_absolute_url(),
        reverse("events:join_by_link", args=[registration.token]), reverse("me"),
        reverse("admin:events_event_changelist"),
        reverse("admin:events_event_change", args=[event.pk]),
    ]  # fmt: skip


def test_online_events_of_the_next_week_without_a_link_wait_for_their_staff():
    hub = HubFactory(slug="wales")
    bare = going_on(hub, format="online")
    going_on(hub, format="online", join_url=SECRET)
    going_on(hub)
    far = timezone.localdate() + dt.timedelta(days=9)
    going_on(hub, format="online", start_date=far, end_date=far)
    now = timezone.now()
    [waiting] = queue.without_link(staff("event_officer", hub), now=now)
    assert list(waiting.rows) == [bare]
    [others] = queue.without_link(staff("event_officer", HubFactory(slug="scotland")), now=now)
    assert not others.rows.exists()
    assert queue.without_link(staff("door", hub), now=now) == []
