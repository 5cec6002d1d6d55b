"""An event's own questions as fields. The server decides what is asked; a script only hides."""

from django import forms
from django.utils.translation import gettext as _

from events import rules
from events.models import Question
from events.services import Given
from hubportal.workflow.forms import Text

Kind = Question.Kind
LENGTHS = {Kind.LINE: 300, Kind.TEXT: 3000}


def name_of(question: Question) -> str:
    return f"question_{question.pk}"


def digest_name(question: Question) -> str:
    return f"digest_{question.pk}"


def field_of(question: Question) -> forms.Field:
    """Nothing is required by itself: whether a question is asked at all shows when all are read."""
    words = {"label": str(question.wording), "help_text": str(question.help_text)}
    if question.kind in LENGTHS:
        box = forms.Textarea(attrs={"rows": 4}) if question.kind == Kind.TEXT else forms.TextInput
        field = Text(max_length=LENGTHS[question.kind], widget=box, **words)
    else:
        numbered = enumerate(question.choices(), 1)
        kinds = {Kind.SEVERAL: (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)}
        kind, box = kinds.get(question.kind, (forms.ChoiceField, forms.RadioSelect))
        choices = [(str(number), text) for number, text in numbered]
        field = kind(choices=choices, widget=box, required=False, **words)
    field.conditional = question.required
    return field


def initial_of(question: Question, answer) -> str | list[str]:
    """What was answered, as the field of the question as it is now takes it."""
    if question.kind in LENGTHS:
        return answer.text
    numbers = [str(number) for number in answer.chosen]
    return numbers if question.kind == Kind.SEVERAL else "".join(numbers[:1])


class WithQuestions:
    """For a form with the questions of an event; `add_questions` comes after all other fields."""

    def add_questions(self, questions, answers=()) -> None:
        self.questions = list(questions)
        held = {answer.question_id: answer for answer in answers}
        for question in self.questions:
            self.fields[name_of(question)] = field_of(question)
            if question.pk in held:
                self.initial[name_of(question)] = initial_of(question, held[question.pk])

    def asked(self) -> list[dict]:
        """For the page: each question with its field and its mark, and on what it hangs."""
        known = {question.pk: question for question in self.questions}
        return [
            {
                "field": self[name_of(question)],
                "digest": question.digest,
                "digest_name": digest_name(question),
                **self._condition(question, known.get(question.only_if_id)),
            }
            for question in self.questions
            if question.only_if_id is None or question.only_if_id in known
        ]

    def _condition(self, question: Question, parent: Question | None) -> dict:
        if parent is None:
            return {}
        choices = parent.choices()
        number = question.only_if_option
        return {
            "only_if": name_of(parent),
            "only_value": str(number),
            "parent": str(parent.wording),
            "choice": choices[number - 1] if number <= len(choices) else "",
        }

    def clean(self):
        super().clean()
        for question in self.questions:
            if self._changed(question):
                self._read_again(question)
        answered = {given.question.pk for given in self.given() if given.text or given.chosen}
        for question in self._asked_now():
            missing = question.required and question.pk not in answered
            if missing and name_of(question) not in self.errors:
                self.add_error(name_of(question), _("Answer this question."))
        return self.cleaned_data

    def _changed(self, question: Question) -> bool:
        """Whether somebody answered another wording than the one that is asked now."""
        read = self.data.get(digest_name(question), question.digest)
        typed = self[name_of(question)].data
        return read != question.digest and bool(typed)

    def _read_again(self, question: Question) -> None:
        """What was typed stays in the box, whatever else is wrong with it by now."""
        self.errors.pop(name_of(question), None)
        self.add_error(name_of(question), _("This question has changed. Please read it again."))

    def _numbers(self, question: Question) -> list[int]:
        value = self.cleaned_data.get(name_of(question)) or []
        if question.kind in LENGTHS:
            return []
        return [int(number) for number in ([value] if isinstance(value, str) else value)]

    def _asked_now(self) -> list[Question]:
        chosen = {question.pk: self._numbers(question) for question in self.questions}
        return rules.asked_of(self.questions, chosen)

    def given(self) -> list[Given]:
        """The answers to what was asked, given all answers; the others are dropped."""
        return [self._given(question) for question in self._asked_now()]

    def _given(self, question: Question) -> Given:
        if question.kind in LENGTHS:
            return Given(question, self.cleaned_data.get(name_of(question)) or "")
        numbers, choices = self._numbers(question), question.choices()
        return Given(question, "\n".join(choices[number - 1] for number in numbers), numbers)
