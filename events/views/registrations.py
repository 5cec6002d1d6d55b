from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import rules, services
from events.forms import NEEDS, RegisterForm
from events.models import Event, Registration
from hubportal.workflow.moves import Refused
from members.models import Profile
from members.rules import has_complete_profile

Status = Registration.Status
# Of what was typed by somebody who is not signed in so much waits in the session,
MOST_TYPED = 30_000
# and so many seconds: on a shared computer the next person may be somebody else.
TYPED_WAITS = 30 * 60


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of an event; a POST without any field registers where nothing must be answered."""
    event = get_object_or_404(_events(request), slug=slug)
    if not request.user.is_authenticated:
        keep_typed(request, event)
        return redirect_to_login(request.get_full_path())
    _read_profile(request.user)
    if not has_complete_profile(request.user):
        keep_typed(request, event)
        messages.warning(request, _("Tell us your name and your sector first, then register."))
        return redirect(f"{reverse('members:profile')}?{urlencode({'next': request.path})}")
    typed = typed_before(request, event)
    if request.method == "POST":
        return _register(request, event)
    now = timezone.now()
    if list(rules.reasons_not_to_register(event, request.user, now=now)):
        return redirect(event)
    form = RegisterForm(typed, event=event, person=request.user)
    return _show(request, event, form, kept=typed is not None)


def _events(request) -> QuerySet:
    return Event.objects.visible_to(request.user).select_related("hub")


def _read_profile(person) -> None:
    """With sector and organisation, by one query before anybody stands in line, not by three."""
    profiles = Profile.objects.select_related("sector", "organisation")
    prefetch_related_objects([person], Prefetch("profile", profiles))


def _register(request, event: Event) -> HttpResponse:
    form = RegisterForm(request.POST, event=event, person=request.user)
    if not form.is_valid():
        return _show(request, event, form)
    data = form.cleaned_data
    try:
        registration = services.sign_up(
            event,
            by=request.user,
            mode=data.get("mode", ""),
            take_at_once=data.get("take_at_once", False),
            details=form.details(),
            answers=form.given(),
            needs=form.needs(),
        )
    except Refused as refusal:
        return _refused(request, event, form, str(refusal))
    if data.get("write_in_welsh"):
        services.write_in(rules.WELSH, to=request.user)
    messages.success(request, outcome(registration))
    return redirect(event)


def _refused(request, event: Event, form: RegisterForm, reason: str) -> HttpResponse:
    """Beside what was typed, so that nothing is lost; a click without a form leads back.

    So does a form sent twice: what was typed is kept already.
    """
    typed = set(request.POST) - {"csrfmiddlewaretoken"}
    if typed and not request.user.registrations.live().filter(event=event).exists():
        form.add_error(None, reason)
        return _show(request, event, form)
    messages.warning(request, reason)
    return redirect(event)


def _show(request, event: Event, form: RegisterForm, *, kept: bool = False) -> HttpResponse:
    """`kept` says that somebody typed this before they signed in."""
    now = timezone.now()
    # Places are counted for those alone who see the page.
    event = rules.with_availability(_events(request).with_places().get(pk=event.pk), now=now)
    context = {
        "event": event,
        "form": form,
        # Where places are held for a sector, others wait while some are free.
        "may_wait": event.availability in ("full", "online") or bool(event.shares_until),
        "affiliation": rules.affiliation_of(request.user),
        "late": rules.needs_are_late(event, now=now),
        "kept": kept,
    }
    return render(request, "events/register.html", context)


def keep_typed(request, event: Event) -> None:
    """Little of what was typed is lost by signing in, or by telling who one is, in between.

    Needs are: a session is no place for them, so they are asked again.
    """
    typed = request.POST.copy()
    for name in ("csrfmiddlewaretoken", *NEEDS):
        typed.pop(name, None)
    if text := typed.urlencode():
        request.session[_key(event)] = [timezone.now().timestamp(), text[:MOST_TYPED]]


def typed_before(request, event: Event) -> QueryDict | None:
    """What was typed then, once, whatever becomes of it now."""
    text = _typed(request, event)
    request.session.pop(_key(event), None)
    return QueryDict(text) if text else None


def has_typed(request, event: Event) -> bool:
    return bool(_typed(request, event))


def _typed(request, event: Event) -> str:
    at, text = request.session.get(_key(event), (0, ""))
    return text if timezone.now().timestamp() - at < TYPED_WAITS else ""


def _key(event: Event) -> str:
    return f"what was typed, and when, for event {event.pk}"


def outcome(registration: Registration) -> str:
    if registration.status == Status.CONFIRMED:
        return _("You have a place. We have sent you a letter with a calendar entry.")
    if registration.status == Status.APPLIED:
        return _("You have applied for a place. We write to you when it is decided.")
    return _("You are on the waiting list. We write as soon as a place comes free.")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """A POST gives my place up; a link leads to my place, where that is asked for."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    mine = event.registrations.visible_to(request.user).order_by("pk").last()
    if mine is None:
        messages.warning(request, _("You have no place at this event."))
        return redirect(event)
    if request.method == "POST":
        try:
            services.cancel(mine, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect(mine)
