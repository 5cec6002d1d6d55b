"""An event that asks something of every kind, and what was answered."""

from django.utils import timezone

from events.models import NeedsDeletion
from tests.events.factories import AnswerFactory, NeedsFactory, QuestionFactory, RegistrationFactory


def a_form(event, registration) -> dict:
    """Two questions, one of which hangs on the other; answers and needs of one person."""
    event.catering = True
    event.save()
    question = QuestionFactory(event=event, kind="one", options="By bus\nBy train")
    QuestionFactory(event=event, kind="several", options="A\nB", only_if=question, only_if_option=2)
    answer = AnswerFactory(registration=registration, question=question, chosen=[1], text="By bus")
    return {
        "asked": question,
        "answered": answer,
        "needs": NeedsFactory(registration=registration),
        "needs_deletion": NeedsDeletion.objects.create(event=event, at=timezone.now(), rows=3),
    }


def more_of_a_form(world, number: int) -> None:
    """One more of each: questions, answers of one and of many, needs, proofs, wishes."""
    for kind in ("line", "one", "several", "yes_no"):
        options = "A\nB" if kind in ("one", "several") else ""
        question = QuestionFactory(event=world.event, kind=kind, options=options)
        QuestionFactory(event=world.event, only_if=world.asked, only_if_option=1)
        AnswerFactory(registration=world.registration, question=question)
    other = RegistrationFactory(event=world.event, language_wish="cy")
    AnswerFactory(registration=other, question=world.asked, chosen=[number % 2 + 1])
    NeedsFactory(registration=other)
    NeedsDeletion.objects.create(event=world.event, at=timezone.now(), rows=number)
