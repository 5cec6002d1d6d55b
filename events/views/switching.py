"""The room or online: what somebody waits for, why, and taking part in the other way."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from events import services
from events.models import Registration
from events.views.places import PAGE, act, by_token


@require_http_methods(PAGE)
@by_token
def switch(request: HttpRequest, registration: Registration) -> HttpResponse:
    """`to` says where; where they are already takes back the wish for the other place."""
    how = request.POST.get("how", "")
    wish = {"to": request.POST.get("to", ""), "at_once": how == "now", "keep": how == "keep"}
    return act(request, registration, partial(services.switch, **wish), then="?switched")
