"""How allauth meets our floors: who is asked for a second factor, and where a sign-in leads."""

from datetime import timedelta
from functools import cache
from time import time
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    suspend_request,
)
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events import rules, services
from events.models import Event
from events.views.registrations import has_typed, outcome, typed_before
from hubportal.workflow.moves import Refused
from members.models import User
from members.rules import has_complete_profile, plain_name
from members.services import ZONE_OF_LANGUAGE

# As long as the code itself lives.
CODE_LIFETIME = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

# The session remembers where somebody was going while a code is on its way to them.
WAY = "going_to"
ASKED_ON_THE_WAY = {"account/email/login_code", "account/email/unknown_account"}


class AccountAdapter(DefaultAccountAdapter):
    """Writes letters in the person's language and finishes what a visitor set out to do."""

    def send_mail(self, template_prefix, email, context):
        """A code is a welcome to those who never signed in; whoever asks on a page cannot tell."""
        request = allauth_context.request
        if request and template_prefix in ASKED_ON_THE_WAY:
            keep_way(request)
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if template_prefix == "account/email/login_code" and user and not user.last_login:
            template_prefix = "account/email/email_confirmation_signup"
        language = user.language if user else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {"next_query": next_query(request)} | context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """The address may be one that the person no longer has, so we say whose letter it is."""
        super().send_notification_mail(
            template_prefix, user, {"user": user} | (context or {}), email
        )

    def get_login_stages(self):
        ours = {"allauth.account.stages.LoginByCodeStage": "hubportal.accounts.CodeStage"}
        return [ours.get(path, path) for path in super().get_login_stages()]

    def render_mail(self, template_prefix, email, context, headers=None):
        """A code that has run out is not delivered any more; a notice is, for three days."""
        message = super().render_mail(template_prefix, email, context, headers)
        if "code" in context:
            message.lifetime = CODE_LIFETIME
        return message

    def get_login_redirect_url(self, request):
        """People land in their own language, unless they asked for a certain page."""
        return translate_url(super().get_login_redirect_url(request), request.user.language)

    def is_reauthentication_required(self, **kwargs):
        """Those with neither a password nor a second factor prove who they are by a new code."""
        request = self.request
        if not get_reauthentication_flows(request.user) and not signed_in_lately(request):
            raise ImmediateHttpResponse(ask_for_new_code(request))
        return super().is_reauthentication_required(**kwargs)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        event = event_to_register_for(response.url, user)
        return finish_registration(request, event, user, response.url) if event else response


class CodeStage(LoginByCodeStage):
    """A code that is on its way stays good until it is used, or another one is asked for.

    allauth would send whoever opens the sign-in page meanwhile on to the page for the code, without
    what they set out for, and would end the code of whoever opens the sign-up page.
    """

    def is_resumable(self, request):
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """What another service says of a person; their sector they tell us themselves."""

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = plain_name(data.get("name") or " ".join(filter(None, parts)))[:150]
        user.language = translation.get_language()
        user.time_zone = ZONE_OF_LANGUAGE.get(user.language, user.time_zone)
        return user


def signed_in_lately(request) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_for_new_code(request) -> HttpResponseRedirect:
    """What was typed is kept in the session until the code is there, but never a password."""
    page = reverse("account_reauthenticate_by_code")
    if any("password" in name for name in request.POST):
        return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
    return suspend_request(request, page)


def next_query(request: HttpRequest | None) -> str:
    """Carries the page that a visitor set out for into a letter's link."""
    address = get_next_redirect_url(request) if request else None
    return f"?{urlencode({'next': address})}" if address else ""


def keep_way(request: HttpRequest) -> None:
    address = get_next_redirect_url(request)
    if address:
        request.session[WAY] = address
    else:
        request.session.pop(WAY, None)


def address_for_code(request) -> str:
    """Where a code that is on its way can be typed in; empty if there is none."""
    stage = get_pending_stage(request)
    if not stage or stage.key != LoginStageKey.LOGIN_BY_CODE.value:
        return ""
    if not LoginCodeVerificationProcess(stage).is_valid():
        return ""
    way = request.session.get(WAY)
    query = f"?{urlencode({'next': way})}" if way else ""
    return reverse("account_confirm_login_code") + query


def language_of(address: str) -> str:
    path = urlsplit(address).path
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def event_to_register_for(address: str, user) -> Event | None:
    """The event behind an address of `events:register`, if it is one this person may see."""
    try:
        with translation.override(language_of(address)):
            match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    if match.view_name != "events:register":
        return None
    return Event.objects.visible_to(user).filter(slug=match.kwargs["slug"]).first()


def intent(request) -> dict:
    """For templates: what a visitor who signs in or up set out for, and a code that waits.

    `intent_title` is the event, `code_url` the page where the code can be typed in.
    """

    @cache
    def intent_title():
        address = request.POST.get("next") or request.GET.get("next") or ""
        return getattr(event_to_register_for(address, request.user), "title", "")

    return {"intent_title": intent_title, "code_url": lambda: address_for_code(request)}


def finish_registration(request, event: Event, user, address: str) -> HttpResponseRedirect:
    """A visitor pressed Register, or sent the form, then signed in: they go on where they were.

    The sign-in completes a registration that asks nothing; any other has a form to be sent.
    """
    with translation.override(language_of(address)):
        if not has_complete_profile(user):
            messages.warning(request, _("Tell us your name and your sector first, then register."))
            return redirect(f"{reverse('members:profile')}?{urlencode({'next': address})}")
        # What allauth has to say about the sign-in would bury the one thing that matters.
        list(messages.get_messages(request))
        if not has_all_been_said(request, event, user):
            return redirect(address)
        typed_before(request, event)
        try:
            messages.success(request, outcome(services.sign_up(event, by=user)))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect(event)


def has_all_been_said(request, event: Event, user) -> bool:
    """Whether nothing is left to ask: one click does it, or nobody can register any more."""
    now = timezone.now()
    if list(rules.reasons_not_to_register(event, user, now=now)):
        return True
    return not has_typed(request, event) and rules.is_one_click(event, user, now=now)


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
        if not request.user.is_staff or get_mfa_adapter().is_mfa_enabled(request.user):
            return None
        messages.warning(
            request, _("Set up a second way to prove it is you, then open the staff area again.")
        )
        return redirect("mfa_index")
