"""What reviewers declare and send."""

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding import rules, services
from funding.forms.staff import letter_text
from funding.models import Assignment, Criterion, Scheme
from hubportal.workflow.forms import VerbForm


class DeclareNoConflictForm(VerbForm):
    title = _("I have no conflict of interest")
    permission = "funding.review_application"
    success = _("Thank you. You can now read the application.")

    @classmethod
    def offered(cls, subject, by):
        return subject.reviewer_id == by.pk and subject.status == Assignment.Status.ASKED

    def apply(self, subject, *, by):
        services.declare_no_conflict(subject, by=by)


class DeclareConflictForm(VerbForm):
    title = _("I have a conflict of interest")
    permission = "funding.review_application"
    success = _("Thank you. You will not see this application again.")
    note = letter_text(_("What it is"), required=False)

    @classmethod
    def offered(cls, subject, by):
        return subject.reviewer_id == by.pk and "conflicted" in subject.MOVES.get(
            subject.status, ()
        )

    def apply(self, subject, *, by):
        services.declare_conflict(subject, by=by, note=self.cleaned_data["note"])


class SendReviewForm(VerbForm):
    title = _("Send your review")
    permission = "funding.review_application"
    success = _("Thank you. Your review is with those who decide.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scheme = self.subject.application.call.scheme
        self.criteria = {f"c{criterion.pk}": criterion for criterion in scheme.criteria.all()}
        for name, criterion in self.criteria.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(criterion.name),
                help_text=help_with(criterion, scheme),
                choices=scale(scheme),
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "radiolist inline"}),
            )
        self.fields["comment"] = letter_text(
            _("Comment for the applicant"), help_text=_("Sent without your name.")
        )
        self.fields["confidential"] = letter_text(
            _("Comment for those who decide, not for the applicant"), required=False
        )

    @classmethod
    def offered(cls, subject, by):
        return subject.reviewer_id == by.pk and subject.status == Assignment.Status.ACCEPTED

    def apply(self, subject, *, by):
        data = self.cleaned_data
        services.send_review(
            subject,
            by=by,
            scores={criterion: data[name] for name, criterion in self.criteria.items()},
            comment=data["comment"],
            confidential=data["confidential"],
        )


def scale(scheme: Scheme) -> list[tuple[int, str]]:
    """Every score, with what the two ends mean."""
    ends = {
        scheme.min_score: _("%(points)d – not convincing at all"),
        scheme.max_score: _("%(points)d – fully convincing"),
    }
    points = range(scheme.min_score, scheme.max_score + 1)
    return [(n, ends.get(n, "%(points)d") % {"points": n}) for n in points]


def help_with(criterion: Criterion, scheme: Scheme) -> str:
    if not str(criterion.guidance):
        return ""
    text = gettext("%(points)d means: %(guidance)s")
    # help texts are shown as HTML, and this one is typed by people
    return escape(text % {"points": scheme.max_score, "guidance": criterion.guidance})


class ReleaseForm(VerbForm):
    title = _("Take the reviewer off")
    permission = "funding.assign_application"
    success = _("The reviewer is taken off.")
    note = forms.CharField(label=_("Why"), max_length=1000, required=False)

    @classmethod
    def offered(cls, subject, by):
        outstanding = subject.status in (Assignment.Status.ASKED, Assignment.Status.ACCEPTED)
        return outstanding and not list(rules.reasons_not_to_release(subject, by))

    def apply(self, subject, *, by):
        services.release(subject, by=by, note=self.cleaned_data["note"])
