"""Proving once more who one is, for people who have neither a password nor a second factor."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.mixins import NextRedirectMixin
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView


class CodeProcess(AbstractCodeVerificationProcess):
    """A code to the address of somebody who is signed in, kept in their session."""

    KEY = "reauthentication_code"

    def __init__(self, request, state):
        self.request = request
        super().__init__(
            app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            app_settings.LOGIN_BY_CODE_TIMEOUT,
            state,
            user=request.user,
        )

    @classmethod
    def start(cls, request):
        process = cls(request, cls.initial_state(request.user, email=request.user.email))
        process.send()
        process.persist()

    @classmethod
    def resume(cls, request):
        state = request.session.get(cls.KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self):
        adapter = get_adapter(self.request)
        self.state["code"] = adapter.generate_login_code()
        context = {"request": self.request, "user": self.user, "code": self.code}
        adapter.send_mail("account/email/login_code", self.user.email, context)

    def persist(self):
        self.request.session[self.KEY] = self.state

    def abort(self):
        self.request.session.pop(self.KEY, None)


class ReauthenticateByCode(NextRedirectMixin, FormView):
    """First offers to send a code, then asks for it; then goes on with what was begun."""

    form_class = ConfirmLoginCodeForm
    template_name = "account/reauthenticate_by_code.html"

    def dispatch(self, request, *args, **kwargs):
        self.process = CodeProcess.resume(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self.process.code if self.process else None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(code_sent=self.process, **kwargs)

    def get_default_success_url(self):
        return reverse("account_email")

    def post(self, request, *args, **kwargs):
        if self.process and "code" in request.POST:
            return super().post(request, *args, **kwargs)
        if ratelimit.consume(request, action="request_login_code", key=request.user.email):
            CodeProcess.start(request)
        else:
            messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return self.here()

    def here(self):
        return redirect(self.passthrough_next_url(reverse("account_reauthenticate_by_code")))

    def form_valid(self, form):
        self.process.abort()
        user = self.request.user
        record_authentication(
            self.request, user, method="code", email=user.email, reauthenticated=True
        )
        return resume_request(self.request) or super().form_valid(form)

    def form_invalid(self, form):
        if self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, _("That was wrong too often. Please ask for a new code."))
        return self.here()


reauthenticate_by_code = never_cache(login_required(ReauthenticateByCode.as_view()))
