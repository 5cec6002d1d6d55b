from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from hubportal.outbox import services
from hubportal.outbox.forms import CancelForm, PauseForm, ResumeForm, SendAgainForm
from hubportal.outbox.kinds import kind_of
from hubportal.outbox.models import Desk, Letter
from hubportal.workflow.admin import VerbAdmin

TONES = {
    Letter.Status.WAITING: "info",
    Letter.Status.SENT: "good",
    Letter.Status.FAILED: "bad",
    Letter.Status.EXPIRED: "bad",
    Letter.Status.CANCELLED: "",
}
# A letter's own inline styles, and nothing else: no script, no form, no request to anywhere.
LETTER_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
HEADERS = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe"]


class KindFilter(admin.SimpleListFilter):
    """The kinds of letters there are among those this person sees, under readable names."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        seen = model_admin.get_queryset(request).order_by().values_list("what", flat=True)
        return sorted(((what, kind_of(what)) for what in seen.distinct()), key=lambda row: row[1])

    def queryset(self, request, queryset):
        return queryset.filter(what=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(VerbAdmin):
    """Every letter, as the person sees it, and what became of it."""

    verbs = {"send-again": SendAgainForm, "cancel": CancelForm}
    desk_verbs = {"pause": PauseForm, "resume": ResumeForm}
    change_form_template = "admin/outbox/letter/change_form.html"
    list_display = ["title", "to", "state", "priority", "created_at"]
    list_filter = ["status", KindFilter, "priority"]
    search_fields = ["to", "subject", "what", "message_id"]
    search_help_text = _("Search by address, subject, kind or Message-ID")
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["kind", "concerning"]
    list_per_page = 50
    fields = [
        ("kind", "version"),
        "concerning",
        ("person", "language"),
        ("priority", "attempts"),
        ("created_at", "next_attempt_at", "expires_at"),
        ("sent_at", "closed_at"),
        "last_error",
        "smtp_reply",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("mime")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        nothing = obj is None or obj.about is None
        return [name for name in fields if not (nothing and name == "concerning")]

    def get_urls(self):
        view = self.admin_site.admin_view
        framed = xframe_options_sameorigin(view(self.body_view))
        desk = [
            path(f"{verb}/", view(self.desk_view), {"verb": verb}, name=f"outbox_letter_{verb}")
            for verb in self.desk_verbs
        ]
        return [
            *desk,
            path("<path:object_id>/body/", framed, name="outbox_letter_body"),
            path(
                "<path:object_id>/files/<int:number>/",
                view(self.file_view),
                name="outbox_letter_file",
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_("letter"), ordering="subject")
    def title(self, letter):
        return letter.subject or letter.kind

    @admin.display(description=_("kind"), ordering="what")
    def kind(self, letter):
        return letter.kind

    @admin.display(description=_("about"))
    def concerning(self, letter):
        return letter.about

    @admin.display(description=_("status"), ordering="status")
    def state(self, letter):
        return format_html(
            '<span class="tag {}">{}</span> <small>{}</small>',
            TONES[letter.status],
            letter.get_status_display(),
            letter.last_error[:120],
        )

    def changelist_view(self, request, extra_context=None):
        desk = Desk.load()
        verbs = [
            {"title": form.title, "url": reverse(f"admin:outbox_letter_{verb}")}
            for verb, form in self.desk_verbs.items()
            if request.user.has_perm(form.permission) and form.offered(desk, request.user)
        ]
        context = {"desk": desk, "desk_verbs": verbs, **(extra_context or {})}
        if request.user.has_perm("outbox.view_all_letters"):
            context["health"] = services.health()
        return super().changelist_view(request, context)

    def desk_view(self, request, verb):
        back = reverse("admin:outbox_letter_changelist")
        return self.act(request, self.desk_verbs[verb], Desk.load(), back=back)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.readable:
            message = obj.message()
            context |= {
                "headers": [(name, message[name]) for name in HEADERS if message[name]],
                "text": message.get_body(("plain",)).get_content(),
                "has_html": message.get_body(("html",)) is not None,
                "files": [part.get_filename() for part in message.iter_attachments()],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def body_view(self, request, object_id):
        """The HTML of a letter for a frame without any powers."""
        html = self._message(request, object_id).get_body(("html",))
        if html is None:
            raise Http404
        return HttpResponse(html.get_content(), headers={"Content-Security-Policy": LETTER_POLICY})

    def file_view(self, request, object_id, number):
        files = list(self._message(request, object_id).iter_attachments())
        if number >= len(files):
            raise Http404
        name = files[number].get_filename() or str(number)
        return HttpResponse(
            files[number].get_payload(decode=True),
            content_type="application/octet-stream",
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

    def _message(self, request, object_id):
        letter = self.get_object(request, unquote(object_id))
        if letter is None or not letter.readable:
            raise Http404
        if not self.has_view_permission(request, letter):
            raise PermissionDenied
        return letter.message()
