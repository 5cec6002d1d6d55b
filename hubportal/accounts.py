"""How allauth meets our floors: who is asked for a second factor, and where a sign-in leads."""

from functools import cache
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from events import services
from events.models import Event
from hubportal.workflow.moves import Refused


class AccountAdapter(DefaultAccountAdapter):
    """Writes letters in the person's language and finishes what a visitor set out to do."""

    def send_mail(self, template_prefix, email, context):
        language = getattr(context.get("user"), "language", translation.get_language())
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        event = event_to_register_for(getattr(response, "url", ""), user)
        return finish_registration(request, event, user) if event else response


def event_to_register_for(address: str, user) -> Event | None:
    """The event behind an address of `events:register`, if it is one this person may see."""
    path = urlsplit(address).path
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return None
    if match.view_name != "events:register":
        return None
    return Event.objects.visible_to(user).filter(slug=match.kwargs["slug"]).first()


def intent(request) -> dict:
    """For templates: `intent_title`, the event that a visitor who signs in or up set out for."""

    @cache
    def intent_title():
        address = request.POST.get("next") or request.GET.get("next") or ""
        return getattr(event_to_register_for(address, request.user), "title", "")

    return {"intent_title": intent_title}


def finish_registration(request, event: Event, user) -> HttpResponseRedirect:
    """A visitor pressed Register, then signed in: the sign-in completes the registration."""
    try:
        registration = services.register(event, by=user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Thank you. You are: %s.") % registration.get_status_display())
    return redirect(event)


class SecondFactorMiddleware:
    """Staff reach no admin page before they have set up a second factor.

    allauth asks for the factor at sign-in once there is one; it cannot demand that there is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.STAFF_MFA_REQUIRED or "admin" not in request.resolver_match.app_names:
            return None
        user = request.user
        if not user.is_authenticated or get_mfa_adapter().is_mfa_enabled(user):
            return None
        messages.warning(
            request, _("Set up a second way to prove it is you, then open the staff area again.")
        )
        return redirect("mfa_index")
