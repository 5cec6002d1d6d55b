"""What the reviews of one application add up to."""

from collections.abc import Iterable

from django.db.models import Prefetch

from funding.models import Application, Assignment, Criterion, Score


def assigned(application: Application) -> list[Assignment]:
    """Everybody who was asked, with the reviews that are in and their scores."""
    scores = Prefetch("review__scores", Score.objects.select_related("criterion"))
    return list(
        application.assignments.select_related("reviewer", "review")
        .prefetch_related(scores)
        .order_by("review__submitted_at", "pk")
    )


def reviewed(application: Application) -> list[Assignment]:
    """The assignments whose review is in and stands, in the order in which they came in."""
    return [item for item in assigned(application) if item.status == Assignment.Status.REVIEWED]


def weighted_mean(scores: Iterable[Score]) -> float | None:
    """Points of each criterion by its weight, divided by all weights; None without scores."""
    scores = list(scores)
    weights = sum(score.criterion.weight for score in scores)
    if not weights:
        return None
    return sum(score.points * score.criterion.weight for score in scores) / weights


def table(application: Application, assignments: list[Assignment]) -> dict:
    """One row for each review in the order of the criteria, with its mean; and the mean of all."""
    criteria = list(application.call.scheme.criteria.all()) if assignments else []
    rows = [
        {
            "reviewer": assignment.reviewer,
            "points": in_order(criteria, assignment.review.scores.all()),
            "mean": weighted_mean(assignment.review.scores.all()),
            "review": assignment.review,
        }
        for assignment in assignments
    ]
    every = [score for item in assignments for score in item.review.scores.all()]
    return {"criteria": criteria, "rows": rows, "mean": weighted_mean(every)}


def in_order(criteria: list[Criterion], scores) -> list[int | None]:
    points = {score.criterion_id: score.points for score in scores}
    return [points.get(criterion.pk) for criterion in criteria]
