"""The eligibility check: pass, refuse, or ask."""

import pytest
from django.urls import reverse

from funding import figures, services
from funding.models import Application
from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from tests.funding.factories import handed_in, manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return handed_in()


def ask(application, text="Who employs the physiotherapist?"):
    services.query(application, by=manager(application.call.hub), text=text)


def address(application):
    return reverse("funding:reply", args=[application.reference])


def test_a_question_reaches_the_applicant_and_the_answer_comes_back(
    signed_in, application, text_of
):
    ask(application)
    text = text_of(application.applicant, "query")
    assert "Who employs the physiotherapist?" in text
    assert address(application) in text
    client = signed_in(application.applicant)
    assert "It is your turn" in client.get(application.get_absolute_url()).content.decode()
    assert "physiotherapist" in client.get(address(application)).content.decode()
    client.post(address(application), {"text": "Swansea Bay does."})
    application.refresh_from_db()
    assert application.status == Application.Status.SUBMITTED
    html = client.get(application.get_absolute_url()).content.decode()
    assert "Who employs the physiotherapist?" in html
    assert "Swansea Bay does." in html


def test_a_second_question_is_a_second_letter(application, letters):
    ask(application)
    services.reply(application, by=application.applicant, text="Swansea Bay does.")
    ask(application, "And who pays?")
    assert letters(application.applicant).count("query") == 2
    services.reply(application, by=application.applicant, text="We do.")
    assert letters(application.applicant).count("submission_received") == 1


def test_an_empty_answer_is_asked_for_again(signed_in, application):
    ask(application)
    page = signed_in(application.applicant).post(address(application), {"text": " \x00 "})
    assert "Write your answer." in page.content.decode()


def test_an_answer_without_a_question_goes_nowhere(signed_in, application):
    client = signed_in(application.applicant)
    for page in (client.get(address(application)), client.post(address(application))):
        assert page["Location"] == application.get_absolute_url()
    with pytest.raises(Refused):
        services.reply(application, by=application.applicant, text="Hello")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_question_is_refused(application, text):
    with pytest.raises(Refused):
        ask(application, text)
    with pytest.raises(Refused):
        services.refuse_eligibility(application, by=manager(application.call.hub), reason=text)


def test_a_refusal_tells_the_reason(signed_in, application, text_of):
    reason = "Both partners are in the same sector."
    services.refuse_eligibility(application, by=manager(application.call.hub), reason=reason)
    assert reason in text_of(application.applicant, "eligibility_refused")
    html = signed_in(application.applicant).get(application.get_absolute_url()).content.decode()
    assert reason in html
    assert "Withdraw this application" not in html


def test_passing_the_check_twice_is_refused_in_words(application):
    services.pass_eligibility(application, by=manager(application.call.hub))
    with pytest.raises(Refused, match="already “Eligibility check passed”"):
        services.pass_eligibility(application, by=manager(application.call.hub))


def test_an_answered_question_is_not_sent_any_more(application, deliver):
    ask(application)
    services.reply(application, by=application.applicant, text="Swansea Bay does.")
    assert not any("A question" in message["Subject"] for message in deliver())


def answered(application, text="Swansea Bay does."):
    services.reply(application, by=application.applicant, text=text)


def test_whoever_asked_gets_the_answer_in_their_language(application, text_of):
    asker = manager(application.call.hub)
    asker.language = "cy"
    asker.save()
    ask(application)
    answered(application)
    text = text_of(asker, "query_answered")
    assert "Who employs the physiotherapist?" in text
    assert "Swansea Bay does." in text
    assert reverse("admin:funding_application_change", args=[application.pk]) in text
    letter = Letter.objects.get(person=asker, what="funding/email/query_answered")
    assert (letter.language, letter.about_id) == ("cy", application.pk)


def test_every_answer_is_told(application, letters):
    for _ in range(2):
        ask(application)
        answered(application)
    assert letters(manager(application.call.hub)).count("query_answered") == 2


def test_nobody_learns_an_answer_who_no_longer_runs_the_call(application, letters):
    asker = manager(application.call.hub)
    ask(application)
    asker.memberships.all().delete()
    answered(application)
    assert letters(asker) == []


def test_an_answer_to_a_person_who_is_gone_is_still_taken(application, letters):
    asker = manager(application.call.hub)
    ask(application)
    asker.is_active = False
    asker.save()
    answered(application)
    assert letters(asker) == []
    assert Application.objects.get().status == Application.Status.SUBMITTED


def test_staff_see_an_answer_as_an_answer_and_count_it_among_what_is_to_check(
    signed_in, application
):
    ask(application)
    person = manager(application.call.hub)
    page = reverse("admin:funding_application_change", args=[application.pk])
    counts = {line["label"]: line["count"] for line in figures.desk(person)}
    assert counts["Applications to check"] == 0
    answered(application)
    html = signed_in(person).get(page).content.decode()
    assert html.count("<strong>Submitted</strong>") == 1
    assert "<strong>The applicant answered</strong>" in html
    counts = {line["label"]: line["count"] for line in figures.desk(person)}
    assert counts["Applications to check"] == 1


def test_an_older_question_that_still_waits_is_not_sent_beside_the_newer_one(application):
    ask(application)
    answered(application)
    ask(application, "And who pays?")
    application.refresh_from_db()

    assert application.why_not_send("query", "1")
    assert not application.why_not_send("query", "2")
