"""What staff do: one form, one service, one record or many."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import ngettext, override

from hubportal.workflow.admin.scopes import ReadOnly, ScopedAdmin
from hubportal.workflow.admin.steps import StepInline
from hubportal.workflow.forms import VerbForm
from hubportal.workflow.moves import Busy, Refused, busy_in_words

SHOWN_REFUSALS = 20


def unsaved(form_class: type[forms.ModelForm], reason: str) -> type[forms.ModelForm]:
    """A form that shows what was typed and says why it was not kept; it asks nothing else."""

    class Unsaved(form_class):
        def clean(self):
            raise ValidationError(reason)

    return Unsaved


class VerbMixin:
    """Staff act on a record through verbs: one form each, one service each, never by its status.

    `verbs` maps a name to a `VerbForm`; each gets the address `admin:<app>_<model>_<verb>`, an
    object tool where it is permitted and offered, and a bulk action if the form says so.
    """

    verbs: dict[str, type[VerbForm]] = {}
    change_form_template = "admin/verb_change_form.html"
    verb_form_template = "admin/verb_form.html"
    verb_bulk_form_template = "admin/verb_bulk_form.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.verb_view)
        verbs = [
            path(f"<path:object_id>/{verb}/", view, {"verb": verb}, name=f"{name}_{verb}")
            for verb in self.verbs
        ]
        return verbs + super().get_urls()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Whoever saves holds the row first: a form writes back what it read, its status too.

        Where somebody else is in the way, what was typed is shown again and nothing is saved.
        """
        shown = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if request.method != "POST" or not object_id:
            return shown()
        try:
            with busy_in_words(), transaction.atomic():
                if obj := self.get_object(request, unquote(object_id)):
                    self.hold(obj)
                return shown()
        except Busy as busy:
            request.busy = busy
            return shown()

    def hold(self, obj) -> None:
        """Locks the row that is about to be saved until the transaction ends."""
        self.model._base_manager.filter(pk=obj.pk).select_for_update(no_key=True).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if busy := getattr(request, "busy", None):
            return unsaved(form, str(busy))
        return form

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        moved = hasattr(self.model, "MOVES") and "status" not in fields
        return [*fields, "status"] if moved else fields

    def get_inlines(self, request, obj):
        inlines = list(super().get_inlines(request, obj))
        history = obj is not None and hasattr(self.model, "MOVES") and StepInline not in inlines
        return [*inlines, StepInline] if history else inlines

    def verbs_for(self, request, obj) -> list[dict]:
        """What this person can do to `obj` now: name, title and address of each verb."""
        return [
            {"name": verb, "title": form.title, "url": self._verb_url(verb, obj)}
            for verb, form in self.verbs.items()
            if request.user.has_perm(form.permission) and form.offered(obj, request.user)
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["verbs"] = self.verbs_for(request, obj) if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def verb_view(self, request, object_id, verb):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        back = reverse(self._url_name("change"), args=[obj.pk])
        return self.act(request, self.verbs[verb], obj, back=back)

    def act(self, request, form_class, subject, *, back):
        """The page of one verb for one record, and its doing; a refusal keeps what was typed."""
        if not request.user.has_perm(form_class.permission):
            raise PermissionDenied
        if request.method != "POST":
            if not form_class.offered(subject, request.user):
                why = form_class.why_not(subject, request.user)
                self.message_user(request, why, messages.WARNING)
                return HttpResponseRedirect(back)
            form = form_class(subject=subject, by=request.user)
            return self._verb_page(request, form, {"original": subject, "back": back})
        form = form_class(request.POST, request.FILES, subject=subject, by=request.user)
        if form.is_valid() and self._applied(request, form, subject):
            self.message_user(request, form.success or form.title, messages.SUCCESS)
            return HttpResponseRedirect(back)
        return self._verb_page(request, form, {"original": subject, "back": back})

    def _applied(self, request, form, subject) -> bool:
        try:
            self._apply(request, form, subject)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
            return False
        return True

    def _apply(self, request, form, subject):
        with busy_in_words(), transaction.atomic():
            form.apply(subject, by=request.user)
            with override(settings.LANGUAGE_CODE):
                self.log_change(request, subject, str(form.title))

    def _verb_page(self, request, form, context):
        request.current_app = self.admin_site.name
        template = self.verb_bulk_form_template if "rows" in context else self.verb_form_template
        template = form.template or template
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": form.title,
            "form": form,
            "media": self.media + form.media,
            **context,
        }
        return TemplateResponse(request, template, context)

    def get_actions(self, request):
        actions = super().get_actions(request)
        bulk = {
            verb: (partial(self._bulk, verb=verb), verb, form.title)
            for verb, form in self.verbs.items()
            if form.bulk and request.user.has_perm(form.permission)
        }
        return actions | bulk if self.actions is not None else actions

    def _bulk(self, _admin, request, queryset, *, verb):
        """One confirmation page with the form, then the same service for each record by itself."""
        confirmed = "confirmed" in request.POST
        data = (request.POST, request.FILES) if confirmed else ()
        form = self.verbs[verb](*data, by=request.user)
        if confirmed and form.is_valid():
            return self._report(request, form, queryset)
        context = {
            "rows": queryset.order_by("pk")[:SHOWN_REFUSALS],
            "count": queryset.count(),
            "back": request.get_full_path(),
            "verb": verb,
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return self._verb_page(request, form, context)

    def _report(self, request, form, queryset):
        done, refusals = 0, []
        for obj in queryset.order_by("pk"):
            if reason := self._refusal(request, form, obj):
                refusals.append(f"{obj}: {reason}")
            else:
                done += 1
        if done:
            text = ngettext("Done for %(count)d record.", "Done for %(count)d records.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
        if refusals:
            text = ngettext("Refused for %(count)d:", "Refused for %(count)d:", len(refusals))
            shown = "; ".join(refusals[:SHOWN_REFUSALS])
            self.message_user(
                request, f"{text % {'count': len(refusals)}} {shown}", messages.WARNING
            )

    def _refusal(self, request, form, obj) -> str:
        if not form.offered(obj, request.user):
            return form.why_not(obj, request.user)
        try:
            self._apply(request, form, obj)
        except Refused as refusal:
            return str(refusal)
        return ""

    def _url_name(self, page: str) -> str:
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _verb_url(self, verb: str, obj) -> str:
        return reverse(self._url_name(verb), args=[obj.pk])


class VerbAdmin(ReadOnly, VerbMixin, ScopedAdmin):
    """Staff read the record and act on it through verbs alone."""

    # Its page is a person's own; for a place at an event, the address is the right to act.
    view_on_site = False
