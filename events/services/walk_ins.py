"""People at the door who are not expected: let in as they are, or with a new account."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Event, Registration
from events.services.attendance import arrive
from events.services.locks import held, locked
from events.services.substitution import hand_over
from events.services.taking_back import HANDED_OVER, NEW, NOTHING, as_it_was, remember
from events.services.waiting import move_over, settle
from hubportal.workflow.moves import Refused, move, refuse_if
from hubs.models import Sector
from members import services as members
from members.models import User

Status = Registration.Status
Mode = Registration.Mode


class RoomFull(Refused):
    """No seat is free; whoever stands at the door may let somebody in all the same."""

    def __init__(self):
        super().__init__(_("The room is full: every place is taken or promised."))


class SomebodyElse(Refused):
    """The address belongs to somebody of another name, who is not told to those at the door."""

    def __init__(self):
        words = _(
            "This address belongs to somebody whose name is different. Check the address, or tick: "
            "it is the same person."
        )
        super().__init__(words)


@transaction.atomic
def walk_in(
    event: Event,
    *,
    by,
    email: str,
    name: str,
    sector: Sector,
    beyond: bool = False,
    same: bool = False,
    now=None,
) -> Registration:
    """Lets in somebody by an address of theirs; who is new gets an account with it, unproved.

    Raises `RoomFull` unless `beyond` says that there is a chair all the same, `SomebodyElse` unless
    `same` says that it is the person of the address whatever their name, and `Refused` for the
    address of a closed account.
    """
    person, new = rules.whose_address(email), False
    if person is None:
        person, new = _newcomer(email=email, name=name, sector=sector)
    refuse_if(rules.reasons_not_to_let_in(person))
    if not same and rules.is_named_otherwise(person, name):
        raise SomebodyElse
    return let_in(event, person=person, by=by, beyond=beyond, new=new, now=now)


def _newcomer(*, email: str, name: str, sector: Sector) -> tuple[User, bool]:
    """Who has this address now, and whether we made their account."""
    try:
        with transaction.atomic():
            language = get_language() or "en"
            return members.join(email=email, name=name, sector=sector, language=language), True
    except IntegrityError:  # they have just joined by themselves
        return User.objects.get(email__iexact=email), False


@transaction.atomic
def let_in(
    event: Event, *, person: User, by, beyond: bool = False, new: bool = False, now=None
) -> Registration:
    """Gives `person`, at the door, a seat in the room and checks them in.

    Whoever waits or applied has their registration confirmed; whoever gave theirs up, or had
    none, gets another; who was asked to come instead of somebody takes their place over. Asking
    twice has one effect.
    """
    event = locked(event)
    now = now or timezone.now()
    refuse_if(rules.reasons_door_is_shut(event, now=now))
    refuse_if(rules.reasons_not_to_let_in(person))
    registration = _live(event, person)
    if registration and _holds_for_them(registration, now=now):
        hand_over(registration, by=by, now=now)
        registration = _live(event, person)
        remember(registration, HANDED_OVER)
    if registration and registration.in_place and registration.in_the_room:
        arrive(registration, by=by, now=now)
        return registration
    registration = _seat(event, registration, person=person, by=by, beyond=beyond, now=now)
    if new:
        remember(registration, NEW)
    arrive(registration, by=by, now=now)
    emails.checked_in(registration, new=new)
    settle(event, now=now)
    return registration


def _live(event: Event, person: User) -> Registration | None:
    """Held: somebody may be joining online while they sit down in the room."""
    rows = event.registrations.live().select_related("person__profile", "sector")
    mine = next(iter(held(rows.filter(person=person))), None)
    if mine:
        mine.event = event
    return mine


def _holds_for_them(mine: Registration, *, now) -> bool:
    """Whether somebody who has not come yet keeps their place until this colleague takes it."""
    holder = mine.instead_of if mine.holds(now=now) else None
    return holder is not None and holder.status == Status.CONFIRMED


def _seat(event: Event, mine: Registration | None, *, person, by, beyond: bool, now):
    offered = mine is not None and _has_seat(mine, now=now)
    full = not offered and rules.free_places(event, now=now) <= 0
    if full and not beyond:
        raise RoomFull
    if mine is None:
        return Registration.objects.create(
            event=event,
            person=person,
            status=Status.CONFIRMED,
            confirmed_at=now,
            origin=Registration.Origin.WALK_IN,
            beyond=full,
            let_in_from=NOTHING,
            sector=members.profile_of(person).sector,
        )
    _take_over(mine, by=by, beyond=full, now=now)
    return mine


def _has_seat(mine: Registration, *, now) -> bool:
    """Whether an offer keeps a seat in the room free; one in place of a colleague keeps none."""
    return mine.holds(now=now) and mine.mode == Mode.IN_PERSON and mine.instead_of_id is None


def _take_over(mine: Registration, *, by, beyond: bool, now) -> None:
    """A seat in the room for somebody who waits for one, or who has one online."""
    remember(mine, as_it_was(mine))
    if mine.in_place:
        move_over(mine, Mode.IN_PERSON, by=by, beyond=beyond or mine.beyond)
        return
    seat = {"beyond": beyond or mine.beyond, "mode": Mode.IN_PERSON, "wanted": ""}
    if mine.instead_of_id:
        # the colleague's place is not to be had: theirs is another, counted like any
        seat |= {"beyond": beyond, "instead_of": None}
    seat |= {"confirmed_at": now, "offer_expires_at": None, "sequence": mine.sequence + 1}
    note = _("Let in at the door.")
    move(mine, Status.CONFIRMED, by=by, note=note, **seat)
    mine.refresh_from_db(fields=["in_place"])
