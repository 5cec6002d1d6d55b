"""A person's own calendar: its address, and ending it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events import services
from events.templatetags.calendars import webcal
from hubportal.outbox.letters import absolute


def subscription(path: str, query: str = "") -> dict:
    """What events/subscribe.html shows: the address, and what programs open as a subscription."""
    address = absolute(f"{path}?{query}" if query else path)
    return {"address": address, "subscribe": webcal(path, query)}


@require_safe
@login_required
def my_calendar(request: HttpRequest) -> HttpResponse:
    key = request.user.calendar_keys.filter(ended_at=None).first()
    address = reverse("events:calendar", args=[key.key]) if key else ""
    context = {"key": key, **subscription(address)}
    return render(request, "events/my_calendar.html", context)


@require_POST
@login_required
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """The first address, or another in the place of the one that the form names."""
    ended = request.POST.get("ended", "")
    services.renew_calendar(request.user, ended=ended)
    done = _("This is your new address. The old one is ended: take it out of your calendars.")
    messages.success(request, done if ended else _("This is the address of your calendar."))
    return redirect("events:my_calendar")
