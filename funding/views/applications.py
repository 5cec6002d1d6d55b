from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from funding import figures, rules, services
from funding.forms import ReplyForm
from funding.models import Application, money
from funding.views.arrival import received_at
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused

Status = Application.Status


def own(request, reference) -> Application:
    """The person's own application; anybody else's does not exist."""
    mine = Application.objects.visible_to(request.user).whole()
    return get_object_or_404(mine, reference=reference)


class Own(LoginRequiredMixin):
    slug_field = slug_url_kwarg = "reference"

    def get_object(self, queryset=None):
        return own(self.request, self.kwargs["reference"])


class ApplicationDetail(Own, DetailView):
    """The task list of a draft; afterwards, what happened and what comes next."""

    def get_template_names(self):
        draft = self.object.status == Status.DRAFT
        return ["funding/tasks.html" if draft else "funding/application.html"]

    def get_context_data(self, **kwargs):
        application, now = self.object, received_at(self.request)
        context = super().get_context_data(call=application.call, **kwargs)
        if application.status == Status.DRAFT:
            is_open = application.call.is_open(now=now)
            return context | figures.progress(application) | {"is_open": is_open}
        return context | outcome(application)


def outcome(application: Application) -> dict:
    """What an applicant may know about an application that was handed in."""
    steps = list(Step.objects.about(application))
    reviewed = figures.reviewed(application)
    expected = max(application.call.scheme.reviewers, len(reviewed))
    decided = application.status in (Status.AWARDED, Status.DECLINED)
    return {
        "steps": figures.timeline(application, steps, reviews=(len(reviewed), expected)),
        "sheet": figures.sheet(application),
        "comments": [item.review.comment for item in reviewed] if decided else [],
        "awarded": money(application.awarded_amount, application.call.scheme.currency),
        "may_withdraw": Status.WITHDRAWN in application.MOVES.get(application.status, ()),
        "tag": TAGS.get(application.status, ""),
    }


TAGS = {
    Status.QUERIED: "warn",
    Status.ELIGIBLE: "good",
    Status.AWARDED: "good",
    Status.INELIGIBLE: "bad",
    Status.DECLINED: "bad",
    Status.WITHDRAWN: "idle",
}


class Check(Own, DetailView):
    """All answers on one page, with what is missing, before they are handed in."""

    template_name = "funding/check.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.status != Status.DRAFT:
            return redirect(self.object)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        application, now = self.object, received_at(self.request)
        gaps = list(rules.gaps(application))
        sheet = figures.sheet(application)
        unfinished = [
            item["part"] for item in sheet if item["part"].slug not in application.completed
        ]
        return super().get_context_data(
            call=application.call,
            sheet=sheet,
            gaps=gaps,
            unfinished=unfinished,
            is_open=application.call.is_open(now=now),
            ready=not gaps and not unfinished,
            **kwargs,
        )


class Submitted(Own, DetailView):
    """The receipt, which stays where it is."""

    template_name = "funding/submitted.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.submitted_at:
            return redirect(self.object)
        return self.render_to_response(self.get_context_data(call=self.object.call))


class Reply(Own, FormView):
    """Where the applicant answers a question of the staff."""

    form_class = ReplyForm
    template_name = "funding/reply.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.application = self.get_object()
            if self.application.status != Status.QUERIED:
                return redirect(self.application)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asked = Step.objects.about(self.application).filter(now=Status.QUERIED).last()
        return super().get_context_data(application=self.application, question=asked, **kwargs)

    def form_valid(self, form):
        try:
            text = form.cleaned_data["text"]
            services.reply(self.application, by=self.request.user, text=text)
        except Refused as refusal:
            messages.warning(self.request, str(refusal))
        else:
            messages.success(self.request, _("Thank you. We have your answer."))
        return redirect(self.application)


@login_required
def submit(request, reference):
    """A GET is somebody coming back from signing in."""
    application = own(request, reference)
    if request.method != "POST":
        return redirect(application)
    try:
        services.submit(application, by=request.user, now=received_at(request))
    except Refused:
        # the page of the answers says what is missing
        return redirect("funding:check", reference)
    return redirect("funding:submitted", reference)


@login_required
def withdraw(request, reference):
    """A GET is somebody coming back from signing in."""
    application = own(request, reference)
    if request.method != "POST":
        return redirect(application)
    try:
        services.withdraw(application, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your application is withdrawn."))
    return redirect(application)
