from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import emails, figures, rules
from funding.models import Application
from funding.services.locks import lock
from funding.services.reviews import release_outstanding
from hubportal.workflow.moves import move, refuse_if
from members.models import User

Status = Application.Status


@transaction.atomic
def decide(
    application: Application,
    *,
    by: User,
    outcome: str,
    reason: str,
    awarded_amount: int | None = None,
    without_all_reviews: bool = False,
    now: datetime | None = None,
) -> None:
    """Awards or declines, once, and tells the applicant why, with what the reviewers wrote.

    `awarded_amount` is in whole units of the scheme's currency and belongs to an award alone.
    """
    lock(application)
    refuse_if(
        rules.reasons_not_to_decide(
            application,
            outcome=outcome,
            reason=reason,
            awarded_amount=awarded_amount,
            without_all_reviews=without_all_reviews,
        )
    )
    release_outstanding(application, by=by, note=_("A decision was made."))
    move(
        application,
        outcome,
        by=by,
        note=reason.strip(),
        decision_reason=reason.strip(),
        decided_at=now or timezone.now(),
        awarded_amount=awarded_amount,
    )
    comments = [assignment.review.comment for assignment in figures.reviewed(application)]
    emails.decision(application, comments=comments)
