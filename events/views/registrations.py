from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import services
from events.forms import RegisterForm
from events.models import Event, Registration
from hubportal.workflow.moves import Refused
from members.rules import has_complete_profile

Status = Registration.Status


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """A POST without any field registers; a GET is somebody coming back from signing in."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return redirect(event)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not has_complete_profile(request.user):
        messages.warning(request, _("Tell us your name and your sector first, then register."))
        return redirect(f"{reverse('members:profile')}?{urlencode({'next': request.path})}")
    form = RegisterForm(request.POST)
    wish = form.is_valid() and form.cleaned_data["take_at_once"]
    try:
        registration = services.register(event, by=request.user, take_at_once=wish)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, outcome(registration))
    return redirect(event)


def outcome(registration: Registration) -> str:
    if registration.status == Status.CONFIRMED:
        return _("You have a place. We have sent you a letter with a calendar entry.")
    return _("You are on the waiting list. We write as soon as a place comes free.")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Gives up my place, my offer or my place in the queue."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return redirect(event)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    mine = event.registrations.visible_to(request.user).order_by("pk").last()
    if mine is None:
        messages.warning(request, _("You have no place at this event."))
        return redirect(event)
    try:
        services.cancel(mine, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your registration is cancelled. We have sent you a letter."))
    return redirect(event)
