"""A colleague comes instead: asked by whoever has the place, or put there by the hub.

Whoever asks keeps the place until the colleague takes it, and is answered the same whoever the
address belongs to: at once, and once more when the time is over, in the same words at the same
moment whether there was nobody to ask, the colleague said no, or said nothing.
"""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from events import emails, rules
from events.models import Registration
from events.services.leaving import leave
from events.services.locks import under_lock
from events.services.waiting import settle
from hubportal.workflow.models import Step
from hubportal.workflow.moves import move, refuse_if

Status = Registration.Status
COLLEAGUE = Registration.Origin.COLLEAGUE


@transaction.atomic
def ask_colleague(holder: Registration, *, by, email: str, now=None):
    """Asks whoever has this address to come instead, and returns until when they may answer.

    Nothing that comes back, now or later, tells whether anybody was asked. A colleague who was
    named before is asked no more; naming the same one again within that time changes nothing.
    """
    now = under_lock(holder, now)
    event = holder.event
    refuse_if(rules.reasons_not_to_pass_on(holder, now=now))
    before = emails.asked(holder, now=now)
    if before and before.is_for(email):
        _ask_again(holder, email, until=before.until, by=by, now=now)
        return before.until
    refuse_if(rules.reasons_not_to_ask(holder, email, asked=emails.times_asked(holder)))
    # on the clock of the one who asks: the other's would tell where they live
    zone = ZoneInfo(holder.person.time_zone)
    until = rules.offer_until(event, zone, now=now, limit=event.starts_at)
    take_back(holder, by=by)
    note = _("A colleague is asked to come instead")
    step = Step.objects.create(
        subject=holder, was=holder.status, now=holder.status, by=by, note=note
    )
    _ask_if_there_is(holder, email, until=until, now=now)
    emails.nobody_took_it(holder, email=email, until=until, version=str(step.pk))
    return until


def _ask_again(holder: Registration, email: str, *, until, by, now) -> None:
    """Reaches who had no account when they were named first, or said no; for who is asked, nothing.

    The time to answer stays as it is, so that it tells nothing of who they are.
    """
    asked = Registration.objects.filter(instead_of=holder, status=Status.OFFERED)
    if asked.exists():
        emails.as_if_asked(holder)
        return
    take_back(holder, by=by)
    _ask_if_there_is(holder, email, until=until, now=now)


def _ask_if_there_is(holder: Registration, email: str, *, until, now) -> None:
    colleague = rules.account_of(email)
    if rules.may_be_asked(holder.event, colleague):
        _ask(holder, colleague, until=until, now=now)
    else:
        emails.as_if_asked(holder)


def _ask(holder: Registration, colleague, *, until, now) -> None:
    """The offer is beyond the places: the seat is the holder's, who has it until it is taken."""
    asked = Registration.objects.create(
        event=holder.event,
        person=colleague,
        status=Status.OFFERED,
        origin=COLLEAGUE,
        instead_of=holder,
        beyond=True,
        mode=holder.mode,
        sector=colleague.profile.sector,
        created_at=now,
        queued_at=now,
        offer_expires_at=until,
    )
    emails.colleague_asked(asked, holder=holder)


def take_back(holder: Registration, *, by) -> None:
    """Whoever was asked to come instead is not any more; the event is locked by the caller."""
    asked = Registration.objects.filter(instead_of=holder).select_related("person").first()
    if asked is None or asked.in_place:
        return
    asked.event = holder.event
    if asked.status == Status.OFFERED:
        note = _("The place is not there to be taken any more")
        leave(asked, Status.CANCELLED, by=by, note=note, instead_of=None)
        emails.ask_ended(asked)
    else:
        Registration.objects.filter(pk=asked.pk).update(instead_of=None)


def hand_over(asked: Registration, *, by, now) -> None:
    """The colleague takes the place: one has it, never both; the event is locked by the caller."""
    holder = Registration.objects.select_related("person").get(pk=asked.instead_of_id)
    holder.event = asked.event
    refuse_if(rules.reasons_not_to_hand_over(holder))
    _leave(holder, asked.person, by=by)
    _come(asked, holder, by=by, now=now, note="")


@transaction.atomic
def substitute(holder: Registration, *, by, colleague, note: str = "", now=None) -> Registration:
    """Staff put a colleague in somebody's place, at once; both get a letter.

    A colleague who waits, has applied or is offered a place is moved.
    """
    now = under_lock(holder, now)
    event = holder.event
    refuse_if(rules.reasons_not_to_stand_in(holder, colleague, now=now))
    take_back(holder, by=by)
    theirs = event.registrations.live().filter(person=colleague).first()
    if theirs:
        theirs.event, theirs.person = event, colleague
    _leave(holder, colleague, by=by, note=note)
    if theirs:
        _come(theirs, holder, by=by, now=now, note=note)
    else:
        theirs = _seat(holder, colleague, by=by, now=now, note=note)
    settle(event, now=now)
    return theirs


def _leave(holder: Registration, colleague, *, by, note: str = "") -> None:
    # no name: history is never changed, and people may ask to be forgotten
    said = f"{_('A colleague comes instead')}\n{note}".strip()
    sequence = holder.sequence + 1
    leave(holder, Status.CANCELLED, by=by, note=said, sequence=sequence)
    emails.passed_on(holder, colleague=colleague)


def _come(theirs: Registration, holder: Registration, *, by, now, note: str) -> None:
    move(
        theirs,
        Status.CONFIRMED,
        by=by,
        note=f"{_('Comes instead of a colleague')}\n{note}".strip(),
        confirmed_at=now,
        offer_expires_at=None,
        sequence=theirs.sequence + 1,
        **_place_of(holder),
        sector=theirs.person.profile.sector,
    )
    emails.place_passed_on(theirs, holder=holder)


def _seat(holder: Registration, colleague, *, by, now, note: str) -> Registration:
    registration = Registration.objects.create(
        event=holder.event,
        person=colleague,
        status=Status.CONFIRMED,
        created_at=now,
        confirmed_at=now,
        sector=colleague.profile.sector,
        **_place_of(holder),
    )
    said = f"{_('Comes instead of a colleague')}\n{note}".strip()
    Step.objects.create(subject=registration, was="", now=Status.CONFIRMED, by=by, note=said)
    emails.place_passed_on(registration, holder=holder)
    return registration


def _place_of(holder: Registration) -> dict:
    """The seat itself, in the pool and of the kind it is."""
    return {
        "origin": COLLEAGUE,
        "instead_of": holder,
        "beyond": holder.beyond,
        "mode": holder.mode,
    }
