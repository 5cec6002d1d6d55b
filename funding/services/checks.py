from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import emails
from funding.models import Application
from funding.services.locks import lock
from hubportal.workflow.moves import Refused, move
from members.models import User

Status = Application.Status


@transaction.atomic
def query(application: Application, *, by: User, text: str) -> None:
    """Asks the applicant something that the check depends on."""
    lock(application)
    if not text.strip():
        raise Refused(_("Write your question."))
    move(application, Status.QUERIED, by=by, note=text.strip())
    emails.query(application, question=text.strip())


@transaction.atomic
def pass_eligibility(application: Application, *, by: User) -> None:
    lock(application)
    move(application, Status.ELIGIBLE, by=by)


@transaction.atomic
def refuse_eligibility(
    application: Application, *, by: User, reason: str, now: datetime | None = None
) -> None:
    """The end of the way: the applicant is told why."""
    lock(application)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the applicant a reason."))
    move(
        application,
        Status.INELIGIBLE,
        by=by,
        note=reason,
        decision_reason=reason,
        decided_at=now or timezone.now(),
    )
    emails.eligibility_refused(application)
