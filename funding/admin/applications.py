from django.contrib import admin
from django.db.models import Case, Exists, F, OuterRef, When
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from funding import figures, rules
from funding.admin.verbs import OverableAdmin
from funding.forms import (
    AssignForm,
    DecideForm,
    PassEligibilityForm,
    QueryForm,
    RefuseEligibilityForm,
)
from funding.models import Application, Assignment, money
from hubportal.workflow.models import Step

TAGS = {
    "submitted": "warn",
    "queried": "warn",
    "eligible": "info",
    "in_review": "info",
    "awarded": "good",
    "declined": "bad",
    "ineligible": "bad",
}


def tag(text, kind: str):
    return format_html('<span class="tag {}">{}</span>', kind, text)


@admin.register(Application)
class ApplicationAdmin(OverableAdmin):
    verbs = {
        "pass_eligibility": PassEligibilityForm,
        "query": QueryForm,
        "refuse_eligibility": RefuseEligibilityForm,
        "assign": AssignForm,
        "decide": DecideForm,
    }
    change_form_template = "admin/funding/application/change_form.html"
    list_display = ["application", "call", "state", "reviews", "mean", "submitted_at"]
    list_filter = ["status", "call"]
    list_select_related = ["call__scheme"]
    search_fields = ["reference", "title", "applicant__name", "employer_name"]
    ordering = ["-submitted_at", "-pk"]
    list_per_page = 60

    def get_queryset(self, request):
        mine = Assignment.objects.outstanding().filter(
            application=OuterRef("pk"), reviewer=request.user
        )
        # whoever still has to review learns nothing of other scores, not even by sorting
        shown = Case(When(Exists(mine), then=None), default=F("mean_score"))
        return super().get_queryset(request).with_reviews().annotate(shown_score=shown)

    def get_object(self, request, object_id, from_field=None):
        """The whole application at once; its page shows all of it."""
        managed = Application.objects.managed_by(request.user).whole()
        return managed.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    def get_inlines(self, request, obj):
        return []  # its page shows the steps itself

    def get_fields(self, request, obj=None):
        return []  # its page shows the content itself

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= read(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("application"), ordering="reference")
    def application(self, application):
        return format_html("{}<br>{}", application.reference, application.title)

    @admin.display(description=_("status"), ordering="status")
    def state(self, application):
        return tag(application.get_status_display(), TAGS.get(application.status, ""))

    @admin.display(description=_("reviews"), ordering="reviews_in")
    def reviews(self, application):
        return f"{application.reviews_in}/{application.call.scheme.reviewers}"

    @admin.display(description=_("mean score"), ordering="shown_score", empty_value="–")
    def mean(self, application):
        if application.shown_score is None:
            return None
        return number_format(application.shown_score, decimal_pos=2)


def read(application: Application, user) -> dict:
    """What the page of one application shows beside its verbs."""
    assignments = figures.assigned(application)
    own = next((item for item in assignments if item.reviewer_id == user.pk), None)
    outstanding = own is not None and own.status in ("asked", "accepted")
    sent = [item for item in assignments if item.status == Assignment.Status.REVIEWED]
    return {
        "title": application.title or application.reference,
        "subtitle": None,
        "sheet": figures.sheet(application),
        "gaps": list(rules.gaps(application)),
        "assignments": assignments,
        "own": own,
        "must_declare": own is not None and own.status == Assignment.Status.ASKED,
        "scores": None if outstanding else figures.table(application, sent),
        "steps": Step.objects.about(application).select_related("by"),
        "email": application.applicant.email,
        "awarded": money(application.awarded_amount, application.call.scheme.currency),
        "state_tag": TAGS.get(application.status, ""),
    }
