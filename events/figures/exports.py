"""A list of people as a table: chosen columns, one row for each registration."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from events.models import Answer, Event, Registration
from hubs.templatetags.hub import in_zone

ANSWER = "answer-"


def _moment(name: str) -> Callable[[Registration], str]:
    """On the clocks of the event."""

    def read(registration) -> str:
        at = getattr(registration, name)
        return f"{in_zone(at, registration.event.time_zone):%Y-%m-%d %H:%M}" if at else ""

    return read


def _where(registration: Registration) -> str:
    mode = Registration.Mode.IN_PERSON if registration.in_the_room else Registration.Mode.ONLINE
    return str(mode.label)


# Needs are none of these: what people tell about access and diets does not leave in lists.
COLUMNS: dict[str, tuple[str, Callable[[Registration], str]]] = {
    "name": (gettext_lazy("Name"), lambda one: one.person.name),
    "email": (gettext_lazy("E-mail address"), lambda one: one.person.email),
    "sector": (gettext_lazy("Sector"), lambda one: str(one.sector or "")),
    "affiliation": (gettext_lazy("Post and organisation"), lambda one: one.affiliation),
    "status": (gettext_lazy("Status"), lambda one: str(one.get_status_display())),
    "mode": (gettext_lazy("Takes part"), _where),
    "registered": (gettext_lazy("Registered at"), _moment("created_at")),
    "arrived": (gettext_lazy("Checked in at"), _moment("arrived_at")),
    "joined": (gettext_lazy("Joined online at"), _moment("joined_at")),
}


def columns_of(event: Event) -> list[tuple[str, str]]:
    """Key and name of every column that a list of this event's people can have."""
    questions = event.questions.order_by("position", "pk")
    own = [(key, str(name)) for key, (name, _read) in COLUMNS.items()]
    return own + [(f"{ANSWER}{one.pk}", str(one.wording)) for one in questions]


def people_to_export(
    event: Event, *, statuses=(), mode: str = "", sectors=()
) -> QuerySet[Registration]:
    """The rows of such a list, in the order of names; empty filters leave nobody out."""
    rows = event.registrations.select_related("person", "sector", "event")
    if statuses:
        rows = rows.filter(status__in=statuses)
    if mode:
        rows = rows.filter(mode=mode)
    if sectors:
        rows = rows.filter(sector__roll_up__in=sectors)
    return rows.order_by("person__name", "pk")


def cells(event: Event, rows: list[Registration], columns: list[str]) -> Iterable[list[str]]:
    """The table, by one query for all answers."""
    asked = {int(key.removeprefix(ANSWER)) for key in columns if key.startswith(ANSWER)}
    said = answers(event, asked) if asked else {}
    for registration in rows:
        yield [
            COLUMNS[key][1](registration)
            if key in COLUMNS
            else said.get((registration.pk, int(key.removeprefix(ANSWER))), "")
            for key in columns
        ]


def answers(event: Event, questions: set[int]) -> dict[tuple[int, int], str]:
    """By registration and question."""
    rows = Answer.objects.filter(question__in=questions, registration__event=event)
    found = rows.select_related("question")
    return {(one.registration_id, one.question_id): in_words(one) for one in found}


def in_words(answer: Answer) -> str:
    """What was typed, or the words of what was chosen."""
    if answer.text or not answer.chosen:
        return answer.text
    options = answer.question.choices()
    return "; ".join(
        options[number - 1] if 0 < number <= len(options) else str(number)
        for number in answer.chosen
    )
