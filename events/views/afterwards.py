"""Certificates and the survey: for who has the link from the letter, and who has the code."""

import re
from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit  # the public one lets every GET pass
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from events import rules, services
from events.forms import CertificateForm, SurveyForm
from events.models import Certificate, Registration
from events.models.afterwards import ALPHABET
from events.views.places import PAGE, by_token
from hubportal.workflow.moves import Busy, Refused

WRONG_CODES = {"app": "allauth.account", "action": "wrong_certificate", "limit_get": True}
UNREADABLE = re.compile(f"[^{ALPHABET}]")


@require_http_methods(PAGE)
@by_token(afterwards=True)
def certificate_of(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Makes the certificate, or says why there is none."""
    reasons = list(rules.reasons_not_to_certify(registration, now=timezone.now()))
    if request.method == "POST":
        try:
            return redirect(services.certify(registration, by=registration.person))
        except Refused as refused:
            reasons = refused.reasons
    context = {"registration": registration, "event": registration.event, "reasons": reasons}
    status = 409 if request.method == "POST" else 200
    return render(request, "events/certificate_of.html", context, status=status)


@require_http_methods(PAGE)
@by_token(afterwards=True)
def survey(request: HttpRequest, registration: Registration) -> HttpResponse:
    """What somebody thought; the page knows whether they said it, and nobody knows what."""
    reasons = list(rules.reasons_not_to_survey(registration, now=timezone.now()))
    form = SurveyForm(request.POST if request.method == "POST" else None)
    status = 409 if form.is_bound and reasons else 200
    if form.is_bound and not reasons and form.is_valid():
        try:
            services.say_opinion(registration, form.instance)
            return redirect("events:survey", registration.token)
        except Busy as busy:  # what they wrote stays in the form
            form.add_error(None, str(busy))
            status = 409
        except Refused as refused:
            reasons, status = refused.reasons, 409
    context = {"registration": registration, "event": registration.event, "form": form}
    return render(request, "events/survey.html", context | {"reasons": reasons}, status=status)


def for_who_has_the_code(view: Callable) -> Callable:
    """Open to all, kept by no cache and no search engine; codes cannot be tried out by the dozen.

    Only wrong codes count towards the limit, so that a room full of people can print.
    """

    @wraps(view)
    def shown(request: HttpRequest, **parts) -> HttpResponse:
        if not ratelimit.consume(request, **WRONG_CODES, dry_run=True):
            return render(request, "429.html", status=429)
        response = view(request, **parts)
        response["X-Robots-Tag"] = "noindex"
        return response

    return require_safe(cache_control(private=True, no_store=True)(shown))


@for_who_has_the_code
def certificates(request: HttpRequest) -> HttpResponse:
    """Somebody was shown a certificate and checks it."""
    form = CertificateForm(request.GET or None)
    typed = form.cleaned_data["code"] if form.is_bound and form.is_valid() else ""
    if typed and (found := find(request, typed)):
        return redirect(found)
    return ask(request, form, wrong=bool(typed))


@for_who_has_the_code
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """That somebody attended, to be printed; or that this is no longer so."""
    found = find(request, code)
    if found is None:
        return ask(request, CertificateForm(initial={"code": code[:40]}), wrong=True)
    if found.code != code:
        return redirect(found)
    registration = found.registration
    context = {
        "certificate": found,
        "event": registration.event,
        "withdrawn": registration.status != Registration.Status.ATTENDED,
    }
    return render(request, "events/certificate.html", context)


def find(request: HttpRequest, typed: str) -> Certificate | None:
    """The certificate of a code in any case, with or without its dashes."""
    bare = UNREADABLE.sub("", typed.upper())
    code = "-".join(bare[start : start + 4] for start in range(0, len(bare), 4))
    rows = Certificate.objects.select_related("registration__event__hub")
    found = rows.filter(code=code).first() if len(bare) == 12 else None
    if found is None:
        ratelimit.consume(request, **WRONG_CODES)
    return found


def ask(request: HttpRequest, form: CertificateForm, *, wrong: bool) -> HttpResponse:
    context = {"form": form, "wrong": wrong}
    return render(request, "events/certificates.html", context, status=404 if wrong else 200)
