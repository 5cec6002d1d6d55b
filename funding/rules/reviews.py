from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import Application, Assignment, Call
from members.models import Membership, Profile, User


def people_who_may_review(call: Call):
    """The hub's reviewers; for a call of the whole programme, those of every hub."""
    roles = Membership.objects.filter(role=Membership.Role.REVIEWER)
    if call.hub_id:
        roles = roles.filter(hub=call.hub_id)
    return User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("name", "pk")


def reasons_not_to_assign(application: Application, reviewer: User) -> Iterator[str]:
    who = {"reviewer": reviewer}
    if application.applicant_id == reviewer.pk:
        yield _("%(reviewer)s is the applicant.") % who
    if not people_who_may_review(application.call).filter(pk=reviewer.pk).exists():
        yield _("%(reviewer)s is not a reviewer here.") % who
    if application.assignments.filter(reviewer=reviewer).exists():
        yield _("%(reviewer)s was asked already.") % who
    employer = Profile.objects.filter(user=reviewer).values_list("organisation", flat=True).first()
    if employer and employer in organisations_of(application):
        yield _("%(reviewer)s works for an organisation that takes part.") % who


def organisations_of(application: Application) -> set[int]:
    """Everybody whose people must not judge: the applicant's organisation and the partners."""
    profile = Profile.objects.filter(user=application.applicant_id)
    return {
        application.employer_id,
        profile.values_list("organisation", flat=True).first(),
        *application.partners.values_list("organisation", flat=True),
    } - {None}


def reasons_not_to_release(assignment: Assignment, by: User) -> Iterator[str]:
    """Who runs a call in one hub may be no more than a reviewer in another."""
    managed = Application.objects.managed_by(by).filter(pk=assignment.application_id)
    if not managed.exists():
        yield _("Only those who run the call can do this.")


def reasons_not_to_review(assignment: Assignment, scores: dict, comment: str) -> Iterator[str]:
    """`scores` maps every criterion of the scheme to points."""
    scheme = assignment.application.call.scheme
    if set(scores) != set(scheme.criteria.all()):
        yield _("Score every criterion.")
    if any(not scheme.min_score <= points <= scheme.max_score for points in scores.values()):
        text = _("Scores go from %(lowest)d to %(highest)d.")
        yield text % {"lowest": scheme.min_score, "highest": scheme.max_score}
    if not comment.strip():
        yield _("Write a comment for the applicant.")


def reasons_not_to_decide(
    application: Application,
    *,
    outcome: str,
    reason: str,
    awarded_amount: int | None,
    without_all_reviews: bool,
) -> Iterator[str]:
    if application.status != Application.Status.IN_REVIEW:
        # whoever comes second hears that, and nothing else
        yield _("This is no longer possible: it is already “%(status)s”.") % {
            "status": application.get_status_display()
        }
        return
    if outcome not in (Application.Status.AWARDED, Application.Status.DECLINED):
        yield _("Choose an outcome.")
    if not reason.strip():
        yield _("Give the applicant a reason.")
    if not without_all_reviews:
        yield from reasons_reviews_are_missing(application)
    yield from reasons_against_amount(application, outcome, awarded_amount)


def reasons_against_amount(application, outcome, amount) -> Iterator[str]:
    if outcome == Application.Status.AWARDED and not amount:
        yield _("Enter the amount awarded.")
    elif outcome != Application.Status.AWARDED and amount:
        yield _("Only an award has an amount.")
    elif amount and amount > application.call.scheme.max_amount:
        yield _("The amount is larger than the scheme allows.")


def reasons_reviews_are_missing(application: Application) -> Iterator[str]:
    expected = application.call.scheme.reviewers
    missing = expected - application.assignments.reviewed().count()
    if missing > 0:
        text = ngettext(
            "%(count)d review is still missing. Wait for it, or tick “Decide without all reviews”.",
            "%(count)d reviews are still missing. Wait for them, or tick “Decide without all "
            "reviews”.",
            missing,
        )
        yield text % {"count": missing}
