from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from funding import emails, rules
from funding.models import Application, Assignment, Review, Score
from funding.services.locks import lock
from hubportal.workflow.moves import Refused, move, refuse_if
from members.models import User

Status = Assignment.Status


@transaction.atomic
def assign(
    application: Application, *, by: User, reviewers: Iterable[User], due_on: date | None = None
) -> list[Assignment]:
    """Asks people for a review and writes to each; the first ones send it to review."""
    lock(application)
    reviewers = list(reviewers)
    if not reviewers:
        raise Refused(_("Choose at least one reviewer."))
    refuse_if(
        reason
        for reviewer in reviewers
        for reason in rules.reasons_not_to_assign(application, reviewer)
    )
    if application.status != Application.Status.IN_REVIEW:
        move(application, Application.Status.IN_REVIEW, by=by)
    assignments = [
        Assignment.objects.create(application=application, reviewer=reviewer, due_on=due_on)
        for reviewer in reviewers
    ]
    for assignment in assignments:
        emails.review_requested(assignment)
    return assignments


@transaction.atomic
def declare_no_conflict(assignment: Assignment, *, by: User) -> None:
    """From here on the reviewer may read the application."""
    lock(assignment)
    refuse_others(assignment, by)
    move(assignment, Status.ACCEPTED, by=by)


@transaction.atomic
def declare_conflict(assignment: Assignment, *, by: User, note: str = "") -> None:
    """From here on the application does not exist for the reviewer, nor does their review count."""
    lock(assignment)
    refuse_others(assignment, by)
    if assignment.application.status in Application.DECIDED:
        raise Refused(_("This application is decided. Tell the staff of the call instead."))
    move(assignment, Status.CONFLICTED, by=by, note=note, conflict_note=note)


@transaction.atomic
def send_review(
    assignment: Assignment, *, by: User, scores: dict, comment: str, confidential: str = ""
) -> Review:
    """`scores` maps each criterion to points within the scheme's range."""
    lock(assignment)
    refuse_others(assignment, by)
    if assignment.application.status != Application.Status.IN_REVIEW:
        raise Refused(_("This application is no longer in review."))
    refuse_if(rules.reasons_not_to_review(assignment, scores, comment))
    move(assignment, Status.REVIEWED, by=by)
    review = Review.objects.create(
        assignment=assignment, comment=comment.strip(), confidential=confidential.strip()
    )
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, points=points)
        for criterion, points in scores.items()
    )
    return review


@transaction.atomic
def release(assignment: Assignment, *, by: User, note: str = "") -> None:
    """Takes a reviewer off who has not reviewed yet."""
    lock(assignment)
    refuse_if(rules.reasons_not_to_release(assignment, by))
    move(assignment, Status.RELEASED, by=by, note=note)
    emails.review_released(assignment)


def release_outstanding(application: Application, *, by: User, note: str) -> None:
    """Nobody writes a review that nobody will read."""
    for assignment in application.assignments.outstanding().select_for_update().order_by("pk"):
        move(assignment, Status.RELEASED, by=by, note=note)
        emails.review_released(assignment)


def refuse_others(assignment: Assignment, by: User) -> None:
    if assignment.reviewer_id != by.pk:
        raise Refused(_("Only the reviewer can do this."))
