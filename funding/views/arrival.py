from datetime import datetime

from django.utils import timezone


def received_at(request) -> datetime:
    """When the request arrived, which decides whether it came in time.

    The first middleware notes it as `request.received_at`; without one, it is now.
    """
    return getattr(request, "received_at", None) or timezone.now()
