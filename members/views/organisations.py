"""Members ask for an organisation's page; its editors edit it and say who else does."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from hubportal.workflow import drafts
from hubportal.workflow.moves import Refused
from hubs.models import Organisation
from members import forms, rules, services
from members.models import Claim


def looked_after(request, slug) -> Organisation:
    """A page that this person looks after; any other does not exist for them."""
    mine = Organisation.objects.filter(
        pk__in=request.user.edits.current().values("organisation"), slug=slug
    )
    return get_object_or_404(mine)


class ClaimOrganisation(LoginRequiredMixin, FormView):
    """Ask to look after a page; or why not, and what to do about it."""

    form_class = forms.ClaimForm
    template_name = "members/claim.html"

    @cached_property
    def organisation(self) -> Organisation:
        shown = Organisation.objects.visible_to(self.request.user)
        return get_object_or_404(shown, slug=self.kwargs["slug"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "organisation": self.organisation,
            "by": self.request.user,
        }

    def get_context_data(self, **kwargs):
        mine = Claim.objects.visible_to(self.request.user).filter(organisation=self.organisation)
        return super().get_context_data(
            organisation=self.organisation,
            reasons=list(rules.reasons_not_to_ask(self.organisation, by=self.request.user)),
            complete=rules.has_complete_profile(self.request.user),
            last=mine.order_by("-created_at", "-pk").first(),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            form.save()
        except Refused as refusal:
            messages.warning(self.request, str(refusal))
        else:
            messages.success(self.request, _("Thank you. We answer you by letter."))
        return redirect("members:claim", self.organisation.slug)


@require_POST
@login_required
def withdraw_claim(request, slug):
    claims = Claim.objects.visible_to(request.user).waiting()
    claim = claims.filter(organisation__slug=slug).first()
    if claim is None:
        messages.info(request, _("You have no claim waiting here."))
        return redirect("members:claim", slug)
    try:
        services.withdraw_claim(claim, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You have taken your claim back."))
    return redirect(claim.organisation)


class EditOrganisation(LoginRequiredMixin, TemplateView):
    """All that an editor says on one page. A further empty row comes with every save."""

    template_name = "members/editor_page.html"

    def get(self, request, *args, **kwargs):
        return self._page(forms.OrganisationPage(looked_after(request, kwargs["slug"])))

    def post(self, request, *args, **kwargs):
        page = forms.OrganisationPage(looked_after(request, kwargs["slug"]), request.POST)
        try:
            if not page.save(by=request.user):
                return self._page(page)
        except drafts.Stale as stale:
            return self._conflict(page, stale)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(page.organisation)
        messages.success(request, _("Saved. Everybody sees it now."))
        if "more" in request.POST:
            return redirect(f"{request.path}#{page.anchor(request.POST['more'])}")
        return redirect(page.organisation)

    def _conflict(self, page, stale):
        """Both side by side: nothing is overwritten unless the editor says so."""
        context = {
            "organisation": page.organisation,
            "rows": drafts.side_by_side(list(stale.saved.values()), page.lines()),
            "version": stale.version,
            "typed": drafts.typed_pairs(self.request.POST, buttons={"more"}),
        }
        return render(self.request, "members/editor_conflict.html", context, status=drafts.CONFLICT)

    def _page(self, page):
        context = self.get_context_data(page=page, organisation=page.organisation)
        return self.render_to_response(context)


class Editors(LoginRequiredMixin, FormView):
    """Who looks after the page with me; for them alone."""

    form_class = forms.EditorForm
    template_name = "members/editors.html"

    @cached_property
    def organisation(self) -> Organisation:
        return looked_after(self.request, self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        editors = self.organisation.editors.current().select_related("user")
        return super().get_context_data(
            organisation=self.organisation, editors=list(editors.order_by("since", "pk")), **kwargs
        )

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def form_valid(self, form):
        try:
            form.save(self.organisation, by=self.request.user)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error("address", reason)
            return self.form_invalid(form)
        if form.cleaned_data["instead"]:
            messages.success(self.request, _("Thank you. Your colleague looks after it now."))
            return redirect(self.organisation)
        messages.success(self.request, _("You look after it together now. We have written."))
        return redirect("members:editors", self.organisation.slug)


@require_POST
@login_required
def leave_organisation(request, slug):
    organisation = looked_after(request, slug)
    try:
        services.leave(organisation, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You no longer look after this page."))
    return redirect(organisation)
