from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from funding import figures, services
from funding.forms import form_for
from funding.models import TEAM, Application, parts_of
from funding.views.applications import own
from hubportal.workflow import drafts
from hubportal.workflow.moves import Refused
from hubs.models import Organisation

BUTTONS = {"later", "add"}


class EditSection(LoginRequiredMixin, View):
    """One page of a draft. Saves whatever is typed; only completing it asks for all of it."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.load(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def load(self, request, reference, section):
        self.application = own(request, reference)
        self.parts = parts_of(self.application.call.scheme)
        self.part = next((part for part in self.parts if part.slug == section), None)
        if self.part is None:
            raise Http404
        self.is_autosave = drafts.is_autosave(request)

    def form(self, data=None):
        wished = {"rows": self.rows()} if self.part.slug == TEAM else {}
        return form_for(self.part)(
            data,
            application=self.application,
            part=self.part,
            initial=figures.contents(self.application, self.part.slug),
            **wished,
        )

    def rows(self) -> int:
        rows = self.request.GET.get("rows", "")[:3]
        least = self.application.call.scheme.min_partners
        return max(int(rows) if rows.isascii() and rows.isdigit() else 0, least)

    def get(self, request, **kwargs):
        if self.application.status != Application.Status.DRAFT:
            return redirect(self.application)
        return self.page(self.form())

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refuse(form)
        try:
            version = services.save_section(
                self.application,
                self.part.slug,
                form.content(),
                by=request.user,
                version=form.cleaned_data["version"] or 0,
            )
            gaps = self.complete(form)
        except services.Stale as stale:
            return self.conflict(form, str(stale), stale.saved, stale.version)
        except Refused as refusal:
            saved = figures.contents(self.application, self.part.slug)
            return self.conflict(form, str(refusal), saved, None)
        if self.is_autosave:
            return drafts.saved(version, self.application.changed_at)
        return self.go_on(form, gaps)

    def complete(self, form) -> list:
        """Notes the tick under the page; a save by the script leaves it as it was."""
        if self.is_autosave:
            return []
        completed = form.cleaned_data["completed"]
        return services.mark_completed(
            self.application, self.part.slug, by=self.request.user, completed=completed
        )

    def refuse(self, form) -> HttpResponse:
        """Nothing was saved: the form again as typed, or its first error for the script."""
        if self.is_autosave:
            error = next(iter(form.errors.values()))[0]
            return drafts.not_saved(error, status=drafts.UNPROCESSABLE)
        return self.page(form)

    def go_on(self, form, gaps) -> HttpResponse:
        """Where the button leads, once the text is safe."""
        button = self.request.POST
        if "add" in button:
            return redirect(f"{self.request.path}?rows={form.count + 1}#partner-{form.count + 1}")
        if gaps and "later" not in button:
            again = self.form(self.typed())
            again.is_valid()
            again.add_gaps(gaps)
            return self.page(again, kept=True)
        if "later" in button:
            return redirect(self.application)
        following = None if self.request.GET.get("back") == "check" else self.following()
        if following:
            return redirect("funding:section", self.application.reference, following.slug)
        return redirect("funding:check", self.application.reference)

    def following(self):
        """The next page that is not completed; None when what is left is to check the answers."""
        later = self.parts[self.parts.index(self.part) + 1 :]
        return next((part for part in later if part.slug not in self.application.completed), None)

    def typed(self):
        """What was posted, under the version that has just been saved."""
        data = self.request.POST.copy()
        data["version"] = self.application.version
        return data

    def page(self, form, *, kept=False) -> HttpResponse:
        context = {
            "application": self.application,
            "call": self.application.call,
            "part": self.part,
            "number": self.parts.index(self.part) + 1,
            "total": len(self.parts),
            "form": form,
            "kept": kept,
            "organisations": known_organisations() if self.part.slug == TEAM else [],
        }
        return render(self.request, "funding/section.html", context)

    def conflict(self, form, message, saved, version) -> HttpResponse:
        """Both texts side by side. Without `version` there is nothing left to overwrite."""
        if self.is_autosave:
            return drafts.not_saved(message, status=drafts.CONFLICT)
        names = figures.Names.all()
        mine = figures.rows(self.application, self.part, form.content(), names=names)
        theirs = figures.rows(self.application, self.part, saved, names=names)
        context = {
            "application": self.application,
            "part": self.part,
            "message": message,
            "rows": drafts.side_by_side(theirs, mine),
            "version": version,
            "typed": drafts.typed_pairs(self.request.POST, buttons=BUTTONS),
        }
        return render(self.request, "funding/conflict.html", context, status=drafts.CONFLICT)


def known_organisations():
    return Organisation.objects.filter(stub=False, successor=None).order_by("name")[:300]
