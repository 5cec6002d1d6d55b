from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, TemplateView

from events.models import Registration
from funding import rules, services
from funding.models import Application, Call, money
from funding.views.arrival import received_at
from hubportal.workflow.moves import Refused
from members.rules import has_complete_profile

CLOSED_SHOWN = 30


class CallList(TemplateView):
    template_name = "funding/calls.html"

    def get_context_data(self, **kwargs):
        now = received_at(self.request)
        calls = Call.objects.visible_to(self.request.user).select_related("scheme", "hub", "event")
        closed = calls.closed(now=now)[:CLOSED_SHOWN]
        return super().get_context_data(
            open=[card(call) for call in calls.open(now=now)],
            coming=[card(call) for call in calls.coming(now=now)],
            closed=[card(call) for call in closed],
            **kwargs,
        )


def card(call: Call) -> dict:
    return {"call": call, "amounts": amounts(call), "accent": call.hub.accent if call.hub else ""}


def amounts(call: Call) -> dict:
    scheme = call.scheme
    return {
        "smallest": money(scheme.min_amount or None, scheme.currency),
        "largest": money(scheme.max_amount, scheme.currency),
    }


class CallDetail(DetailView):
    template_name = "funding/call.html"

    def get_queryset(self):
        return (
            Call.objects.visible_to(self.request.user)
            .select_related("scheme", "hub", "event")
            .prefetch_related("scheme__sections__questions", "scheme__criteria")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **mine(self.object, self.request),
            amounts=amounts(self.object),
            conditions=list(rules.conditions(self.object)),
            budget=money(self.object.budget, self.object.scheme.currency),
            **kwargs,
        )


def mine(call: Call, request) -> dict:
    """What this call means for the person who looks at it."""
    now, user = received_at(request), request.user
    if not user.is_authenticated:
        return {"is_open": call.is_open(now=now), "is_over": call.closes_at <= now}
    place = _place(call, user)
    live = Application.objects.visible_to(user).live().filter(call=call).first()
    return {
        "is_open": call.is_open(now=now),
        "application": live,
        "reasons": [] if live else list(rules.reasons_not_to_apply(call, user, now=now)),
        "needs_profile": not has_complete_profile(user),
        "came": place and place.status == Registration.Status.ATTENDED,
        "team_finder": place and (now < call.event.listed_until or call.is_open(now=now)),
    }


def _place(call: Call, user) -> Registration | None:
    """Their place at the event that the call belongs to; none of a call that stands alone."""
    if not call.event_id:
        return None
    return Registration.objects.visible_to(user).in_place().filter(event=call.event_id).first()


def apply(request, slug):
    """A GET is somebody coming back from signing in."""
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return redirect(call)
    try:
        application = services.apply(call, by=request.user, now=received_at(request))
    except Refused:
        # the page of the call says why, in its own words
        return redirect(call)
    return redirect(application)
