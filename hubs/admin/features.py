"""Partner Perspectives for staff: the questions of a series; typed and edited text side by side."""

from django.conf import settings
from django.contrib import admin, messages
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import Scoped, ScopedAdmin
from hubportal.workflow.translated import MissingIn
from hubs import rules, services
from hubs.admin.publishing import OwnHub, PublishedAdmin, ToReview
from hubs.forms import (
    AddressForm,
    EraseInterviewee,
    IntervieweeForm,
    IntervieweeFormSet,
    Invite,
    NewLink,
    Propose,
    PublishFeature,
    Reopen,
    WithdrawFeature,
)
from hubs.models import Feature, FeatureAnswer, Interviewee, Series, SeriesQuestion


class QuestionInline(Scoped, admin.StackedInline):
    """Questions are retired, not deleted: features that were asked them keep them."""

    model = SeriesQuestion
    fields = [("position", "one_word", "retired"), "wording"]
    extra = 0
    ordering = ["position", "pk"]
    can_delete = False


@admin.register(Series)
class SeriesAdmin(OwnHub, ScopedAdmin):
    inlines = [QuestionInline]
    list_display = ["name", "hub", "every_months"]
    list_filter = ["hub", MissingIn]
    list_select_related = ["hub"]
    ordering = ["slug"]
    fields = ["name", "slug", "hub", "every_months", "about"]


class IntervieweeInline(Scoped, admin.StackedInline):
    """Who is asked. The link is shown where somebody has to pass it on, and to whoever tries."""

    model = Interviewee
    form = IntervieweeForm
    formset = IntervieweeFormSet
    fields = [
        ("name", "email", "language"),
        "post",
        "affiliation",
        ("consented_on", "consent_note", "withdrawn_on"),
        ("invited_at", "approved_at", "link"),
    ]
    readonly_fields = ["invited_at", "approved_at", "link"]
    extra = 0
    ordering = ["pk"]
    # The address of the page is the right to act on it.
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("feature")

    @admin.display(description=_("personal link"))
    def link(self, interviewee):
        if not interviewee.pk or interviewee.feature.status == Feature.Status.DRAFT:
            return "–"
        if (interviewee.email or interviewee.invited_at) and not settings.DEMO:
            return _("In the letter to the person.")
        return format_html('<a href="{0}">{0}</a>', interviewee.get_absolute_url())


class AnswerInline(Scoped, admin.StackedInline):
    """What was typed stays as it is, beside what is shown."""

    model = FeatureAnswer
    fields = ["asked", ("as_typed", "text")]
    readonly_fields = ["asked", "as_typed"]
    extra = 0
    ordering = ["position", "pk"]
    can_delete = False

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        """While somebody writes by the link, nobody edits."""
        being_written = obj is not None and obj.status == Feature.Status.INVITED
        return not being_written and super().has_change_permission(request, obj)

    @admin.display(description=_("question as asked"))
    def asked(self, answer):
        return str(answer.wording)

    @admin.display(description=_("as typed"))
    def as_typed(self, answer):
        return mark_safe(linebreaks(answer.typed, autoescape=True)) if answer.typed else "–"  # noqa: S308


@admin.register(Feature)
class FeatureAdmin(PublishedAdmin):
    form = AddressForm
    verbs = {
        "invite": Invite,
        "new_link": NewLink,
        "propose": Propose,
        "publish": PublishFeature,
        "withdraw": WithdrawFeature,
        "reopen": Reopen,
        "erase": EraseInterviewee,
    }
    inlines = [IntervieweeInline, AnswerInline]
    list_display = ["__str__", "series", "organisation", "hub", "status", "public_from"]
    list_filter = ["status", "series", "hub", ToReview, MissingIn]
    list_select_related = ["series", "organisation", "hub"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["approval", "public_from", "one_language_reason"]
    fieldsets = [
        (None, {"fields": ["status", "approval", "series", "organisation", "hub"]}),
        (None, {"fields": ["title", "slug", "intro", "author", "picture", "source_url"]}),
        (_("Published"), {"fields": ["public_from", "one_language_reason", "review_by"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "series" and field:
            field.queryset = Series.objects.usable_by(request.user)
        return field

    def get_readonly_fields(self, request, obj=None):
        """What stands on the public page beside the text that was approved stays, too."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "series", "organisation"] if obj and obj.shown else fields

    def _with_another_address(self, formsets) -> list[Interviewee]:
        found = (each for each in formsets if isinstance(each, IntervieweeFormSet))
        return [interviewee for each in found for interviewee in each.with_another_address()]

    @admin.display(description=_("approval"))
    def approval(self, feature):
        """Where the text stands between the editor, the interviewees and everybody."""
        if not feature.pk:
            return "–"
        now = rules.current_digest(feature)
        if feature.shown and rules.digest(feature.shown) == now:
            return _("Exactly this is public.")
        if feature.proposed_digest == now:
            missing = rules.not_approved_by(feature, approved=now)
            names = ", ".join(person.name for person in missing)
            waits = _("Waiting for: %(names)s") % {"names": names}
            return waits if missing else _("Approved; it can be published.")
        if feature.shown:
            return _("Changed since approved. Everybody still sees the approved version.")
        approved = feature.interviewees.exclude(approved_digest="").exists()
        return _("Changed since approved.") if approved else _("Not yet asked for.")

    def hold(self, obj):
        """As whoever approves does, so that nobody approves what is just being changed."""
        services.hold(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for interviewee in self._with_another_address(formsets):
            services.new_address(interviewee, by=request.user)
        if services.edited(form.instance, by=request.user):
            text = _("Saved. It was changed after it was proposed: ask for approval again.")
            self.message_user(request, text, messages.WARNING)
