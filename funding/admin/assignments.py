from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding import figures
from funding.admin.applications import tag
from funding.admin.verbs import OverableAdmin
from funding.forms import DeclareConflictForm, DeclareNoConflictForm, ReleaseForm, SendReviewForm
from funding.models import Application, Assignment

Status = Assignment.Status
TAGS = {"asked": "warn", "accepted": "info", "reviewed": "good", "conflicted": "bad"}


@admin.register(Assignment)
class AssignmentAdmin(OverableAdmin):
    """Reviewers find their own here; those who run a call, who was asked for it."""

    verbs = {
        "declare_no_conflict": DeclareNoConflictForm,
        "declare_conflict": DeclareConflictForm,
        "send_review": SendReviewForm,
        "release": ReleaseForm,
    }
    change_form_template = "admin/funding/assignment/change_form.html"
    list_display = ["reference", "title", "people", "reviewer", "state", "due_on"]
    list_display_links = ["reference", "title"]
    list_filter = ["status", "application__call"]
    search_fields = ["application__reference", "application__title", "reviewer__name"]
    ordering = ["due_on", "pk"]
    list_per_page = 60

    def get_queryset(self, request):
        people = ["reviewer", "application__applicant", "application__call"]
        rows = super().get_queryset(request).select_related(*people)
        return rows.prefetch_related("application__partners")

    def get_inlines(self, request, obj):
        return []  # its page shows what happened itself

    def get_fields(self, request, obj=None):
        return []  # its page shows what may be shown itself

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= read(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def verb_view(self, request, object_id, verb):
        """A conflict makes the record vanish, so there is no page to go back to."""
        response = super().verb_view(request, object_id, verb)
        if response.status_code == 302 and self.get_object(request, object_id) is None:
            return HttpResponseRedirect(reverse("admin:funding_assignment_changelist"))
        return response

    def beside(self, form, user):
        """Whoever writes a review has the text before their eyes."""
        shown = super().beside(form, user)
        if not isinstance(form, SendReviewForm) or shown["is_over"]:
            return shown
        return shown | text_of(form.subject)

    @admin.display(description=_("reference"), ordering="application__reference")
    def reference(self, assignment):
        return assignment.application.reference

    @admin.display(description=_("title"), ordering="application__title")
    def title(self, assignment):
        return assignment.application.title

    @admin.display(description=_("people and organisations"))
    def people(self, assignment):
        return ", ".join(people(assignment.application))

    @admin.display(description=_("status"), ordering="status")
    def state(self, assignment):
        return tag(assignment.get_status_display(), TAGS.get(assignment.status, ""))


def people(application: Application) -> list[str]:
    """All that a reviewer may know besides the title before declaring no conflict."""
    partners = application.partners.all()
    contacts = [partner.contact for partner in partners]
    names = [str(application.applicant), application.employer_name]
    return [name for name in [*names, *(partner.name for partner in partners), *contacts] if name]


def read(assignment: Assignment, user) -> dict:
    """The text of the application only for the reviewer, and only once there is no conflict."""
    is_own = assignment.reviewer_id == user.pk
    context = {
        "title": assignment.application.title,
        "subtitle": None,
        "is_own": is_own,
        "people": people(assignment.application),
        "state_tag": TAGS.get(assignment.status, ""),
        "call": assignment.application.call,
        "manages": manages(assignment, user),
    }
    if not is_own or assignment.status not in (Status.ACCEPTED, Status.REVIEWED):
        return context
    text = text_of(assignment)
    return context | text | reviews(assignment, text["application"])


def text_of(assignment: Assignment) -> dict:
    application = Application.objects.whole().get(pk=assignment.application_id)
    return {"application": application, "sheet": figures.sheet(application)}


def manages(assignment: Assignment, user) -> bool:
    applications = Application.objects.managed_by(user).filter(pk=assignment.application_id)
    return user.has_perm("funding.view_application") and applications.exists()


def reviews(assignment: Assignment, application: Application) -> dict:
    """The reviewer's own review, and the others' without names once it is sent."""
    if assignment.status != Status.REVIEWED:
        return {}
    sent = figures.reviewed(application)
    sent.sort(key=lambda item: item.pk != assignment.pk)
    return {"scores": figures.table(application, sent)}
