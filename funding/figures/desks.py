"""What waits for a member of staff, for the first page of the staff area."""

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.models import Application, Assignment

Status = Application.Status


def desk(user) -> list[dict]:
    """Lines {label, count, url} of what `user` has to do; two queries at most."""
    lines = []
    if user.has_perm("funding.check_application"):
        lines += calls_desk(user)
    if user.has_perm("funding.review_application"):
        lines += reviews_desk(user)
    return lines


def calls_desk(user) -> list[dict]:
    in_review = Q(status=Status.IN_REVIEW)
    counts = (
        Application.objects.managed_by(user)
        .with_reviews()
        .aggregate(
            check=Count("pk", filter=Q(status=Status.SUBMITTED)),
            assign=Count("pk", filter=Q(status=Status.ELIGIBLE)),
            decide=Count("pk", filter=in_review & Q(reviews_in__gte=F("call__scheme__reviewers"))),
        )
    )
    page = reverse("admin:funding_application_changelist")
    return [
        line(_("Applications to check"), counts["check"], page, Status.SUBMITTED),
        line(_("Applications without reviewers"), counts["assign"], page, Status.ELIGIBLE),
        line(_("Applications ready to decide"), counts["decide"], page, Status.IN_REVIEW),
    ]


def reviews_desk(user) -> list[dict]:
    asked, accepted = Assignment.Status.ASKED, Assignment.Status.ACCEPTED
    counts = Assignment.objects.visible_to(user).aggregate(
        declare=Count("pk", filter=Q(status=asked)),
        write=Count("pk", filter=Q(status=accepted)),
    )
    page = reverse("admin:funding_assignment_changelist")
    return [
        line(_("Conflicts of interest to declare"), counts["declare"], page, asked),
        line(_("Reviews to write"), counts["write"], page, accepted),
    ]


def line(label: str, count: int, page: str, status: str) -> dict:
    return {"label": label, "count": count, "url": f"{page}?status__exact={status}"}
