"""Pages behind the links in letters. The token is the right to act; they set no cookie."""

from collections.abc import Callable
from functools import partial, wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events import emails, rules, services
from events.models import Registration
from hubportal.workflow.moves import Refused

PAGE = ["GET", "HEAD", "POST"]


def by_token(view: Callable | None = None, *, afterwards: bool = False) -> Callable:
    """Finds the registration; answers with a page of its own when the link is wrong or too old.

    With `afterwards` the page works when the event is over as well. Whoever can forge such a
    request knows the token, so there is nothing for CSRF to protect.
    """
    if view is None:
        return partial(by_token, afterwards=afterwards)

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        rows = Registration.objects.of_token(token).select_related("event__hub", "person")
        registration = rows.first()
        if registration is None:
            return lost(request, _("Perhaps it was cut off by your mail program."), status=404)
        if not afterwards and registration.event.ends_at <= timezone.now():
            return over(request, registration)
        response = view(request, registration)
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(cache_control(private=True, no_store=True)(found))


def over(request: HttpRequest, registration: Registration) -> HttpResponse:
    return lost(request, _("The event is over."), registration, status=410)


def lost(request, why: str, registration=None, *, status: int) -> HttpResponse:
    context = {"why": why, "event": registration and registration.event}
    return render(request, "events/place_lost.html", context, status=status)


@require_safe
@by_token(afterwards=True)
def place(request: HttpRequest, registration: Registration) -> HttpResponse:
    """My place, and what I can do with it; afterwards, what those who had one can still do."""
    if registration.event.ends_at <= timezone.now() and not registration.in_place:
        return over(request, registration)
    return show(request, registration)


def show(request, registration: Registration, *, refusal="", status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "registration": registration,
        "event": registration.event,
        **rules.my_turn(registration, now=now),
        "asked": _asked(registration, now=now),
        "can_cancel": not list(rules.reasons_not_to_cancel(registration, now=now)),
        "can_take": not list(rules.reasons_not_to_take(registration, now=now)),
        "refusal": refusal,
        "done": rules.where_now(registration) if "switched" in request.GET else "",
        "after_cancelling": rules.after_cancelling(registration, now=now),
        "over": registration.event.ends_at <= now,
        "started": registration.event.starts_at <= now,
    }
    return render(request, "events/place.html", context, status=status)


def _asked(registration: Registration, *, now) -> emails.Asked | None:
    """The colleague who may come instead, while there is a place to be passed on."""
    has_place = registration.status == registration.Status.CONFIRMED
    return emails.asked(registration, now=now) if has_place else None


@require_http_methods(PAGE)
@by_token
def cancel_by_link(request: HttpRequest, registration: Registration) -> HttpResponse:
    return act(request, registration, services.cancel)


@require_http_methods(PAGE)
@by_token
def take(request: HttpRequest, registration: Registration) -> HttpResponse:
    return act(request, registration, services.take_offer)


def act(request, registration: Registration, verb: Callable, *, then="") -> HttpResponse:
    """Acts on a POST alone: mail programs open links by themselves.

    `then` is what the next page's address says of it, as these pages set no cookie.
    """
    if request.method != "POST":
        return redirect(registration)
    try:
        verb(registration, by=registration.person)
    except Refused as refusal:
        return show(request, registration, refusal=str(refusal), status=409)
    return redirect(registration.get_absolute_url() + then)


@require_http_methods(PAGE)
@by_token
def quiet(request: HttpRequest, registration: Registration) -> HttpResponse:
    """One click in a mail program (RFC 8058), or a page with that button."""
    if request.method == "POST":
        try:
            services.quieten(registration, by=registration.person)
        except Refused as refusal:
            return show(request, registration, refusal=str(refusal), status=409)
    context = {"registration": registration, "event": registration.event}
    return render(request, "events/quiet.html", context)
