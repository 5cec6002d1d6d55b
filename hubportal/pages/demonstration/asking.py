"""What two events of the demonstration ask, what people answered, and which language they wish."""

import datetime as dt

from django.utils import translation

from events import services
from events.models import Event, Question, Registration
from hubportal.pages.demonstration.texts import load, text

TEXTS = ["wording", "help_text", "options"]
# This one is planned in English; every fourth person there wishes to use Welsh.
IN_WELSH, ONE_IN = "sensors-that-nurses-trust", 4
WEEK = dt.timedelta(days=7)
NEEDS_OF = 4


def build(events: dict[str, Event]) -> int:
    """Adds the questions of events that have none yet, and what people say.

    Returns how many questions there are in the data.
    """
    rows = load("asking")
    for slug in sorted({row["event"] for row in rows["questions"]}):
        event = events[slug]
        if not event.questions.exists():
            asked = _ask(event, [row for row in rows["questions"] if row["event"] == slug])
            answers = [row for row in rows["answers"] if row["event"] == slug]
            _tell(event, asked, answers, rows["needs"])
    wish_welsh(events[IN_WELSH])
    return len(rows["questions"])


def _ask(event: Event, rows: list[dict]) -> dict[str, Question]:
    asked: dict[str, Question] = {}
    for position, row in enumerate(rows):
        parent, number = row.get("only_if", ["", None])
        asked[row["key"]] = Question.objects.create(
            event=event,
            position=position,
            kind=row["kind"],
            required=row.get("required", False),
            only_if=asked.get(parent),
            only_if_option=number,
            **{name: text(row.get(name)) for name in TEXTS},
        )
    event.catering, event.needs_by = True, event.start_date - WEEK
    event.save(update_fields=["catering", "needs_by"])
    for question in asked.values():
        question.refresh_from_db()  # people answer what is kept, not what was typed
    return asked


def _tell(event: Event, asked: dict[str, Question], answers: list[dict], needs: list) -> None:
    """Everybody answers, some leave a question out, and a few need something."""
    coming = event.registrations.in_place().select_related("person__profile").order_by("pk")
    for number, registration in enumerate(coming):
        registration.event = event
        row = answers[number % len(answers)]
        with translation.override(registration.person.language):
            given = [_given(question, row.get(key)) for key, question in asked.items()]
        told = needs[number // NEEDS_OF % len(needs)] if number % NEEDS_OF == 0 else {}
        _keep(registration, [each for each in given if each], told)


def _given(question: Question, said) -> services.Given | None:
    if not said:
        return None
    if question.kind in Question.CHOICES:
        choices = question.choices()
        return services.Given(question, "\n".join(choices[each - 1] for each in said), said)
    return services.Given(question, str(text(said)))


def _keep(registration: Registration, given: list, told: dict) -> None:
    needs = {"access": told.get("access", []), "diet": told.get("diet", [])}
    with translation.override(registration.person.language):
        needs["access_note"] = str(text(told.get("note")) or "")
        services.keep_answers(registration, given)
        services.tell_needs(registration, needs)


def wish_welsh(event: Event) -> None:
    """So many that staff have to do something about it: the event is not yet interpreted."""
    coming = event.registrations.in_place()
    if coming.exclude(language_wish="").exists():
        return
    pks = list(coming.order_by("pk").values_list("pk", flat=True))
    coming.filter(pk__in=pks[::ONE_IN]).update(language_wish="cy")
    event.languages, event.interpretation = ["en"], ""
    event.interpreters_by = event.start_date - dt.timedelta(days=4)
    event.save(update_fields=["languages", "interpretation", "interpreters_by"])
