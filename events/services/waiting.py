"""The waiting list. Everything here expects the event's row to be locked by the caller."""

import logging
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Registration
from hubportal.workflow.moves import Refused, move

logger = logging.getLogger(__name__)

# PostgreSQL's name for "somebody else held the lock for longer than we wait".
LOCK_NOT_AVAILABLE = "55P03"


class Busy(Refused):
    """Too many people want something from the same event in the same seconds."""

    def __init__(self):
        super().__init__(_("Very many people are registering right now. Please try again."))


def locked(event: Event) -> Event:
    """The event read anew, its places ours alone until the end of the transaction."""
    rows = Event.objects.select_for_update(of=("self",), no_key=True)
    try:
        return rows.select_related("hub").get(pk=event.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise


def settle(event: Event, *, now) -> None:
    """Ends the offers whose time is over, then offers every free place."""
    for registration in _of(event, event.registrations.lapsed_offers(now=now)):
        move(registration, Registration.Status.LAPSED, by=None, offer_expires_at=None)
        emails.offer_lapsed(registration)
    offer_freed_places(event, now=now)


def offer_freed_places(event: Event, *, now) -> None:
    """Each free place goes to the next in the queue: at once to those who asked for that."""
    if event.status != Event.Status.PUBLISHED or now >= rules.offer_limit(event):
        return
    free = max(rules.free_places(event, now=now), 0)
    if not free:
        return
    for registration in _of(event, event.registrations.waiting()[:free]):
        if registration.take_at_once:
            confirm(registration, by=None, now=now)
        else:
            _offer(registration, now=now)


def _offer(registration: Registration, *, now) -> None:
    zone = ZoneInfo(registration.person.time_zone)
    until = rules.offer_until(registration.event, zone, now=now)
    move(registration, Registration.Status.OFFERED, by=None, offer_expires_at=until)
    emails.place_offered(registration)


def confirm(registration: Registration, *, by, now) -> None:
    """A place that was waited for is taken; `by` is None where the person had asked for that."""
    move(
        registration,
        Registration.Status.CONFIRMED,
        by=by,
        confirmed_at=now,
        offer_expires_at=None,
        sequence=registration.sequence + 1,
    )
    emails.place_taken(registration)


def renew_offers(event: Event, *, now) -> None:
    """Nobody could answer while the event was postponed, so offers begin again."""
    free = max(rules.free_places(event, now=now), 0)
    for registration in _of(event, event.registrations.lapsed_offers(now=now)[:free]):
        zone = ZoneInfo(registration.person.time_zone)
        registration.offer_expires_at = rules.offer_until(event, zone, now=now)
        registration.save(update_fields=["offer_expires_at"])


def shorten_offers(event: Event) -> None:
    """An event that moved nearer ends its offers sooner."""
    limit = rules.offer_limit(event)
    offers = event.registrations.filter(status=Registration.Status.OFFERED)
    offers.filter(offer_expires_at__gt=limit).update(offer_expires_at=limit)


def pass_on_lapsed_offers(*, now=None) -> int:
    """Each event in a transaction of its own; returns for how many something was over."""
    now = now or timezone.now()
    lapsed = Registration.objects.lapsed_offers(now=now).values("event")
    events = Event.objects.filter(status=Event.Status.PUBLISHED, pk__in=lapsed).order_by("pk")
    for event in events:
        try:
            with transaction.atomic():
                settle(locked(event), now=now)
        except Exception:  # one event's trouble must not keep the others waiting
            logger.exception("Offers of event %s were not passed on.", event.pk)
    return len(events)


def _of(event: Event, registrations) -> list[Registration]:
    """With their people, and with the event that is locked rather than another copy of it."""
    found = list(registrations.select_related("person"))
    for registration in found:
        registration.event = event
    return found
