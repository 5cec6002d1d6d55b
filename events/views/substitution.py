from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events import emails, rules, services
from events.forms import PassOn
from events.models import Registration
from events.views.places import PAGE, by_token
from hubportal.workflow.moves import Refused


@require_http_methods(PAGE)
@by_token
def pass_on(request: HttpRequest, registration: Registration) -> HttpResponse:
    """A colleague comes instead: the answer is the same whoever the address belongs to."""
    form, status = PassOn(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            services.ask_colleague(registration, by=registration.person, email=email)
        except Refused as refusal:
            form.add_error("email", str(refusal))
            status = 409
        else:
            return redirect("events:pass_on", registration.token)
    now = timezone.now()
    context = {
        "registration": registration,
        "event": registration.event,
        "form": form,
        "reasons": list(rules.reasons_not_to_pass_on(registration, now=now)),
        "asked": emails.asked(registration, now=now),
    }
    return render(request, "events/pass_on.html", context, status=status)
