"""How many chose what."""

from collections import Counter
from dataclasses import dataclass, field

from events.models import Answer, Event, Needs, Question, Registration

LIVE = Registration.LIVE


@dataclass
class Tally:
    """One question: how many answered, how many chose each choice, and what was written."""

    question: Question
    answered: int = 0
    choices: list[tuple[str, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def tallies(event: Event) -> list[Tally]:
    """Of those who have or want a place; by two queries, however many they are."""
    live = Answer.objects.filter(registration__event=event, registration__status__in=LIVE)
    answers: dict[int, list[Answer]] = {}
    for answer in live.exclude(question=None).order_by("pk"):
        answers.setdefault(answer.question_id, []).append(answer)
    questions = event.questions.order_by("retired", "position", "pk")
    return [_tally(question, answers.get(question.pk, [])) for question in questions]


def _tally(question: Question, answers: list[Answer]) -> Tally:
    chosen = Counter(number for answer in answers for number in answer.chosen)
    numbered = enumerate(question.choices(), 1)
    choices = [(text, chosen[number]) for number, text in numbered]
    texts = [] if choices else [answer.text for answer in answers]
    return Tally(question, len(answers), choices, texts)


@dataclass
class NeedsList:
    """Who needs what at one event, and how many need each thing."""

    rows: list[Needs]
    access: list[tuple[str, int]]
    diet: list[tuple[str, int]]


def needs_of(event: Event, user) -> NeedsList:
    """Of those with a place or an offer of one first, then of those who wait; by one query."""
    rows = Needs.objects.managed_by(user).filter(
        registration__event=event, registration__status__in=LIVE
    )
    found = list(rows.select_related("registration__person").order_by("registration__person__name"))
    found.sort(key=lambda row: not row.registration.in_place)
    placed = [row for row in found if row.registration.in_place]
    return NeedsList(
        found,
        _counted(Needs.Access.choices, [code for row in placed for code in row.access]),
        _counted(Needs.Diet.choices, [code for row in placed for code in row.diet]),
    )


def _counted(choices, codes: list[str]) -> list[tuple[str, int]]:
    count = Counter(codes)
    return [(str(name), count[code]) for code, name in choices if count[code]]
