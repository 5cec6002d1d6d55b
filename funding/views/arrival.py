from datetime import datetime

from django.utils import timezone


def received_at(request) -> datetime:
    """When the request arrived, which decides whether it came in time.

    The first middleware notes it, before a long body is read or a queue of work is waited for.
    """
    return getattr(request, "received_at", None) or timezone.now()
