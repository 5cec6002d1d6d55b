"""Applying for a place, being invited to one, and handing one on to a colleague."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Registration
from events.rules.offers import offer_limit
from events.rules.places import mode_of, standing
from events.rules.registrations import in_words, known, what_it_is_by_now
from events.rules.shares import InLine, next_seats
from members.models import User
from members.rules import has_complete_profile

Status = Registration.Status
# So often one person may name a colleague for one place.
ASKS = 5
# Staff hear of a deadline that passed on the next morning, by the clocks of the event's place.
MORNING = 8


def next_applicants(event: Event, number: int, *, now) -> list[Registration]:
    """Whom the mix asks for first among those who applied; fewer where seats or people end.

    The order is that of the queue: by the moment of applying, except for places that are held for
    a sector or beyond what a sector may have.
    """
    rows = event.registrations.applied().select_related("person", "sector")
    waiting = {row.pk: row for row in rows}
    queue = [
        InLine(
            pk=row.pk,
            mode=mode_of(event, row.mode),
            roll_up=row.sector.roll_up if row.sector else "",
        )
        for row in waiting.values()
    ]
    return [waiting[one.pk] for one in next_seats(standing(event, now=now), queue)[:number]]


def reasons_not_to_decide(registration: Registration) -> Iterator[str]:
    if registration.status != Status.APPLIED:
        no_application = _("This person has no application that waits for an answer.")
        yield what_it_is_by_now(registration) or no_application


def reasons_not_to_accept(registration: Registration, *, now) -> Iterator[str]:
    yield from reasons_not_to_decide(registration)
    yield from reasons_not_to_fill(registration.event, now=now)


def reasons_not_to_fill(event: Event, *, now) -> Iterator[str]:
    """Why the hub cannot give places now."""
    if event.status != Event.Status.PUBLISHED:
        yield _("Places can only be given at an event that is announced.")
    elif now >= event.starts_at:
        yield _("This event has started.")


def reasons_not_to_wave(event: Event, number: int, *, now) -> Iterator[str]:
    """Why so many cannot be accepted at once."""
    yield from reasons_not_to_fill(event, now=now)
    applied = event.registrations.applied().count()
    found = len(next_applicants(event, number, now=now))
    if number > applied:
        yield ngettext(
            "Only %(count)d application waits for an answer.",
            "Only %(count)d applications wait for an answer.",
            applied,
        ) % {"count": applied}
    elif number > found:
        yield ngettext(
            "There is a place for only %(count)d of those who applied.",
            "There are places for only %(count)d of those who applied.",
            found,
        ) % {"count": found}


def reasons_not_to_switch_approval(event: Event, *, to: bool) -> Iterator[str]:
    """People were told how places are given: by the hub's choice, or to the next in the queue."""
    applied = event.registrations.applied().count()
    waiting = event.registrations.waiting().count()
    if applied and not to:
        yield ngettext(
            "%(count)d application waits for an answer. Decide about it first.",
            "%(count)d applications wait for an answer. Decide about them first.",
            applied,
        ) % {"count": applied}
    if waiting and to:
        yield ngettext(
            "%(count)d person is on the waiting list and was told that the next place is theirs.",
            "%(count)d people are on the waiting list and were told that they are next.",
            waiting,
        ) % {"count": waiting}


def reasons_not_to_invite(event: Event, person: User, *, now) -> Iterator[str]:
    """Invitations are answered while registration is open, as every offer is."""
    yield from reasons_not_to_fill(event, now=now)
    if event.status == Event.Status.PUBLISHED and offer_limit(event) <= now < event.starts_at:
        closed = in_words(offer_limit(event), event)
        yield _("Registration closed on %(moment)s.") % {"moment": closed}
    yield from _has_a_place(event, person, now=now)


def _has_a_place(event: Event, person: User, *, now) -> Iterator[str]:
    theirs = event.registrations.live().filter(person=person).first()
    if theirs and theirs.in_place:
        yield _("%(name)s has a place at this event already.") % {"name": person}
    elif theirs and theirs.holds(now=now):
        yield _("We are holding a place for %(name)s already.") % {"name": person}


def reasons_not_to_pass_on(registration: Registration, *, now) -> Iterator[str]:
    """Why no colleague can come instead now; the same whoever the colleague is."""
    event = registration.event
    if registration.status != Status.CONFIRMED:
        yield _("You have no place that a colleague could take.")
    elif event.status != Event.Status.PUBLISHED:
        yield _("Places can only be given at an event that is announced.")
    elif now >= event.starts_at:
        yield _("This event has started.")


def reasons_not_to_ask(registration: Registration, email: str, *, asked: int) -> Iterator[str]:
    """`asked` is how often a colleague was named for this place. Nothing here depends on them."""
    if email.casefold() == registration.person.email.casefold():
        yield _("This is your own address. Whose is your colleague’s?")
    if asked >= ASKS:
        yield _("You have asked often enough for this place. Please write to the hub.")


def reasons_not_to_stand_in(holder: Registration, colleague: User, *, now) -> Iterator[str]:
    """Why staff cannot put this person in the place of another."""
    if holder.status != Status.CONFIRMED:
        yield _("This person has no place that a colleague could take.")
    yield from reasons_not_to_fill(holder.event, now=now)
    if not has_complete_profile(colleague):
        yield _("%(name)s must complete their profile first: name and sector.") % {
            "name": colleague
        }
    theirs = holder.event.registrations.live().filter(person=colleague).first()
    if theirs and theirs.in_place:
        yield _("%(name)s has a place at this event already.") % {"name": colleague}


def reasons_not_to_hand_over(holder: Registration) -> Iterator[str]:
    """Asked at the moment when the colleague takes the place."""
    if holder.status != Status.CONFIRMED:
        yield _("The place is not there any more: your colleague has no place now.")


def may_be_asked(event: Event, colleague: User | None) -> bool:
    """Whether a colleague gets a letter. Whoever named them is told the same either way.

    Nobody is asked about one event without end, whoever asks and however often they say no.
    """
    if colleague is None or not has_complete_profile(colleague):
        return False
    asked = event.registrations.filter(person=colleague, origin=Registration.Origin.COLLEAGUE)
    return known(event, colleague) is None and asked.count() < ASKS


def account_of(email: str) -> User | None:
    """The active account that this address belongs to, as main or as proved further address."""
    person = whose_address(email)
    return person if person and person.is_active else None


def whose_address(email: str) -> User | None:
    """As `account_of`; a closed account where there is no active one."""
    mine = Q(email__iexact=email)
    proved = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    return User.objects.filter(mine | proved).order_by("-is_active", "pk").first()


def decisions_are_overdue(event: Event, *, now) -> bool:
    """From the morning after the day by which applicants hear."""
    local = timezone.localtime(now, event.zone)
    return bool(event.decide_by) and local >= dt.datetime.combine(
        event.decide_by + dt.timedelta(days=1), dt.time(MORNING), tzinfo=event.zone
    )
