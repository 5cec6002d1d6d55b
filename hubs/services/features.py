"""From an invitation to a public page, and back. Every verb holds the feature's row first."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from hubportal.workflow.drafts import Stale
from hubportal.workflow.moves import Refused, move, refuse_if
from hubs import emails, rules
from hubs.models import Feature, FeatureAnswer, Interviewee

Status = Feature.Status
# What goes at once when a feature is withdrawn.
GONE = {"proposed_digest": "", "shown": None, "shown_at": None, "shown_picture": None}


def hold(feature: Feature) -> None:
    """Holds the row until the transaction ends, and brings `feature` up to date with it."""
    rows = Feature.objects.select_related("hub", "series", "organisation")
    feature.refresh_from_db(from_queryset=rows.select_for_update(of=("self",)))


def hold_for(interviewee: Interviewee) -> Feature:
    """The same for whoever came by a link; raises `Refused` when the link is not theirs now."""
    feature = interviewee.feature
    hold(feature)
    theirs = feature.interviewees.filter(pk=interviewee.pk, token=interviewee.token)
    if feature.status == Status.WITHDRAWN or not theirs.exists():
        raise Refused(_("This link does not work any more."))
    interviewee.refresh_from_db()
    interviewee.feature = feature
    return feature


@transaction.atomic
def save_answers(interviewee: Interviewee, typed: dict[int, str], *, version: int) -> int:
    """Keeps what is typed as it is; answers the version of the page that this makes.

    `typed` maps an answer's key to its text, `version` is the one the page was opened with.
    Raises `Stale` when one of the texts that would change has been saved by someone else since.
    """
    feature = hold_for(interviewee)
    if feature.status != Status.INVITED:
        raise Refused(_("Your answers have been sent; they cannot be changed here any more."))
    answers = {answer.pk: answer for answer in feature.answers.select_for_update()}
    newest = max((answer.version for answer in answers.values()), default=0)
    changed = [answers[pk] for pk in typed if pk in answers and answers[pk].typed != typed[pk]]
    if any(answer.version > version for answer in changed):
        raise Stale({pk: answer.typed for pk, answer in answers.items()}, newest)
    if not changed:
        return newest
    for answer in changed:
        answer.typed, answer.version = typed[answer.pk], newest + 1
    FeatureAnswer.objects.bulk_update(changed, ["typed", "version"])
    return newest + 1


@transaction.atomic
def send_answers(interviewee: Interviewee, *, language: str = "") -> None:
    """Hands the answers over: what is edited starts as a copy of what was typed.

    `language` is that of the page they were typed on; without one, the interviewee's own.
    """
    feature = hold_for(interviewee)
    if feature.status != Status.INVITED:
        raise Refused(_("Your answers have been sent; they cannot be changed here any more."))
    refuse_if(rules.reasons_not_to_send(feature))
    move(feature, Status.ANSWERED, by=None, note=interviewee.name)
    answers = list(feature.answers.all())
    for answer in answers:
        said = answer.typed.strip()
        answer.text = LazyI18nString({language or interviewee.language: said} if said else "")
    FeatureAnswer.objects.bulk_update(answers, ["text"])
    emails.perspective_answered(feature, interviewee)


@transaction.atomic
def agree(interviewee: Interviewee, *, named: bool) -> None:
    """Whether name, post and picture may be shown, with the day of the choice.

    Whoever has approved another page before is asked again.
    """
    feature = hold_for(interviewee)
    if interviewee.is_named() == named:
        return
    today = timezone.localdate()
    if named:
        interviewee.consented_on, interviewee.withdrawn_on = today, None
        interviewee.consent_note = _("On the page behind the personal link")
    else:
        interviewee.withdrawn_on = today
    interviewee.save(update_fields=["consented_on", "withdrawn_on", "consent_note"])
    if feature.shown and not named:
        _has_second_thoughts(feature, interviewee)
    elif feature.proposed_digest:
        _ask(feature, by=None, note=interviewee.name, but=interviewee)


def unname(feature: Feature, interviewee: Interviewee) -> None:
    """What is public loses the name and the picture at once; the rest stays as approved."""
    people = [person for person in feature.shown["people"] if person["id"] != interviewee.pk]
    feature.shown = feature.shown | {"people": people, "picture": None}
    feature.shown_picture, feature.shown_at = None, timezone.now()
    feature.save(update_fields=["shown", "shown_at", "shown_picture"])


def _has_second_thoughts(feature: Feature, interviewee: Interviewee) -> None:
    unname(feature, interviewee)
    _back_to_editing(feature, by=None, note=interviewee.name)
    words = _("I do not want my name, my post and my picture to be shown any more.")
    emails.perspective_changes_asked(feature, interviewee, words=words)


@transaction.atomic
def propose(feature: Feature, *, by, note: str = "") -> None:
    """Asks every interviewee with an address to approve exactly what the page shows now."""
    hold(feature)
    refuse_if(rules.reasons_not_to_propose(feature))
    if feature.status not in (Status.ANSWERED, Status.PUBLISHED):
        raise Refused(_("This is not possible now."))
    _ask(feature, by=by, note=note)


def _ask(feature: Feature, *, by, note: str, but: Interviewee | None = None) -> None:
    feature.proposed_digest = rules.current_digest(feature)
    feature.save(update_fields=["proposed_digest"])
    if feature.status == Status.APPROVED:
        move(feature, Status.ANSWERED, by=by, note=note)
    if feature.status == Status.ANSWERED:
        move(feature, Status.PROPOSED, by=by, note=note)
    for interviewee in rules.not_approved_by(feature, approved=feature.proposed_digest):
        interviewee.feature = feature
        if interviewee != but and interviewee.email:
            _was_asked(interviewee)
            emails.perspective_proposed(interviewee)


def _was_asked(interviewee: Interviewee) -> None:
    """Who comes in late has never had a letter; from now on their approval is needed."""
    if not interviewee.invited_at:
        interviewee.invited_at = timezone.now()
        interviewee.save(update_fields=["invited_at"])


@transaction.atomic
def approve(interviewee: Interviewee, *, seen: str) -> None:
    """`seen` is the digest of the page that was read. The last one to approve approves for all."""
    feature = hold_for(interviewee)
    refuse_if(rules.reasons_not_to_approve(feature, seen=seen))
    if interviewee.approved_digest == seen:
        return
    interviewee.approved_digest, interviewee.approved_at = seen, timezone.now()
    interviewee.save(update_fields=["approved_digest", "approved_at"])
    if rules.not_approved_by(feature, approved=seen):
        return
    if feature.status == Status.PROPOSED:
        move(feature, Status.APPROVED, by=None, note=interviewee.name)
    emails.perspective_approved(feature, interviewee)


@transaction.atomic
def ask_for_changes(interviewee: Interviewee, *, words: str) -> None:
    """Back to the editor, with what the interviewee would like to be different."""
    feature = hold_for(interviewee)
    if not feature.proposed_digest:
        raise Refused(_("Nothing waits for your approval now."))
    _back_to_editing(feature, by=None, note=words)
    emails.perspective_changes_asked(feature, interviewee, words=words)


def _back_to_editing(feature: Feature, *, by, note: str) -> None:
    feature.proposed_digest = ""
    feature.save(update_fields=["proposed_digest"])
    if feature.status in (Status.PROPOSED, Status.APPROVED):
        move(feature, Status.ANSWERED, by=by, note=note)


@transaction.atomic
def edited(feature: Feature, *, by) -> bool:
    """After every save by staff: what was proposed and reads otherwise now has to be asked again.

    Answers whether that is so. What is public stays as it was approved.
    """
    hold(feature)
    if not feature.proposed_digest or feature.proposed_digest == rules.current_digest(feature):
        return False
    _back_to_editing(feature, by=by, note=_("The text was changed after it was proposed."))
    return True


@transaction.atomic
def publish_feature(
    feature: Feature, *, by, public_from: dt.datetime | None = None, reason: str = ""
) -> None:
    """Shows everybody what was approved, at once or from a moment on.

    Raises `Refused` unless every interviewee who was invited approved exactly this. A newer
    version takes the place of a public one at once: waiting would leave the page empty.
    """
    hold(feature)
    now = timezone.now()
    if public_from and public_from > now and rules.is_public_now(feature, now=now):
        raise Refused(_("It is public already. A newer version takes its place at once."))
    refuse_if(rules.reasons_not_to_publish(feature, why=reason))
    shown = rules.content(feature)
    first = feature.public_from if feature.status == Status.PUBLISHED else None
    move(
        feature,
        Status.PUBLISHED,
        by=by,
        note=reason,
        public_from=public_from or first or now,
        one_language_reason=reason,
        shown=shown,
        shown_at=now,
        shown_picture=feature.picture if shown["picture"] else None,
    )
    for interviewee in feature.interviewees.exclude(email="").order_by("pk"):
        interviewee.feature = feature
        emails.perspective_published(interviewee)


@transaction.atomic
def withdraw_feature(feature: Feature, *, by, note: str = "") -> None:
    """Staff take it from all public pages; its links stop."""
    hold(feature)
    move(feature, Status.WITHDRAWN, by=by, note=note, **GONE)


@transaction.atomic
def take_back(interviewee: Interviewee) -> None:
    """The interviewee withdraws everything: the page goes at once and nobody is named."""
    feature = hold_for(interviewee)
    interviewee.withdrawn_on = timezone.localdate()
    interviewee.approved_digest, interviewee.approved_at = "", None
    interviewee.save(update_fields=["withdrawn_on", "approved_digest", "approved_at"])
    move(feature, Status.WITHDRAWN, by=None, note=interviewee.name, **GONE)
    emails.perspective_withdrawn(feature, interviewee)


@transaction.atomic
def reopen(feature: Feature, *, by, note: str = "") -> None:
    """Takes a withdrawn feature up again. Everybody is asked for approval anew."""
    hold(feature)
    move(feature, Status.ANSWERED, by=by, note=note)
    feature.interviewees.update(approved_digest="", approved_at=None)
