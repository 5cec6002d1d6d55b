"""What is forgotten of people who are named in public, when they ask for it or when its time is up.

Source: UK GDPR, articles 5(1)(e) and 17.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hubportal.workflow.models import Step
from hubportal.workflow.moves import refuse_if
from hubs import rules
from hubs.models import Feature, FeatureAnswer, Interviewee
from hubs.models.features import invitation_token
from hubs.models.people import ERASED, PublicPerson
from hubs.services.features import edited, hold, unname

# How long a withdrawn interview can be taken up again.
KEPT = dt.timedelta(days=180)


@transaction.atomic
def erase_named_person(person: PublicPerson, *, by) -> None:
    """Nothing says any more who this was; the term stays, and what is counted by it.

    An interviewee's address and link go as well. Raises `Refused` where it was done before.
    """
    feature = person.feature if isinstance(person, Interviewee) else None
    if feature:
        hold(feature)
    model = type(person)
    row = model._base_manager.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(rules.reasons_not_to_erase(row))
    row.name, row.post, row.affiliation, row.organisation = ERASED, "", "", None
    for text in ("consent_note", *row.SAID_OF_THEM):
        setattr(row, text, "")
    if row.is_named():
        row.withdrawn_on = timezone.localdate()
    if isinstance(row, Interviewee):
        _cut_off(row)
    row.save()
    if feature and isinstance(row, Interviewee):
        _unname_interview(feature, row, by=by)


def _cut_off(interviewee: Interviewee) -> None:
    interviewee.email, interviewee.token = "", invitation_token()
    interviewee.approved_digest, interviewee.approved_at = "", None


def _unname_interview(feature: Feature, interviewee: Interviewee, *, by) -> None:
    """The words stay public as they were approved, without whose they are."""
    if feature.shown:
        unname(feature, interviewee)
    edited(feature, by=by)


def forget_withdrawn_interviews(*, now: dt.datetime | None = None) -> int:
    """Half a year after it was withdrawn an interview loses addresses, links and typed text.

    Where an interviewee took it back, the edited text goes as well. Returns how many it were.
    """
    withdrawn = Feature.objects.filter(_holds_something(), status=Feature.Status.WITHDRAWN)
    pks = list(withdrawn.order_by("pk").values_list("pk", flat=True))
    return sum(_forget_interview(pk, (now or timezone.now()) - KEPT) for pk in pks)


def _holds_something() -> Q:
    people = Interviewee.objects.filter(feature=OuterRef("pk")).exclude(email="")
    answers = FeatureAnswer.objects.filter(feature=OuterRef("pk")).exclude(typed="")
    return Q(Exists(people)) | Q(Exists(answers))


@transaction.atomic
def _forget_interview(pk: int, before: dt.datetime) -> int:
    rows = Feature.objects.filter(pk=pk, status=Feature.Status.WITHDRAWN)
    feature = rows.select_for_update(skip_locked=True).first()
    last = Step.objects.about(feature).last() if feature else None
    if last is None or last.at > before:
        return 0
    for interviewee in feature.interviewees.all():
        _cut_off(interviewee)
        interviewee.save()
    gone = {"typed": "", "text": ""} if last.by_id is None else {"typed": ""}
    feature.answers.update(**gone)
    return 1
