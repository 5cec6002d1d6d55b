"""How people join online. The link itself is given away by a redirect alone, when it counts."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from events import rules, services
from events.models import Event, Registration
from events.views.places import PAGE, by_token
from hubportal.workflow.moves import Refused


@require_http_methods(PAGE)
@login_required
@cache_control(private=True, no_store=True)
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """My page to join from; who is not registered reads there what it takes."""
    events = Event.objects.visible_to(request.user).select_related("hub")
    event = get_object_or_404(events, slug=slug)
    mine = event.registrations.visible_to(request.user).live()
    registration = mine.select_related("event__hub", "person").first()
    if registration:
        return _answer(request, registration, reverse("events:join", args=[slug]))
    if not rules.may_be_joined(event):
        raise Http404
    return _without_a_place(request, event)


def _without_a_place(request: HttpRequest, event: Event) -> HttpResponse:
    now, opens_at = timezone.now(), rules.joining_opens_at(event)
    context = {
        "event": event,
        "reasons": list(rules.reasons_not_to_join_without_a_place(event, now=now)),
        "opens_at": opens_at if event.status == event.Status.PUBLISHED and now < opens_at else None,
        "here": request.user.time_zone,
    }
    status = 409 if request.method == "POST" else 200
    return _quietly(render(request, "events/join.html", context, status=status))


@require_http_methods(PAGE)
@by_token
def join_by_link(request: HttpRequest, registration: Registration) -> HttpResponse:
    address = reverse("events:join_by_link", args=[registration.token])
    return _answer(request, registration, address)


def _answer(request, registration: Registration, address: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, registration, address)
    try:
        link = services.join(registration, by=registration.person)
    except Refused as refusal:
        return _page(request, registration, address, refusal=refusal)
    return _quietly(redirect(link))


def _page(request, registration: Registration, address: str, *, refusal=None) -> HttpResponse:
    event, now = registration.event, timezone.now()
    reasons = list(rules.reasons_not_to_join(registration, now=now))
    context = {
        "event": event,
        "registration": registration,
        "address": address,
        "reasons": reasons,
        "refusal": "" if reasons else refusal,
        "early": reasons and rules.joins_later(registration, now=now),
        "opens_at": rules.joining_opens_at(event),
        "here": registration.person.time_zone,
        "by_letter": address.startswith(reverse("events:place", args=[registration.token])),
    }
    status = 409 if refusal else 200
    response = _quietly(render(request, "events/join.html", context, status=status))
    if not reasons:
        # the button leads on to another site, which the policy for forms forbids elsewhere
        response._csp_update = {"form-action": [_origin(event.join_url)]}
    return response


def _origin(address: str) -> str:
    """Never with a name or a password that may stand before the host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _quietly(response: HttpResponse) -> HttpResponse:
    """Neither the personal address nor where people come from is told to the other site."""
    response["Referrer-Policy"] = "no-referrer"
    return response
