"""Which questions somebody is asked, and what is wrong with how staff have written them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from events.models import Question
from events.models.questions import lines

Kind = Question.Kind
# Those whose answers have numbers.
NUMBERED = Question.CHOICES | {Kind.YES_NO}


def asked_of(questions: Iterable[Question], chosen: dict[int, list[int]]) -> list[Question]:
    """Those that somebody is asked who has chosen so: numbers by the question's key.

    What hangs on a question that is not asked is not asked either.
    """
    known = {question.pk: question for question in questions}

    def asked(question: Question, above: frozenset) -> bool:
        if question.only_if_id is None:
            return True
        parent = known.get(question.only_if_id)
        if parent is None or parent.pk in above:
            return False
        met = question.only_if_option in chosen.get(parent.pk, [])
        return met and asked(parent, above | {question.pk})

    return [question for question in known.values() if asked(question, frozenset())]


def reasons_against_options(question: Question) -> Iterator[str]:
    """Choices are there where they are chosen from, as many in each language."""
    counts = [len(lines(text)) for text in _texts(question.options)]
    if question.kind not in Question.CHOICES:
        if any(counts):
            yield _("Only questions with several answers have choices.")
    elif max(counts, default=0) < 2:
        yield _("Give at least two choices, one in each line.")
    elif len({count for count in counts if count}) > 1:
        yield _("Give as many choices in each language, in the same order.")
    else:
        yield from _reasons_against_doubles(question)


def _reasons_against_doubles(question: Question) -> Iterator[str]:
    """Two choices of the same words, in any case of letters, cannot be told apart."""
    for text in _texts(question.options):
        choices = lines(text)
        folded = [choice.casefold() for choice in choices]
        doubles = [one for n, one in enumerate(choices) if one.casefold() in folded[:n]]
        if doubles:
            yield _("“%(choice)s” stands there twice.") % {"choice": doubles[0]}
            return


def _texts(text) -> list[str]:
    data = text.data if isinstance(text, LazyI18nString) else text
    return [str(each or "") for each in data.values()] if isinstance(data, dict) else [data or ""]


def reasons_against_condition(question: Question) -> Iterator[str]:
    """A question hangs on a choice that another one of the same event really has."""
    parent = question.only_if
    if parent is None:
        return
    if parent.event_id != question.event_id:
        yield _("Choose a question of the same event.")
    elif parent.pk == question.pk:
        yield _("A question cannot depend on itself.")
    elif parent.kind not in NUMBERED:
        yield _("Only a question with choices, or one of yes or no, can decide this.")
    elif not 1 <= (question.only_if_option or 0) <= len(parent.choices()):
        yield _("That question has no choice of this number.")


def in_a_circle(parents: dict[int, int | None]) -> bool:
    """Whether questions, each with the one it hangs on, lead back to where they began."""
    for start in parents:
        at, seen = start, set()
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at is not None:
            return True
    return False


def reasons_against_change(was: Question, question: Question) -> Iterator[str]:
    """What was answered keeps its meaning."""
    if was.kind != question.kind:
        yield _("People have answered this question, so its kind stays. Retire it and ask anew.")
    elif len(question.choices()) < len(was.choices()):
        yield _("People have chosen among these, so none can go. Retire it and ask anew.")
