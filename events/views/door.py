"""The door: one page for a phone or a laptop, for those who let people in.

Everything works as plain forms; the script adds the camera, and keeps readings on the device
while there is no connection.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from events import rules, services
from events.forms import TooMany, WalkInForm, batch_of
from events.models import Event, Registration
from events.models.codes import door_code
from events.views.places import PAGE
from events.views.readings import counts, day_at, described, listed, person
from hubportal.workflow.moves import Refused, refuse_if

private = cache_control(private=True, no_store=True)


def door_of(user, **which) -> Event:
    """The event at whose door this person may stand; for anybody else there is none."""
    if not user.has_perm("events.mark_attendance"):
        raise Http404
    return get_object_or_404(Event.objects.at_the_door(user).select_related("hub"), **which)


@require_http_methods(PAGE)
@login_required
@private
def door(request: HttpRequest, slug: str) -> HttpResponse:
    event = door_of(request.user, slug=slug)
    if request.method != "POST":
        return _page(request, event)
    for name, act in ACTIONS.items():
        if name in request.POST:
            return act(request, event)
    return redirect("events:door", slug)


# What the server looks for; what the script looks for, among all the rows.
SEARCH = ("q", "find")


def _page(request, event: Event, *, form=None, full=None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    words, find = (request.GET.get(name, "")[:100].replace("\x00", "") for name in SEARCH)
    shut = list(rules.reasons_door_is_shut(event, now=now))
    context = {
        "event": event,
        "day": day_at(event, now=now),
        "shut": shut,
        "since": rules.door_shut_since(event, now=now),
        "called_off_at": rules.called_off_at(event),
        "opens_at": rules.door_opens_at(event),
        "closes_at": rules.door_closes_at(event),
        "people": [] if shut else listed(event, words),
        "counts": counts(event, now=now),
        "words": words,
        "typed": words or find,
        "form": form or WalkInForm(auto_id="walk_in_%s"),
        "full": full,
    }
    return render(request, "events/door.html", context, status=status)


def act(do: Callable) -> Callable:
    """After a plain form: says on the door page what came of it; nothing while it is shut."""

    @wraps(do)
    def done(request: HttpRequest, event: Event) -> HttpResponse:
        try:
            refuse_if(rules.reasons_door_is_shut(event, now=timezone.now()))
            answer = do(request, event)
        except Refused as refusal:
            messages.error(request, str(refusal))
            answer = None
        return answer or redirect(_same_list(request, event))

    return done


def _same_list(request, event: Event) -> str:
    """The door page with the search as it was; see `_page`."""
    kept = {name: words for name in SEARCH if (words := request.GET.get(name, "")[:100])}
    where = reverse("events:door", args=[event.slug])
    return f"{where}?{urlencode(kept)}" if kept else where


def _somebody(request, event: Event, name: str) -> Registration:
    """Whom a button of the list names; another event's people are not there."""
    pk = request.POST.get(name, "")
    rows = event.registrations.select_related("person", "sector")
    return get_object_or_404(rows, pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0)


@act
def _read_code(request, event: Event) -> None:
    _say(request, event, request.POST["code"])


@act
def _arrive(request, event: Event) -> None:
    _say(request, event, door_code(_somebody(request, event, "arrive")))


def _say(request, event: Event, code: str) -> None:
    scan = services.read(event, services.Reading(uuid.uuid4(), code), by=request.user)
    answer = described(scan, event, code=code)
    level = {"good": messages.SUCCESS, "warn": messages.WARNING}.get(answer["kind"], messages.ERROR)
    name = answer.get("name")
    title = answer["title"]
    words = _("%(name)s: %(outcome)s") % {"name": name, "outcome": title} if name else title
    messages.add_message(request, level, words)


@act
def _undo(request, event: Event) -> None:
    registration = _somebody(request, event, "undo")
    services.undo_at_the_door(registration, by=request.user)
    messages.success(request, _("Taken back: %(name)s is not checked in.") % person(registration))


@act
def _let_in(request, event: Event) -> HttpResponse | None:
    known = _somebody(request, event, "let_in")
    try:
        beyond = "beyond" in request.POST
        services.let_in(event, person=known.person, by=request.user, beyond=beyond)
    except services.RoomFull:
        known.event = event
        return _page(request, event, full=person(known), status=409)
    messages.success(request, _("Let in and checked in: %(name)s") % person(known))
    return None


@act
def _walk_in(request, event: Event) -> HttpResponse | None:
    form = WalkInForm(request.POST, auto_id="walk_in_%s")
    if not form.is_valid():
        return _page(request, event, form=form, status=422)
    try:
        registration = services.walk_in(event, by=request.user, **form.cleaned_data)
    except services.RoomFull:
        form.ask_about_the_room()
        return _page(request, event, form=form, status=409)
    except services.SomebodyElse as question:
        form.ask_about_the_name(str(question))
        return _page(request, event, form=form, status=409)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return _page(request, event, form=form, status=409)
    messages.success(request, _("Let in and checked in: %(name)s") % person(registration))
    return None


ACTIONS = {
    "code": _read_code,
    "arrive": _arrive,
    "undo": _undo,
    "let_in": _let_in,
    "walk_in": _walk_in,
}


# Devices -------------------------------------------------------------------------------------


@require_POST
@private
def scans(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a batch of readings; sent again, it has the same answers and no other effect.

    400 is what is no batch, 401 nobody is signed in, 409 the door is shut, 413 too many at once;
    in all these cases nothing is kept here, and the device keeps what it has.
    """
    if not request.user.is_authenticated:
        return _no(_("You are signed out."), 401)
    event = door_of(request.user, slug=slug)
    try:
        device, readings = batch_of(request.body)
        answers = [_answer(event, reading, request.user, device) for reading in readings]
    except ValidationError as error:
        return _no(" ".join(error.messages), 413 if isinstance(error, TooMany) else 400)
    except Refused as refusal:
        return _no(str(refusal), 409)
    came = event.registrations.attended().values_list("pk", flat=True)
    told = {"answers": answers, "counts": counts(event, now=timezone.now()), "came": list(came)}
    return JsonResponse(told)


def _answer(event: Event, reading, user, device: str) -> dict:
    scan = services.read(event, reading, by=user, device=device)
    return described(scan, event, code=reading.code)


def _no(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


# A code opened by a phone's own camera -------------------------------------------------------


@require_http_methods(PAGE)
@private
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """For those at the open door of that event, the person and one button; else nobody at all.

    Whoever checks nobody in reads the same of every code, be it one of ours or not.
    """
    registration = services.registration_of(token)
    event = registration and _my_door(request.user, registration)
    if not event:
        return _neutral(request, registration)
    registration.event = event
    # the address speaks the language of whose code it is, the page that of its reader
    with translation.override(request.user.language):
        if request.method == "POST":
            _checked_in(request, event, token)
            return redirect(reverse("events:check_in", args=[token]))
        return render(request, "events/check_in.html", _whom(registration))


def _neutral(request, registration: Registration | None) -> HttpResponse:
    page, user = "events/check_in_neutral.html", request.user
    if user.has_perm("events.mark_attendance"):
        with translation.override(user.language):
            elsewhere = _("This is a code of another event")
            said = elsewhere if registration else _("Not one of our codes")
            response = render(request, page, {"said": said})
    else:
        response = render(request, page)
    response["X-Robots-Tag"] = "noindex"
    return response


def _checked_in(request, event: Event, token: str) -> None:
    try:
        refuse_if(rules.reasons_door_is_shut(event, now=timezone.now()))
        _say(request, event, token)
    except Refused as refusal:
        messages.error(request, str(refusal))


def _whom(registration: Registration) -> dict:
    event, now = registration.event, timezone.now()
    if shut := list(rules.reasons_door_is_shut(event, now=now)):
        return {"event": event, "reasons": shut}
    return {
        "event": event,
        "registration": registration,
        "shown": person(registration),
        "reasons": [
            *rules.reasons_not_to_arrive(registration, now=now),
            *rules.reasons_to_set_aside(registration, now=now),
        ],
    }


def _my_door(user, registration: Registration) -> Event | None:
    """The event, where this person stands at its door."""
    if not user.is_authenticated or not user.has_perm("events.mark_attendance"):
        return None
    doors = Event.objects.at_the_door(user).select_related("hub")
    return doors.filter(pk=registration.event_id).first()
