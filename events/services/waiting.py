"""The waiting list. Everything here expects the event's row to be locked by the caller."""

import logging
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from events import emails, rules
from events.models import Event, Registration
from events.models.coming import WOULD_MOVE
from events.services.leaving import leave
from events.services.locks import held, locked
from hubportal.workflow.models import Step
from hubportal.workflow.moves import move

logger = logging.getLogger(__name__)


def settle(event: Event, *, now) -> None:
    """Ends the offers whose time is over, then offers every free place."""
    for registration in _of(event, event.registrations.lapsed_offers(now=now)):
        leave(registration, Registration.Status.LAPSED, by=None)
        emails.offer_lapsed(registration)
    offer_freed_places(event, now=now)


def offer_freed_places(event: Event, *, now) -> None:
    """Each free seat goes to the first in the queue whom it fits.

    Who asked for that has it at once, and who has a seat in the other pool moves.
    """
    if not rules.gives_seats(event, now=now):
        return
    standing = rules.standing(event, now=now)
    if not standing.unsettled:
        return
    if event.format == Event.Format.HYBRID:
        held(
            event.registrations.filter(WOULD_MOVE)
        )  # whoever is being checked in stays where they are
    given = rules.next_seats(standing, rules.line(event))
    people = _of(event, event.registrations.filter(pk__in=[one.pk for one in given]))
    by_pk = {registration.pk: registration for registration in people}
    for one in given:
        _give(by_pk[one.pk], now=now)


def _give(registration: Registration, *, now) -> None:
    if registration.wanted:
        move_over(registration, registration.wanted, by=None)
    elif registration.take_at_once:
        confirm(registration, by=None, now=now)
    else:
        _offer(registration, now=now)


def move_over(registration: Registration, to: str, *, by, beyond: bool = False) -> None:
    """Somebody with a seat has it in the other pool from now on.

    The caller knows that it fits, or is `beyond` the places, and holds the registration: nobody
    checks them in meanwhile.
    """
    registration.mode, registration.wanted, registration.beyond = to, "", beyond
    registration.sequence += 1
    registration.save(update_fields=["mode", "wanted", "beyond", "sequence"])
    status = registration.status
    note = registration.get_mode_display()
    Step.objects.create(subject=registration, was=status, now=status, by=by, note=note)
    emails.place_switched(registration)


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
    """Nobody could answer while the event was postponed, so offers begin again.

    Those beyond the places need none. A colleague's is not renewed: whoever asked was told until
    when, the same whether there is a colleague or not, and may ask again.
    """
    pools = rules.standing(event, now=now).pools
    lapsed = event.registrations.lapsed_offers(now=now).filter(instead_of=None)
    rows = lapsed.select_related("sector").order_by("queued_at", "pk")
    for registration in _of(event, rows):
        pool = pools[rules.mode_of(event, registration.mode)]
        roll_up = rules.roll_up_of(registration)
        if registration.beyond or _seated(pool, roll_up):
            zone = ZoneInfo(registration.person.time_zone)
            registration.offer_expires_at = rules.offer_until(event, zone, now=now)
            registration.save(update_fields=["offer_expires_at"])


def _seated(pool: rules.Pool, roll_up: str) -> bool:
    """Takes a seat where one fits."""
    if fits := pool.fits(roll_up):
        pool.seat(roll_up)
    return fits


def shorten_offers(event: Event) -> None:
    """An event that moved nearer ends its offers sooner.

    A colleague may come instead until it starts, also when registration is closed.
    """
    offers = event.registrations.filter(status=Registration.Status.OFFERED)
    asked = offers.exclude(instead_of=None)
    for rows, limit in [
        (offers.filter(instead_of=None), rules.offer_limit(event)),
        (asked, event.starts_at),
    ]:
        rows.filter(offer_expires_at__gt=limit).update(offer_expires_at=limit)


def pass_on_lapsed_offers(*, now=None) -> int:
    """Each event in a transaction of its own; returns for how many something was over."""
    now = now or timezone.now()
    lapsed = Registration.objects.lapsed_offers(now=now).values("event")
    return _settle_each(Event.objects.filter(pk__in=lapsed), now=now)


def release_shares(*, now=None) -> int:
    """Gives out the places that were held for a sector until now; returns at how many events.

    Found by looking at what stands, so that a missed or a doubled run changes nothing.
    """
    return _settle_each(Event.objects.released(now=now or timezone.now()), now=now)


def _settle_each(events, *, now) -> int:
    number = 0
    for event in events.filter(status=Event.Status.PUBLISHED).order_by("pk"):
        number += 1
        try:
            with transaction.atomic():
                settle(locked(event), now=now or timezone.now())
        except Exception:  # one event's trouble must not keep the others waiting
            logger.exception("Places of event %s were not passed on.", event.pk)
    return number


@transaction.atomic
def fill_places(event: Event, *, by, now=None) -> None:
    """Gives out what is free after the shares were changed."""
    settle(locked(event), now=now or timezone.now())


def _of(event: Event, registrations) -> list[Registration]:
    """With their people, and with the event that is locked rather than another copy of it."""
    found = list(registrations.select_related("person"))
    for registration in found:
        registration.event = event
    return found
