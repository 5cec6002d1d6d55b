"""The form of an event: what it asks, what it keeps, and what happens in between."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from events import rules
from events.models import Answer, Needs, Question
from tests.events.factories import (
    AnswerFactory,
    EventFactory,
    NeedsFactory,
    QuestionFactory,
    RegistrationFactory,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Kind = Question.Kind


def coming(**fields):
    return EventFactory(**{"start_date": timezone.localdate() + 21 * DAY, **fields})


@pytest.fixture
def member(client):
    person = UserFactory(name="Cerys Aled")
    client.force_login(person)
    return person


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_of(event) -> str:
    return f"/events/{event.slug}/register/"


def asked(event, **fields) -> Question:
    return QuestionFactory(event=event, **fields)


def box(question) -> str:
    return f"question_{question.pk}"


def digest(question) -> dict:
    return {f"digest_{question.pk}": Question.objects.get(pk=question.pk).digest}


def with_a_condition(event) -> tuple[Question, Question]:
    parent = asked(event, kind=Kind.ONE, wording="Do you travel?", options="By bus\nBy train")
    child = asked(
        event, wording="From which station?", required=True, only_if=parent, only_if_option=2
    )
    return parent, child


# Which events have a form -----------------------------------------------------------------------


def test_an_event_that_asks_nothing_is_registered_for_with_one_click(client, member):
    event = coming(listed_days=0)
    page = client.get(event.get_absolute_url()).content.decode()
    assert rules.asks_nothing(event)
    assert f'<form method="post" action="{form_of(event)}"' in page
    assert client.post(form_of(event)).status_code == 302
    assert event.registrations.get().person == member


@pytest.mark.parametrize(
    "fields",
    [
        {"listed_days": 5},
        {"catering": True},
        {"needs_by": dt.date(2027, 1, 20)},
        {"format": "hybrid"},
        {"languages": ["en", "cy"]},
    ],
)
def test_an_event_that_asks_something_leads_to_its_form(client, member, fields):
    event = coming(**{"listed_days": 0, **fields})
    page = client.get(event.get_absolute_url()).content.decode()
    assert f'href="{form_of(event)}"' in page
    assert f'action="{form_of(event)}"' not in page
    assert client.get(form_of(event)).status_code == 200


def test_a_question_of_its_own_is_something_asked_until_it_is_retired():
    event = coming(listed_days=0)
    question = asked(event)
    assert not rules.asks_nothing(event)
    question.retired = True
    question.save()
    assert rules.asks_nothing(event)


def test_a_hub_bound_by_the_standards_asks_everybody_for_the_language_they_wish(client, member):
    event = coming(hub=HubFactory(slug="bound", welsh_standards=True), listed_days=0)
    assert not rules.asks_nothing(event)
    page = text_of(client.get(form_of(event)))
    assert "Which language do you wish to use there?" in page
    assert "Write to me in Welsh from now on" in page


# Registering ------------------------------------------------------------------------------------


def test_the_form_keeps_everything_with_the_registration(client, member, letters):
    event = coming(
        catering=True, hub=HubFactory(slug="bound", welsh_standards=True), format="hybrid"
    )
    member.profile.post = "Nurse"
    member.profile.save()
    line, several = asked(event, wording="Why?"), asked(event, kind=Kind.SEVERAL, options="A\nB\nC")
    data = {
        "mode": "online", "listed": "on", "comes_for": "Partners in care", "photo_consent": "no",
        "language_wish": "cy", "write_in_welsh": "on", "access": ["bsl", "captions"],
        "access_note": "Front row", "diet": ["vegan"], box(line): "To learn",
        box(several): ["1", "3"], **digest(line), **digest(several),
    }  # fmt: skip
    response = client.post(form_of(event), data)
    assert response["Location"] == event.get_absolute_url()
    registration = event.registrations.get()
    assert (registration.mode, registration.affiliation) == ("online", "Nurse")
    assert registration.listed and registration.photo_consent is False
    assert (registration.comes_for, registration.language_wish) == ("Partners in care", "cy")
    answers = {answer.wording: answer for answer in registration.answers.all()}
    assert answers["Why?"].text == "To learn"
    assert answers[str(several.wording)].chosen == [1, 3]
    assert answers[str(several.wording)].text == "A\nC"
    assert registration.needs.access == ["bsl", "captions"]
    assert (registration.needs.diet, registration.needs.access_note) == (["vegan"], "Front row")
    member.refresh_from_db()
    assert member.language == "cy"
    assert letters(member) == ["registration_confirmed"]


def test_answers_keep_the_wording_of_the_language_in_which_they_were_read(client, member):
    event = coming()
    words = {"en": "Why do you come?", "cy": "Pam ydych chi’n dod?"}
    question = asked(event, wording=LazyI18nString(words))
    client.post(f"/cy{form_of(event)}", {box(question): "I ddysgu", **digest(question)})
    assert Answer.objects.get().wording == "Pam ydych chi’n dod?"


def test_nothing_said_about_needs_leaves_no_row_and_no_food_is_asked_without_catering(
    client, member
):
    event = coming()
    assert "What do you eat?" not in text_of(client.get(form_of(event)))
    client.post(form_of(event), {"diet": ["vegan"], "photo_consent": ""})
    registration = event.registrations.get()
    assert not Needs.objects.exists()
    assert registration.photo_consent is None


def test_while_others_stand_in_line_the_database_is_asked_no_more_than_it_must(client, member):
    """Six times for who and what, thrice for the lock and how the event stands, twice to write."""
    event = coming(listed_days=0)
    client.post(form_of(coming(listed_days=0)))  # kinds of content are known from now on
    with CaptureQueriesContext(connection) as asked_for:
        client.post(form_of(event))
    verbs = [query["sql"].split(" ", 1)[0] for query in asked_for]
    asked_in_all = [verb for verb in verbs if verb in ("SELECT", "INSERT", "UPDATE", "DELETE")]
    lock = next(n for n, query in enumerate(asked_for) if "FOR NO KEY UPDATE" in query["sql"])
    assert verbs[lock:].count("SELECT") == 3 and verbs[lock:].count("INSERT") == 2
    assert len(asked_in_all) == 11


def test_sent_twice_it_registers_once_and_keeps_one_answer(client, member, letters):
    event = coming()
    question = asked(event)
    for text in ("First", "Second"):
        response = client.post(form_of(event), {box(question): text, **digest(question)})
        assert response.status_code == 302
    assert [answer.text for answer in Answer.objects.all()] == ["First"]
    assert letters(member) == ["registration_confirmed"]


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(client, member):
    event = coming(catering=True)
    needed = asked(event, required=True, wording="What for?")
    data = {"comes_for": "Partners", "diet_note": "No celery", "listed": "on", box(needed): " "}
    response = client.post(form_of(event), data | digest(needed))
    page = response.content.decode()
    assert response.status_code == 200
    assert response.context["form"].errors == {box(needed): ["Answer this question."]}
    assert 'value="Partners"' in page and 'value="No celery"' in page
    assert "There is a problem" in page and "<title>Error: Register: " in page
    assert f'href="#id_{box(needed)}"><strong>What for?</strong>' in page
    assert not event.registrations.exists()


# Conditions -------------------------------------------------------------------------------------


def test_a_question_that_hangs_on_a_choice_is_needed_only_with_it(client, member):
    event = coming()
    parent, child = with_a_condition(event)
    marks = digest(parent) | digest(child)
    page = text_of(client.get(form_of(event)))
    assert "Only if you answered “By train” to “Do you travel?”" in page
    refused = client.post(form_of(event), {box(parent): "2", **marks})
    assert box(child) in refused.context["form"].errors
    client.post(form_of(event), {box(parent): "1", box(child): "Leeds", **marks})
    assert [answer.text for answer in Answer.objects.all()] == ["By bus"]


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked_either():
    event = coming()
    parent, child = with_a_condition(event)
    third = asked(event, only_if=child, only_if_option=1)
    assert rules.asked_of([parent, child, third], {parent.pk: [1], child.pk: [1]}) == [parent]
    every = rules.asked_of([parent, child, third], {parent.pk: [2], child.pk: [1]})
    assert every == [parent, child, third]
    assert rules.asked_of([child], {parent.pk: [2]}) == []


# What changes in between ------------------------------------------------------------------------


def test_a_question_that_changed_is_to_be_read_again_with_the_answer_still_there(client, member):
    event = coming()
    question = asked(event, wording="Do you eat meat?")
    mark = digest(question)
    question.wording = "Do you eat fish?"
    question.save()
    response = client.post(form_of(event), {box(question): "Never", **mark})
    page = response.content.decode()
    assert "This question has changed. Please read it again." in page
    assert 'value="Never"' in page and "Do you eat fish?" in page
    assert not event.registrations.exists()
    client.post(form_of(event), {box(question): "Never", **digest(question)})
    assert Answer.objects.get().wording == "Do you eat fish?"


def test_a_choice_that_has_gone_is_a_change_and_no_other_error(client, member):
    event = coming()
    question = asked(event, kind=Kind.ONE, options="A\nB\nC")
    mark = digest(question)
    question.options = "A\nB"
    question.save()
    response = client.post(form_of(event), {box(question): "3", **mark})
    changed = "This question has changed. Please read it again."
    assert response.context["form"].errors == {box(question): [changed]}


def test_answers_to_retired_and_deleted_questions_are_dropped_without_a_word(client, member):
    event = coming()
    retired, deleted = asked(event, required=True), asked(event)
    data = {box(retired): "A", box(deleted): "B", **digest(retired), **digest(deleted)}
    Question.objects.filter(pk=retired.pk).update(retired=True)
    deleted.delete()
    assert client.post(form_of(event), data).status_code == 302
    assert event.registrations.exists() and not Answer.objects.exists()


def test_what_was_typed_survives_signing_in_once(client):
    event, person = coming(catering=True), UserFactory()
    question = asked(event)
    data = {"comes_for": "Partners", box(question): "So", **digest(question)}
    response = client.post(form_of(event), data)
    assert response["Location"].startswith("/accounts/login/")
    client.force_login(person)
    form = client.get(form_of(event)).context["form"]
    assert form["comes_for"].value() == "Partners"
    assert form[box(question)].value() == "So"
    assert not client.get(form_of(event)).context["form"].is_bound
    assert not event.registrations.exists()


def test_needs_typed_while_signed_out_are_kept_nowhere_and_asked_again(client):
    event, sentence = coming(catering=True), "except your needs"
    needs = {"access": ["loop"], "access_note": "Deaf", "diet": ["halal"], "diet_note": "No nuts"}
    client.post(form_of(event), {"comes_for": "Partners", **needs})
    session = " ".join(str(value) for value in client.session.values())
    assert "Partners" in session
    assert not [word for word in ("loop", "Deaf", "halal", "nuts") if word in session]
    client.force_login(UserFactory())
    assert sentence in text_of(client.get(form_of(event)))
    assert sentence not in text_of(client.get(form_of(event)))


def test_what_was_typed_leaves_the_session_with_the_next_look_whatever_that_shows(client):
    event = coming()
    client.post(form_of(event), {"comes_for": "Partners"})
    person = UserFactory()
    RegistrationFactory(event=event, person=person)
    client.force_login(person)
    assert client.get(form_of(event))["Location"] == event.get_absolute_url()
    assert "Partners" not in str(dict(client.session))


def test_a_full_event_offers_to_book_at_once_and_one_with_places_does_not(client, member):
    event = coming(capacity=1)
    assert 'name="take_at_once"' not in client.get(form_of(event)).content.decode()
    RegistrationFactory(event=event)
    assert 'name="take_at_once"' in client.get(form_of(event)).content.decode()
    client.post(form_of(event), {"take_at_once": "on"})
    assert event.registrations.get(person=member).take_at_once


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"start_date": dt.date(2024, 5, 6)}])
def test_the_form_of_an_event_that_takes_nobody_leads_to_its_page(client, member, fields):
    event = coming(**fields)
    assert client.get(form_of(event))["Location"] == event.get_absolute_url()


# Later ------------------------------------------------------------------------------------------


def answers_of(registration) -> str:
    return f"/registrations/{registration.token}/answers/"


def test_all_but_needs_can_be_changed_by_the_link_without_signing_in(client):
    event = coming(catering=True)
    registration = RegistrationFactory(event=event, listed=True, comes_for="Old")
    answer = AnswerFactory(registration=registration, text="Old answer")
    NeedsFactory(registration=registration)
    page = client.get(answers_of(registration))
    assert "Old answer" in page.content.decode() and not page.cookies
    name, mark = box(answer.question), digest(answer.question)
    data = {"comes_for": "New", name: "New answer", "photo_consent": "yes", **mark}
    response = client.post(answers_of(registration), data)
    assert response["Location"].endswith("?kept=1")
    registration.refresh_from_db()
    assert (registration.listed, registration.comes_for) == (False, "New")
    assert registration.photo_consent is True
    assert registration.answers.get().text == "New answer"
    assert registration.needs.diet == ["vegan"]
    assert "Your changes are saved." in text_of(client.get(response["Location"]))


def test_an_answer_that_is_emptied_goes_and_one_to_a_retired_question_stays(client):
    registration = RegistrationFactory(event=coming())
    gone = AnswerFactory(registration=registration)
    kept = AnswerFactory(registration=registration, question__retired=True)
    client.post(answers_of(registration), {box(gone.question): "", **digest(gone.question)})
    assert list(registration.answers.all()) == [kept]


def test_the_link_alone_neither_shows_nor_takes_needs_nor_says_whether_there_are_any(client):
    event = coming(catering=True)
    told = NeedsFactory(registration__event=event, access_note="Deaf", diet_note="No nuts")
    registration, nothing = told.registration, RegistrationFactory(event=event)
    address = answers_of(registration)
    page = client.get(address).content.decode()
    for words in ("Deaf", "No nuts", 'name="access"', 'name="diet"'):
        assert words not in page, words
    assert f"/accounts/login/?next={address}%23needs" in page
    assert "see what you told us of your needs." in page
    with_some, with_none = (
        text_of(client.get(answers_of(one))).replace(str(one.person), "")
        for one in (registration, nothing)
    )
    assert with_some == with_none
    refused = client.post(address, {"comes_for": "New", "access_note": "Blind", "diet": []})
    assert "You are signed out, so nothing is saved yet." in text_of(refused)
    registration.refresh_from_db()
    assert (registration.comes_for, registration.needs.access_note) == ("", "Deaf")


def test_what_was_typed_about_needs_outlives_a_session_that_ended(client):
    told = NeedsFactory(
        registration__event=coming(catering=True), access_note="Deaf", diet_note="No nuts"
    )
    address = answers_of(told.registration)
    typed = {"comes_for": "To meet nurses", "access_note": "A ramp", "diet": ["vegan"]}
    page = client.post(address, typed).content.decode()
    assert "A ramp" in page and "To meet nurses" in page
    assert "Deaf" not in page and "No nuts" not in page
    client.force_login(told.registration.person)
    assert client.post(address, typed).status_code == 302
    told.refresh_from_db()
    assert (told.access_note, told.diet) == ("A ramp", ["vegan"])


def test_somebody_else_who_is_signed_in_reads_whose_place_it_is_and_no_needs(client, member):
    told = NeedsFactory(
        registration__event=coming(catering=True),
        registration__person__name="Bethan Rhys",
        access_note="Deaf",
    )
    page = client.get(answers_of(told.registration)).content.decode()
    assert "Deaf" not in page and 'name="access"' not in page
    assert "Here only Bethan Rhys sees and changes this, signed in." in page
    for part in ("", "answers/", "pass-on/", "listed/", "quiet/", "certificate/", "join/"):
        page = text_of(client.get(f"/registrations/{told.registration.token}/{part}"))
        assert "This is Bethan Rhys’s place" in page, part
        assert "You are signed in as Cerys Aled." in page, part
    mine = RegistrationFactory(event=told.registration.event, person=member)
    assert "You are signed in as" not in text_of(client.get(mine.get_absolute_url()))


def test_nobody_else_reads_an_address_where_there_is_no_name(client, member):
    person = UserFactory(name="", email="nobody.knows@example.org")
    place = RegistrationFactory(event=coming(catering=True), person=person)
    parts = ("", "answers/", "pass-on/", "listed/", "quiet/", "certificate/", "survey/", "join/")
    for _visitor in range(2):
        for part in parts:
            page = client.get(f"/registrations/{place.token}/{part}").content.decode()
            assert "nobody.knows" not in page, part
        client.logout()
    client.force_login(member)
    page = text_of(client.get(answers_of(place)))
    assert "This is somebody else’s place" in page
    assert "Somebody who has not told their name" in page
    assert "Here only the person whose place it is sees and changes this" in page
    client.force_login(person)
    assert "nobody.knows" in text_of(client.get(place.get_absolute_url()))


def test_the_person_sees_and_changes_needs_signed_in(client, member):
    registration = RegistrationFactory(event=coming(catering=True), person=member)
    NeedsFactory(registration=registration, access_note="Deaf")
    assert "Deaf" in client.get(answers_of(registration)).content.decode()
    client.post(answers_of(registration), {"access_note": "", "access": [], "diet": ["vegan"]})
    needs = Needs.objects.get()
    assert (needs.access, needs.access_note, needs.diet) == ([], "", ["vegan"])


def test_needs_are_told_after_the_day_as_well_with_a_warning(client, member):
    event = coming(needs_by=timezone.localdate() - DAY)
    registration = RegistrationFactory(event=event, person=member)
    assert "we cannot promise it any more" in text_of(client.get(answers_of(registration)))
    client.post(answers_of(registration), {"access": ["loop"]})
    assert Needs.objects.get().access == ["loop"]


def test_once_the_event_has_started_only_consents_change_and_after_it_too(client):
    event = coming(start_date=timezone.localdate() - 3 * DAY, catering=True)
    registration = RegistrationFactory(event=event, status="attended", listed=True)
    answer = AnswerFactory(registration=registration)
    page = text_of(client.get(answers_of(registration)))
    assert "Show my name" in page and "What do you eat?" not in page
    client.post(answers_of(registration), {box(answer.question): "Other", "diet": ["vegan"]})
    registration.refresh_from_db()
    assert not registration.listed
    assert registration.answers.get().text == "A map." and not Needs.objects.exists()


def test_who_typed_before_the_start_and_sends_after_it_hears_what_was_kept(client, member):
    event = coming(start_date=timezone.localdate() - 3 * DAY, catering=True)
    registration = RegistrationFactory(event=event, status="attended", person=member)
    NeedsFactory(registration=registration, access=[], access_note="Deaf", diet=[], diet_note="")
    answer, choice = AnswerFactory(registration=registration), with_a_condition(event)[0]
    as_it_was = {"comes_for": "New", "access_note": "Deaf", box(answer.question): "A map."}
    typed = {box(answer.question): "A plan.", "access_note": "Blind", box(choice): "2"}
    late = client.post(answers_of(registration), {**as_it_was, **typed, "listed": "on"})
    assert late.status_code == 409
    page, said = late.content.decode(), text_of(late)
    assert "Your other answers are not saved" in said and "We have kept what you say" in said
    assert "Your changes are saved." not in said
    shown = page[page.index("<fieldset disabled") :]
    assert "A plan." in shown and "Blind" in shown and "Answer this question." not in page
    assert re.search(r'value="2"[^>]* checked', shown)
    registration.refresh_from_db()
    assert (registration.listed, registration.comes_for) == (True, "New")
    assert registration.answers.get().text == "A map."
    assert registration.needs.access_note == "Deaf"
    assert client.post(answers_of(registration), as_it_was)["Location"].endswith("?kept=1")


def test_needs_that_somebody_signed_out_sent_too_late_are_shown_and_those_kept_are_not(client):
    event = coming(start_date=timezone.localdate() - 3 * DAY)
    told = NeedsFactory(registration__event=event, access_note="Deaf", access=["loop"])
    late = client.post(answers_of(told.registration), {"access_note": "Blind"})
    page = late.content.decode()
    assert "Blind" in page and "Deaf" not in page and " checked" not in page
    told.refresh_from_db()
    assert told.access_note == "Deaf"


def test_my_page_the_events_page_and_the_letter_lead_to_my_answers(client, member, message):
    event = coming()
    client.post(form_of(event))
    registration = event.registrations.get()
    for address in ("/me/", event.get_absolute_url(), registration.get_absolute_url()):
        assert answers_of(registration) in client.get(address).content.decode(), address
    letter = message(member, "registration_confirmed")
    assert answers_of(registration) in letter.get_body(("plain",)).get_content()
    assert answers_of(registration) in letter.get_body(("html",)).get_content()


def test_whoever_is_refused_at_the_last_moment_keeps_what_was_typed(client):
    event = EventFactory(listed_days=14, registration_closes_at=timezone.now())
    client.force_login(UserFactory())
    address = reverse("events:register", args=[event.slug])
    page = client.post(address, {"comes_for": "Meeting a funder"}).content.decode()
    assert "Registration closed on" in page
    assert "Meeting a funder" in page
    assert client.post(address, {}).status_code == 302
