"""Why somebody waits, in words, and to whom seats would go next."""

from copy import deepcopy
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event, Registration
from events.rules.availability import online_left, outside_the_room
from events.rules.places import held_until, mode_of, position, standing
from events.rules.registrations import in_words
from events.rules.shares import CEILING, FULL, HELD, Pool, Quota, Standing
from events.rules.switching import other_mode, reasons_not_to_wait
from hubs.models import Sector

RollUp = Sector.RollUp
Status = Registration.Status

# Whom a place is held for, inside a sentence.
WHOM = {
    RollUp.CARE: gettext_lazy("the NHS and care"),
    RollUp.ACADEMIA: gettext_lazy("academia"),
    RollUp.INDUSTRY: gettext_lazy("industry"),
    RollUp.THIRD: gettext_lazy("the third sector"),
    RollUp.PUBLIC: gettext_lazy("public bodies"),
    RollUp.PEOPLE: gettext_lazy("patients and the public"),
    RollUp.BETWEEN: gettext_lazy("networks and funders"),
}


def roll_up_of(registration: Registration) -> str:
    return registration.sector.roll_up if registration.sector else ""


def why_waiting(registration: Registration, found: Standing) -> str:
    """Why there is no seat for this person in the pool where they wait for one."""
    event = registration.event
    pool = found.pools[mode_of(event, registration.wanted or registration.mode)]
    return in_short(pool, roll_up_of(registration), event)


def my_turn(registration: Registration, *, now) -> dict:
    """What the person's page says of the queue they stand in, and where they could go instead."""
    told: dict = {"position": None, "why_waiting": "", "switch_to": "", "at_once": False}
    event, status = registration.event, registration.status
    if event.format == Event.Format.HYBRID:
        told["switch_to"] = other_mode(registration, now=now)
    if status == Status.WAITING or (status == Status.CONFIRMED and registration.wanted):
        found = standing(event, now=now)
        told["position"] = position(registration)
        told["why_waiting"] = why_waiting(registration, found)
        told["at_once"] = _is_free(registration, told["switch_to"], found)
    told["can_keep"] = told["at_once"] and not list(reasons_not_to_wait(event, now=now))
    return told


def _is_free(registration: Registration, to: str, found: Standing) -> bool:
    """Whether somebody who waits would have a place `to` at once."""
    if not to or registration.status != Status.WAITING:
        return False
    return found.pools[to].fits(roll_up_of(registration))


def what_is_held(event: Event, person, *, now) -> dict:
    """For somebody without a place: what is held for sectors, and whether there is a seat for them.

    `person` may be a visitor: `left` is then what anybody may have. Changes the `availability` on
    the event where the mix decides.
    """
    pool = standing(event, now=now).pools[mode_of(event)]
    roll_up = ""
    if event.availability in ("open", "few", "full", "online") and person.is_authenticated:
        profile = getattr(person, "profile", None)
        roll_up = profile.sector.roll_up if profile and profile.sector else ""
        if not pool.fits(roll_up):
            event.availability = outside_the_room(event)
        elif event.availability in ("full", "online"):
            event.availability = "open"
        if event.availability == "online":
            event.places_left = online_left(event)
    held = pool.held_from("") if pool.free > 0 else []
    said = [_held(pool, quota, event) for quota in held]
    return {"held": said, "left": pool.open_to(roll_up)}


def in_short(pool: Pool, roll_up: str, event: Event) -> str:
    """Why there is no seat in this pool for this sector, in sentences; empty if there is one."""
    why = pool.why_not(roll_up)
    own = pool.quotas.get(roll_up)
    sentences = []
    if why == FULL:
        sentences.append(_nothing_free(pool, event))
    if why in (FULL, CEILING) and own and own.is_full:
        sentences.append(_all_taken(own, event))
    if why == HELD:
        sentences += [_held(pool, quota, event) for quota in pool.held_from(roll_up)]
    return " ".join(sentences)


def _nothing_free(pool: Pool, event: Event) -> str:
    if event.format != Event.Format.HYBRID:
        return _("No place is free.")
    if pool.mode == Registration.Mode.ONLINE:
        return _("No place online is free.")
    return _("No place in the room is free.")


def _all_taken(own: Quota, event: Event) -> str:
    text = ngettext(
        "The one place that %(whom)s may have until %(moment)s is taken.",
        "All %(count)d places that %(whom)s may have until %(moment)s are taken.",
        own.at_most,
    )
    until = in_words(held_until(event), event)
    return text % {"count": own.at_most, "whom": WHOM[own.roll_up], "moment": until}


def _held(pool: Pool, quota: Quota, event: Event) -> str:
    count = min(quota.held, pool.free)
    text = ngettext(
        "%(count)d place is held for %(whom)s until %(moment)s.",
        "%(count)d places are held for %(whom)s until %(moment)s.",
        count,
    )
    until = in_words(held_until(event), event)
    return text % {"count": count, "whom": WHOM[quota.roll_up], "moment": until}


@dataclass
class Turn:
    """Somebody in a queue, and which of the seats that come free is theirs.

    `seat` 0 is free now, 1 the next that comes free; None: none before the shares end.
    """

    registration: Registration
    seat: int | None
    # Why the next seat goes past this person, where it does.
    passed_over: str = ""


@dataclass
class Outlook:
    """A pool and its queue, in the order in which seats would be given."""

    pool: Pool
    turns: list[Turn]

    @property
    def shares(self) -> list[Quota]:
        return list(self.pool.quotas.values())


def outlook(event: Event, *, now) -> list[Outlook]:
    """The dry run: to whom seats would go by the very rule that gives them, pool by pool.

    Seats that come free are taken to be of people whose sector's share stays met without them.
    """
    found = standing(event, now=now)
    people = event.registrations.in_line().select_related("person", "sector")
    queues: dict[str, list[Registration]] = {mode: [] for mode in found.pools}
    for registration in people:
        registration.event = event
        queues[mode_of(event, registration.wanted or registration.mode)].append(registration)
    return [_outlook(pool, queues[mode], event) for mode, pool in found.pools.items()]


def _outlook(pool: Pool, queue: list[Registration], event: Event) -> Outlook:
    trial, left = deepcopy(pool), list(queue)
    turns = _give(trial, left, 0)
    # while seats stand free, what keeps people from them; else what sends the next one past them
    reasons = _reasons(trial, left, event) if trial.free > 0 else {}
    # So many seats at most go to nobody who is in the queue, because they are held.
    held = sum(quota.held for quota in pool.quotas.values())
    for seat in range(1, len(left) + held + 1):
        trial.taken -= 1
        if seat == 1:
            reasons = reasons or _reasons(trial, left, event)
        turns += _give(trial, left, seat)
    turns += [Turn(one, None) for one in left]
    for turn in turns:
        turn.passed_over = reasons.get(turn.registration.pk, "")
    return Outlook(pool, turns)


def _reasons(trial: Pool, left: list[Registration], event: Event) -> dict[int, str]:
    return {one.pk: in_short(trial, roll_up_of(one), event) for one in left}


def _give(trial: Pool, left: list[Registration], seat: int) -> list[Turn]:
    """Gives what is free in the trial to those whom it fits; takes them out of `left`."""
    turns = []
    for one in list(left):
        if trial.fits(roll_up_of(one)):
            trial.seat(roll_up_of(one))
            left.remove(one)
            turns.append(Turn(one, seat))
    return turns
