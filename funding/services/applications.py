from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from funding import emails, figures, rules
from funding.models import Application, Call
from funding.models.applications import reference
from funding.services.locks import lock
from funding.services.reviews import release_outstanding
from hubportal.workflow.moves import Refused, move, refuse_if
from members.models import User

Status = Application.Status


@transaction.atomic
def apply(call: Call, *, by: User, now: datetime | None = None) -> Application:
    """The person's live application under this call; a new draft when there is none."""
    now = now or timezone.now()
    # one draft however often the button is pressed
    User.objects.select_for_update().get(pk=by.pk)
    live = Application.objects.visible_to(by).live().filter(call=call).first()
    if live:
        return live
    refuse_if(rules.reasons_not_to_apply(call, by, now=now))
    organisation = by.profile.organisation
    return Application.objects.create(
        reference=free_reference(call, year=now.year),
        call=call,
        applicant=by,
        language=get_language() or by.language,
        employer=organisation,
        employer_name=str(organisation or "")[:200],
        sector=by.profile.sector,
        created_at=now,
        changed_at=now,
    )


def free_reference(call: Call, *, year: int) -> str:
    while Application.objects.filter(reference=(new := reference(call.scheme.prefix, year))):
        pass
    return new


@transaction.atomic
def submit(application: Application, *, by: User, now: datetime | None = None) -> None:
    """Hands the draft in; `now` is when the request arrived. A second time changes nothing."""
    now = now or timezone.now()
    lock(application)
    if application.status not in (Status.DRAFT, Status.WITHDRAWN):
        return
    whole = Application.objects.whole().get(pk=application.pk)
    refuse_if(rules.reasons_not_to_submit(whole, now=now))
    move(application, Status.SUBMITTED, by=by, submitted_at=now)
    with override(by.language):
        emails.submission_received(application, sheet=figures.sheet(whole))


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Takes the application back; reviewers who were asked are free again."""
    lock(application)
    was_draft = application.status == Status.DRAFT
    move(application, Status.WITHDRAWN, by=by)
    release_outstanding(application, by=by, note=_("The application was withdrawn."))
    if not was_draft:
        emails.withdrawn(application)


@transaction.atomic
def reply(application: Application, *, by: User, text: str) -> None:
    """Answers the question that staff asked, and tells whoever asked; the check goes on."""
    lock(application)
    if not text.strip():
        raise Refused(_("Write your answer."))
    if application.status != Status.QUERIED:
        raise Refused(_("There is no open question about this application."))
    move(application, Status.SUBMITTED, by=by, note=text.strip())
    emails.query_answered(application, answer=text.strip())
