from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.emails.codes import qr_png
from events.models import Registration
from events.views.places import by_token


@require_safe
@by_token
def qr(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The code for the door as a picture, for whoever has a place in the room."""
    if not (registration.in_place and registration.in_the_room):
        raise Http404
    return HttpResponse(qr_png(registration), content_type="image/png")
