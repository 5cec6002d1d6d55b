from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hubs.models import Opportunity
from members import services
from members.models import Saved

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps it in sight, with a reminder where the box is ticked; a GET came from signing in."""
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return redirect(opportunity)
    if not request.user.is_authenticated:
        return redirect_to_login(opportunity.get_absolute_url())
    remind = "remind" in request.POST
    services.save(opportunity, by=request.user, remind=remind)
    if remind and opportunity.closes_at:
        messages.success(request, _("Saved. We remind you before it closes."))
    else:
        messages.success(request, _("Saved. It is on your page."))
    return redirect(opportunity)


@require_http_methods(PAGE)
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes it off my list."""
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return redirect(opportunity)
    if not request.user.is_authenticated:
        return redirect_to_login(opportunity.get_absolute_url())
    services.forget(opportunity, by=request.user)
    messages.success(request, _("It is off your list."))
    return redirect(opportunity)


@require_http_methods(PAGE)
@csrf_exempt
@cache_control(private=True, no_store=True)
def quiet_saved(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program (RFC 8058), or a page with that button.

    Whoever can forge such a request knows the token, so there is nothing for CSRF to protect.
    """
    saved = get_object_or_404(Saved.objects.of_token(token).select_related("opportunity"))
    if request.method == "POST":
        services.quieten_saved(saved)
    context = {"saved": saved, "opportunity": saved.opportunity}
    response = render(request, "members/quiet_saved.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
