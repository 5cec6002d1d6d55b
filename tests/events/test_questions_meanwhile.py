"""Staff change what an event asks while somebody answers it."""

import threading

import pytest
from django.db import connections

from events import services
from events.models import Answer, Question
from events.services import answers
from hubportal.workflow.moves import Busy, Refused
from tests.events.factories import NOW, EventFactory, QuestionFactory, RegistrationFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def given():
    """An answer to a question, as the form has found it right."""
    question = Question.objects.get(pk=QuestionFactory().pk)
    return services.Given(question, text="A map.")


def sign_up(given):
    event = EventFactory._meta.model.objects.get(pk=given.question.event_id)
    return services.sign_up(
        event, by=UserFactory(), answers=[given], needs={"diet": ["vegan"]}, now=NOW
    )


def change(given, **needs):
    mine = RegistrationFactory(event=given.question.event)
    services.change_answers(mine, by=mine.person, details={}, answers=[given], now=NOW, **needs)


def delete(question: Question):
    Question.objects.filter(pk=question.pk).delete()


@pytest.fixture
def _deleted_at_the_last_moment(monkeypatch, given):
    """By somebody else, after the answer was written and before it is committed."""
    keep = answers.tell_needs

    def by_another():
        delete(given.question)
        connections.close_all()

    def told(registration, needs):
        keep(registration, needs)
        staff = threading.Thread(target=by_another)
        staff.start()
        staff.join()

    monkeypatch.setattr(answers, "tell_needs", told)


@pytest.mark.parametrize("act", [sign_up, change])
def test_the_answer_to_a_question_that_is_gone_is_not_missed(act, given):
    delete(given.question)
    act(given)
    assert given.question.event.registrations.count() == 1
    assert not Answer.objects.exists()


@pytest.mark.usefixtures("_deleted_at_the_last_moment")
def test_whoever_registers_has_their_place_also_if_the_question_goes_at_the_last_moment(given):
    assert sign_up(given).status == "confirmed"
    assert not Answer.objects.exists()


@pytest.mark.usefixtures("_deleted_at_the_last_moment")
def test_whoever_changes_an_answer_is_told_if_the_question_goes_at_the_last_moment(given):
    with pytest.raises(Busy):
        change(given, needs={"diet": ["vegan"]})


@pytest.mark.parametrize("act", [sign_up, change])
def test_the_answer_to_a_question_that_asks_something_else_by_now_is_refused(act, given):
    Question.objects.update(wording="What do you eat?")
    with pytest.raises(Refused, match="What do you eat"):
        act(given)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("act", [sign_up, change])
def test_the_answer_to_a_question_that_is_not_asked_any_more_is_not_kept(act, given):
    Question.objects.update(retired=True)
    act(given)
    assert not Answer.objects.exists()
