"""The one way out of an event, whoever says so; what was told for the day goes with it."""

import logging

from django.db.models import QuerySet

from events.models import Needs, Registration
from hubportal.workflow.moves import move

logger = logging.getLogger(__name__)


def leave(registration: Registration, status: str, *, by, note: str = "", **changes) -> None:
    """Ends a registration: no offer and no wish is left, and needs are deleted at once.

    `status` is one that is not live; `changes` as of `move`.
    """
    ended = {"offer_expires_at": None, "wanted": ""}
    move(registration, status, by=by, note=note, **ended, **changes)
    forget_needs(Registration.objects.filter(pk=registration.pk))


def forget_needs(registrations: QuerySet) -> int:
    """Of people who do not come: at once. Returns of how many.

    The log says of how many and never whose.
    """
    gone = Needs.objects.filter(registration__in=registrations).delete()[0]
    if gone:
        logger.info("Access needs and diets of people who do not come were deleted: %d.", gone)
    return gone
