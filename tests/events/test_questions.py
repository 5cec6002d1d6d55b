"""Staff write the questions of an event, and read what was answered."""

import pytest
from django.forms import inlineformset_factory
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from events import rules
from events.forms import QuestionForm, QuestionFormSet
from events.models import Event, Question
from tests.events.factories import AnswerFactory, EventFactory, QuestionFactory, RegistrationFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
Kind = Question.Kind
ROWS = inlineformset_factory(Event, Question, form=QuestionForm, formset=QuestionFormSet, extra=0)


def formset(event, *rows, deleted=()):
    """The rows as they come from the staff's page: saved questions first, then new ones."""
    saved = [row for row in rows if row.get("id")]
    data = {"q-TOTAL_FORMS": len(rows), "q-INITIAL_FORMS": len(saved)}
    for number, row in enumerate(rows):
        row = {"kind": "line", "position": number, "wording_0": "What?"} | row
        data |= {f"q-{number}-{name}": value for name, value in row.items()}
        if row.get("id") in deleted:
            data[f"q-{number}-DELETE"] = "on"
    return ROWS(data, instance=event, prefix="q", queryset=event.questions.order_by("pk"))


def errors(forms) -> str:
    assert not forms.is_valid()
    return f"{forms.errors} {forms.non_form_errors()}"


def test_choices_are_needed_where_one_chooses_and_as_many_in_each_language():
    event = EventFactory()
    assert "Give at least two choices" in errors(formset(event, {"kind": "one"}))
    twice = {"kind": "one", "options_0": "Bus\nTrain\nbus", "options_1": "Bws\nTrên\nCar"}
    assert "“bus” stands there twice." in errors(formset(event, twice))
    uneven = {"kind": "several", "options_0": "A\nB\nC", "options_1": "A\nB"}
    assert "as many choices in each language" in errors(formset(event, uneven))
    assert "Only questions with several answers" in errors(formset(event, {"options_0": "A\nB"}))
    assert formset(event, {"kind": "one", "options_0": "A\nB", "options_1": "A\nB"}).is_valid()


def test_a_condition_names_a_choice_that_another_question_of_the_event_has():
    event = EventFactory()
    parent = QuestionFactory(event=event, kind=Kind.ONE, options="A\nB")
    line, foreign = QuestionFactory(event=event), QuestionFactory(kind=Kind.YES_NO)
    both = [{"id": parent.pk, "kind": "one", "options_0": "A\nB"}, {"id": line.pk}]
    hangs = {"only_if": parent.pk, "only_if_option": 2}
    assert formset(event, *both, hangs).is_valid()
    assert "no choice of this number" in errors(
        formset(event, *both, hangs | {"only_if_option": 3})
    )
    on_line = {"only_if": line.pk, "only_if_option": 1}
    assert "Only a question with choices" in errors(formset(event, *both, on_line))
    assert not formset(event, *both, {"only_if": foreign.pk, "only_if_option": 1}).is_valid()
    own = both[0] | {"only_if": parent.pk, "only_if_option": 1}
    assert "depend on itself" in errors(formset(event, own, both[1]))


def test_questions_in_a_circle_are_refused():
    event = EventFactory()
    one, two = QuestionFactory.create_batch(2, event=event, kind=Kind.YES_NO)
    rows = [
        {"id": one.pk, "kind": "yes_no", "only_if": two.pk, "only_if_option": 1},
        {"id": two.pk, "kind": "yes_no", "only_if": one.pk, "only_if_option": 1},
    ]
    assert "in a circle" in errors(formset(event, *rows))
    assert rules.in_a_circle({1: 2, 2: 3, 3: 1}) and not rules.in_a_circle({1: 2, 2: None})


def test_a_question_with_answers_is_retired_and_keeps_its_kind_and_its_choices():
    event = EventFactory()
    question = QuestionFactory(event=event, kind=Kind.ONE, options="A\nB\nC")
    row = {"id": question.pk, "kind": "one", "options_0": "A\nB\nC"}
    assert formset(event, row, deleted=[question.pk]).is_valid()
    AnswerFactory(registration=RegistrationFactory(event=event), question=question, chosen=[3])
    assert "retire it instead" in errors(formset(event, row, deleted=[question.pk]))
    assert "so its kind stays" in errors(formset(event, row | {"kind": "several"}))
    assert "none can go" in errors(formset(event, row | {"options_0": "A\nB"}))
    assert formset(event, row | {"retired": "on", "options_0": "A\nB\nC or more"}).is_valid()


def test_staff_write_questions_on_the_events_page(client):
    event = EventFactory()
    question = QuestionFactory(event=event, wording=LazyI18nString({"en": "Why?", "cy": "Pam?"}))
    client.force_login(staff("event_officer", event.hub))
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "Pam?" in page
    assert f'name="questions-0-id" value="{question.pk}"' in page


def test_staff_read_answers_on_the_registration_and_in_figures(client):
    event = EventFactory()
    question = QuestionFactory(event=event, kind=Kind.ONE, options="By bus\nBy train")
    line = QuestionFactory(event=event)
    for chosen in ([1], [2], [2]):
        registration = RegistrationFactory(event=event)
        text = ["By bus", "By train"][chosen[0] - 1]
        AnswerFactory(registration=registration, question=question, chosen=chosen, text=text)
    AnswerFactory(registration=registration, question=line, text="My own map")
    gone = RegistrationFactory(event=event, status="cancelled")
    AnswerFactory(registration=gone, question=question, chosen=[1])
    client.force_login(staff("event_officer", event.hub))
    address = reverse("admin:events_registration_change", args=[registration.pk])
    page = client.get(address).content.decode()
    assert "By train" in page and "My own map" in page
    shown = client.get(reverse("admin:events_event_answers", args=[event.pk]))
    first, second = shown.context["tallies"]
    assert (first.answered, first.choices) == (3, [("By bus", 1), ("By train", 2)])
    assert second.texts == ["My own map"]
    assert "My own map" in shown.content.decode()
