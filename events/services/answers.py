"""What people tell an event about themselves: when they register, and later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from events import rules
from events.models import Answer, Event, Question, Registration
from events.services.consents import CONSENTS, write_down
from events.services.locks import hold
from events.services.needs import tell_needs
from events.services.registrations import register
from hubportal.workflow.moves import GONE, Refused, busy_in_words, refuse_if
from members.services import save_profile

DETAILS = [*CONSENTS, "language_wish"]
WORDING_LENGTH = Answer._meta.get_field("wording").max_length


@dataclass
class Given:
    """An answer: a text, or the numbers of choices with their words, beside the question."""

    question: Question
    text: str = ""
    chosen: list[int] = field(default_factory=list)


def sign_up(
    event: Event,
    *,
    by,
    mode: str = "",
    take_at_once: bool = False,
    details: dict | None = None,
    answers: Iterable[Given] = (),
    needs: dict | None = None,
    now=None,
) -> Registration:
    """Registers, and keeps what was told with it; both or neither. Raises `Refused`."""
    told = {"affiliation": rules.affiliation_of(by), **(details or {})}
    return register(
        event,
        by=by,
        mode=mode,
        take_at_once=take_at_once,
        details=told,
        then=partial(_keep_first, answers=list(answers), needs=needs or {}),
        now=now,
    )


def _keep_first(registration: Registration, *, answers: list[Given], needs: dict) -> None:
    """Of a registration that is new: there is nothing to be replaced, so nothing is looked for."""
    if given := _still_asked(registration.event, answers):
        Answer.objects.bulk_create(
            Answer(registration=registration, question=answer.question, **_told(answer))
            for answer in given.values()
        )
    if any(needs.values()):
        tell_needs(registration, needs)


def keep_answers(registration: Registration, answers: Iterable[Given]) -> None:
    """Beside each answer the question as it reads now, in the active language.

    Answers to questions that are not asked any more stay as they are.
    """
    given = _still_asked(registration.event, answers)
    asked = registration.event.questions.asked()
    registration.answers.filter(question__in=asked).exclude(question__in=given).delete()
    for answer in given.values():
        Answer.objects.update_or_create(
            registration=registration,
            question=answer.question,
            defaults=_told(answer),
        )


def _still_asked(event: Event, answers: Iterable[Given]) -> dict[int, Given]:
    """What was said to questions that are asked at this moment, by their keys.

    They may have been deleted, or have come to ask something else, while the answer was on its way
    or stood in line: the one is not missed by anybody, the other is refused.
    """
    given = {answer.question.pk: answer for answer in answers if answer.text or answer.chosen}
    asked = event.questions.asked().in_bulk(given) if given else {}
    for pk, question in asked.items():
        if question.digest != given[pk].question.digest:
            text = _("The question “%(question)s” has changed. Please read it again.")
            raise Refused(text % {"question": question.wording})
    return {pk: answer for pk, answer in given.items() if pk in asked}


def _told(answer: Given) -> dict:
    wording = str(answer.question.wording)[:WORDING_LENGTH]
    return {"wording": wording, "text": answer.text, "chosen": answer.chosen}


def change_answers(
    registration: Registration,
    *,
    by,
    details: dict,
    answers: Iterable[Given] = (),
    needs: dict | None = None,
    now=None,
) -> None:
    """Keeps all that somebody tells anew, until the event starts. Raises `Refused`.

    Where `needs` is None they were not asked, and what is there stays.
    """
    with busy_in_words(GONE), transaction.atomic():
        now = hold(registration, now)
        refuse_if(rules.reasons_not_to_answer(registration, now=now))
        write_down(registration, {name: details[name] for name in DETAILS if name in details})
        keep_answers(registration, answers)
        if needs is not None:
            tell_needs(registration, needs)


def write_in(language: str, *, to) -> None:
    """Letters come in this language from now on, as the person wishes."""
    save_profile(to, by=to, language=language)
