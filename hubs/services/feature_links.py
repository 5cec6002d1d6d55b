"""The questions go out by a personal link, and the link goes out anew. The feature's row first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hubportal.workflow.moves import Refused, move, refuse_if
from hubs import emails, rules
from hubs.models import Feature, FeatureAnswer, Interviewee
from hubs.models.features import invitation_token
from hubs.services.features import hold

Status = Feature.Status


@transaction.atomic
def invite(feature: Feature, *, by) -> None:
    """Asks the questions as they are worded now, and writes to every interviewee with an address.

    While answers are awaited it asks again: new questions are added, nothing typed is touched.
    """
    hold(feature)
    refuse_if(rules.reasons_not_to_invite(feature))
    if feature.status != Status.INVITED:
        move(feature, Status.INVITED, by=by)
    asked = feature.series.questions.filter(retired=False).order_by("position", "pk")
    FeatureAnswer.objects.bulk_create(
        [
            FeatureAnswer(
                feature=feature,
                question=question,
                position=number,
                wording=question.wording,
                one_word=question.one_word,
            )
            for number, question in enumerate(asked, 1)
        ],
        ignore_conflicts=True,
    )
    for interviewee in feature.interviewees.exclude(email="").order_by("pk"):
        _send_link(interviewee, feature)


@transaction.atomic
def new_link(feature: Feature, *, interviewee: Interviewee, by) -> None:
    """The old link stops, and the new one is sent to whoever has an address."""
    hold(feature)
    interviewee.refresh_from_db()
    if feature.status in (Status.DRAFT, Status.WITHDRAWN):
        raise Refused(_("There is no link to renew yet."))
    interviewee.token = invitation_token()
    interviewee.save(update_fields=["token"])
    if interviewee.email:
        _send_link(interviewee, feature)


@transaction.atomic
def new_address(interviewee: Interviewee, *, by) -> None:
    """After staff corrected an address: what was sent to the old one opens nothing any more.

    Whoever reads there may have approved in the person's name, so that is asked for anew. What is
    public stays as it is.
    """
    feature = interviewee.feature
    hold(feature)
    interviewee.refresh_from_db()
    interviewee.token = invitation_token()
    interviewee.approved_digest, interviewee.approved_at = "", None
    interviewee.save(update_fields=["token", "approved_digest", "approved_at"])
    if interviewee.invited_at and interviewee.email and feature.status != Status.WITHDRAWN:
        _send_link(interviewee, feature)


def _send_link(interviewee: Interviewee, feature: Feature) -> None:
    """In the letter that is true now: to answer, or to approve what is proposed."""
    now = timezone.now()
    interviewee.feature = feature
    interviewee.invited_at, interviewee.reminded_at = now, None
    interviewee.save(update_fields=["invited_at", "reminded_at"])
    proposed = bool(feature.proposed_digest)
    (emails.perspective_proposed if proposed else emails.perspective_invitation)(interviewee)
