"""The page behind an interviewee's link: answer, agree, approve, withdraw. It sets no cookie.

The token is the right to act, so it stays out of every cache, index, referrer and log.
"""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hubportal.workflow import drafts
from hubportal.workflow.moves import Refused
from hubs import figures, forms, rules, services
from hubs.models import Feature, Interviewee

BUTTONS = {"do"}
WITH = ["feature__hub", "feature__series", "feature__organisation", "feature__picture"]


def by_token(view: Callable) -> Callable:
    """Finds the interviewee; answers with a page of its own when the link is wrong or stopped.

    Whoever can forge such a request knows the token, so there is nothing for CSRF to protect.
    """

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        rows = Interviewee.objects.select_related(*WITH)
        # PostgreSQL takes no NUL, and no link has one
        interviewee = rows.filter(token=token.replace("\0", "")).first()
        if interviewee is None:
            response = lost(request, status=404)
        elif interviewee.feature.status == Feature.Status.WITHDRAWN:
            response = lost(request, interviewee.feature, status=410)
        elif not ratelimit.consume(request, action="perspective", key=str(interviewee.pk)):
            response = ratelimit.respond_429(request)
        else:
            response = view(request, interviewee)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(cache_control(private=True, no_store=True)(found))


def lost(request, feature: Feature | None = None, *, status: int) -> HttpResponse:
    return render(request, "hubs/feature_lost.html", {"feature": feature}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def feature_answer(request: HttpRequest, interviewee: Interviewee) -> HttpResponse:
    """Shows what there is to do now; acts on a POST alone: mail programs open links."""
    if request.method != "POST":
        return show(request, interviewee)
    verb = VERBS.get(request.POST.get("do", ""), save)
    try:
        return verb(request, interviewee)
    except drafts.Stale as stale:
        return conflict(request, interviewee, stale)
    except Refused as refusal:
        if drafts.is_autosave(request):
            return drafts.not_saved(str(refusal), status=drafts.CONFLICT)
        again = Interviewee.objects.select_related(*WITH)
        interviewee = again.get(pk=interviewee.pk)
        return show(request, interviewee, refusal=refusal.reasons, status=drafts.CONFLICT)


def answers_of(interviewee: Interviewee):
    return interviewee.feature.answers.order_by("position", "pk")


def save(request, interviewee: Interviewee) -> HttpResponse:
    form = forms.PerspectiveForm(request.POST, answers=answers_of(interviewee))
    if not form.is_valid():
        return unsaved(request, interviewee, form)
    version = _keep(interviewee, form)
    if drafts.is_autosave(request):
        return drafts.saved(version, timezone.now())
    return redirect(f"{request.path}?saved=1")


def _keep(interviewee: Interviewee, form) -> int:
    version = form.cleaned_data["version"] or 0
    return services.save_answers(interviewee, form.typed(), version=version)


def unsaved(request, interviewee: Interviewee, form) -> HttpResponse:
    """Nothing was saved: the form again as typed, or its first error for the script."""
    if drafts.is_autosave(request):
        error = next(iter(form.errors.values()))[0]
        return drafts.not_saved(error, status=drafts.UNPROCESSABLE)
    return show(request, interviewee, form=form, status=drafts.UNPROCESSABLE)


def send(request, interviewee: Interviewee) -> HttpResponse:
    """First everything is saved, then it is handed over; a refusal finds the text safe."""
    form = forms.PerspectiveForm(request.POST, answers=answers_of(interviewee))
    if not form.is_valid():
        return unsaved(request, interviewee, form)
    _keep(interviewee, form)
    services.send_answers(interviewee, language=translation.get_language())
    return redirect(request.path)


def agree(request, interviewee: Interviewee) -> HttpResponse:
    """While answers are being written, what is typed beside the tick is kept as well."""
    if interviewee.feature.status == Feature.Status.INVITED and "version" in request.POST:
        form = forms.PerspectiveForm(request.POST, answers=answers_of(interviewee))
        if not form.is_valid():
            return unsaved(request, interviewee, form)
        _keep(interviewee, form)
    services.agree(interviewee, named=request.POST.get("named") == "on")
    return redirect(f"{request.path}?agreed=1#names")


def approve(request, interviewee: Interviewee) -> HttpResponse:
    services.approve(interviewee, seen=request.POST.get("seen", ""))
    return redirect(request.path)


def wish(request, interviewee: Interviewee) -> HttpResponse:
    form = forms.WishForm(request.POST)
    if not form.is_valid():
        return show(request, interviewee, wish=form, status=drafts.UNPROCESSABLE)
    services.ask_for_changes(interviewee, words=form.cleaned_data["words"])
    return redirect(request.path)


def take_back(request, interviewee: Interviewee) -> HttpResponse:
    """Asks for a tick, because the page goes at once."""
    if request.POST.get("sure") != "on":
        return redirect(f"{request.path}?sure=1#withdraw")
    services.take_back(interviewee)
    return redirect(request.path)


VERBS: dict[str, Callable] = {
    "save": save,
    "send": send,
    "agree": agree,
    "approve": approve,
    "wish": wish,
    "withdraw": take_back,
}


def show(request, interviewee, *, form=None, wish=None, refusal=(), status=200) -> HttpResponse:
    feature = interviewee.feature
    answers = list(answers_of(interviewee))
    content = rules.content(feature)
    seen = rules.digest(content)
    asked = feature.proposed_digest == seen
    context = {
        "interviewee": interviewee,
        "feature": feature,
        "answers": answers,
        "answered": sum(bool(answer.typed.strip()) for answer in answers),
        "form": form or forms.PerspectiveForm(answers=answers),
        "errors_of": wish or form,
        "wish": wish or forms.WishForm(),
        "refusal": refusal,
        "seen": seen,
        "waits": asked and interviewee.approved_digest != seen,
        "approved": asked and interviewee.approved_digest == seen,
        "previews": previews(feature, content) if asked else [],
    }
    return render(request, "hubs/feature_answer.html", context, status=status)


def previews(feature: Feature, content: dict) -> list[dict]:
    """The page in each language in which it will be there; in the first one if in none."""
    languages = figures.languages_in(content) or [settings.LANGUAGE_CODE]
    return [
        {
            "code": code,
            "name": translation.get_language_info(code)["name_local"],
            "page": _by_link(figures.as_page(content, language=code, picture=feature.picture)),
        }
        for code in languages
    ]


def _by_link(page: figures.Page) -> figures.Page:
    """Nobody without an account sees a picture before it is public, but whoever approves it."""
    if page.picture:
        page.picture.get_absolute_url = page.picture.get_preview_url()
    return page


def conflict(request, interviewee: Interviewee, stale: drafts.Stale) -> HttpResponse:
    """Both texts side by side: nothing is overwritten unless the interviewee says so."""
    if drafts.is_autosave(request):
        return drafts.not_saved(str(stale), status=drafts.CONFLICT)
    form = forms.PerspectiveForm(request.POST, answers=answers_of(interviewee))
    form.is_valid()
    context = {
        "feature": interviewee.feature,
        "message": str(stale),
        "rows": drafts.side_by_side(form.lines(stale.saved), form.lines(form.typed())),
        "version": stale.version,
        "typed": drafts.typed_pairs(request.POST, buttons=BUTTONS),
    }
    return render(request, "hubs/feature_conflict.html", context, status=drafts.CONFLICT)
