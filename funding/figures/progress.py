"""How far an application has come: page by page while it is a draft, step by step afterwards."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.figures.sheets import contents
from funding.models import Application, parts_of

Status = Application.Status
BAD = {Status.INELIGIBLE, Status.DECLINED, Status.WITHDRAWN}


def progress(application: Application) -> dict:
    """The task list of a draft: {tasks, done, total}."""
    parts = parts_of(application.call.scheme)
    tasks = [
        {
            "title": part.name,
            "hint": part.hint,
            "url": reverse("funding:section", args=[application.reference, part.slug]),
            "state": state(application, part.slug),
        }
        for part in parts
    ]
    done = sum(task["state"] == "done" for task in tasks)
    ready = done == len(parts)
    last = {
        "title": _("Check your answers and submit"),
        "hint": "" if ready else _("Complete every section first."),
        "url": reverse("funding:check", args=[application.reference]) if ready else "",
        "state": "todo" if ready else "blocked",
    }
    return {"tasks": [*tasks, last], "done": done, "total": len(parts)}


def state(application: Application, slug: str) -> str:
    if slug in application.completed:
        return "done"
    return "doing" if any(contents(application, slug).values()) else "todo"


def timeline(application: Application, steps, *, reviews: tuple[int, int]) -> list[dict]:
    """What happened to an application that was handed in, and what comes; without names of staff.

    `steps` are its moves, oldest first; `reviews` says how many are in, and how many are expected.
    """
    told = [told_step(step, number == 0) for number, step in enumerate(steps)]
    status = application.status
    if told and status not in (*BAD, Status.AWARDED):
        told[-1]["state"] = "now"
        own_words = "" if status == Status.QUERIED else told[-1]["note"]
        told[-1]["note"] = " ".join(filter(None, [own_words, who_acts_next(application, reviews)]))
    return told + to_come(application)


def told_step(step, first: bool) -> dict:
    titles = {
        Status.SUBMITTED: _("Submitted") if first else _("You answered"),
        Status.QUERIED: _("We asked you a question"),
        Status.ELIGIBLE: _("Eligibility check passed"),
        Status.INELIGIBLE: _("Not eligible"),
        Status.IN_REVIEW: _("Sent to reviewers"),
        Status.AWARDED: _("Decision: awarded"),
        Status.DECLINED: _("Decision: not funded"),
        Status.WITHDRAWN: _("You withdrew the application"),
    }
    shown = step.now == Status.QUERIED or (step.was, step.now) == (Status.QUERIED, Status.SUBMITTED)
    return {
        "title": titles[step.now],
        "note": _("“%(words)s”") % {"words": step.note} if shown and step.note else "",
        "at": step.at,
        "state": "bad" if step.now in BAD else "done",
    }


def who_acts_next(application: Application, reviews: tuple[int, int]) -> str:
    done, expected = reviews
    in_review = ngettext(
        "Reviewers score it now: %(done)d of %(count)d review is in.",
        "Reviewers score it now: %(done)d of %(count)d reviews are in.",
        expected,
    )
    return {
        Status.SUBMITTED: _("We check now whether it is eligible. You need to do nothing."),
        Status.QUERIED: _("It is your turn: answer the question."),
        Status.ELIGIBLE: _("We choose its reviewers now. You need to do nothing."),
        Status.IN_REVIEW: in_review % {"done": done, "count": expected},
    }[application.status]


def to_come(application: Application) -> list[dict]:
    """The stations that are left on the straight way."""
    way = {
        Status.ELIGIBLE: _("Eligibility check"),
        Status.IN_REVIEW: _("Review"),
        Status.AWARDED: _("Decision"),
    }
    order = [Status.SUBMITTED, *way]
    status = Status.SUBMITTED if application.status == Status.QUERIED else application.status
    if status not in order or status == Status.AWARDED:
        return []
    left = order[order.index(status) + 1 :]
    return [
        {"title": way[code], "note": expected_by(application, code), "at": None, "state": ""}
        for code in left
    ]


def expected_by(application: Application, code: str) -> str:
    day: datetime | None = application.call.decisions_by
    if code != Status.AWARDED or not day:
        return ""
    return _("Expected by %(date)s.") % {"date": date_format(day)}
