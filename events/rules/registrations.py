from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Registration
from events.rules.asking import asks_nothing
from events.rules.places import fits, mode_of, standing
from hubportal.workflow.models import Step
from members.rules import has_complete_profile

ALREADY = {
    Registration.Status.APPLIED: lambda: _(
        "You have applied already. We write when it is decided."
    ),
    Registration.Status.DECLINED: lambda: _(
        "The hub could not give you a place at this event, so you cannot apply again."
    ),
    Registration.Status.WAITING: lambda: _("You are on the waiting list already."),
    Registration.Status.OFFERED: lambda: _(
        "We are holding a place for you: take it or give it up."
    ),
}


BY_NOW = {
    Registration.Status.CONFIRMED: gettext_lazy("Already accepted: the person has a place."),
    Registration.Status.OFFERED: gettext_lazy("Already accepted: a place is offered."),
    Registration.Status.WAITING: gettext_lazy("Already accepted: the person is in the queue."),
    Registration.Status.DECLINED: gettext_lazy("Already declined."),
    Registration.Status.LAPSED: gettext_lazy("Already over: the offer was not taken in time."),
    Registration.Status.CANCELLED: gettext_lazy("Already given up by the person."),
    Registration.Status.REMOVED: gettext_lazy("Already cancelled by the hub."),
}


def in_words(moment, event: Event) -> str:
    """Date and time on the clock of the event's place."""
    local = timezone.localtime(moment, event.zone)
    words = {"date": date_format(local), "time": date_format(local, "H:i")}
    return _("%(date)s at %(time)s") % words


def reasons_not_to_register(event: Event, user, *, now) -> Iterator[str]:
    """Greys the button and refuses the POST. Costs two queries, none for a stranger."""
    if user.is_authenticated and (mine := known(event, user)):
        yield already(mine)
        return
    yield from reasons_not_open(event, now=now)
    if user.is_authenticated and not has_complete_profile(user):
        yield _("Tell us your name and your sector first.")


def is_one_click(event: Event, person, *, now) -> bool:
    """Whether Register, pressed before signing in, can mean one thing alone: a place at once.

    Everybody else has something to say, or to read, before it is done.
    """
    if event.approval or not asks_nothing(event):
        return False
    pool = standing(event, now=now).pools[mode_of(event)]
    sector = person.profile.sector
    return not pool.waiting and pool.fits(sector.roll_up if sector else "")


def known(event: Event, person) -> Registration | None:
    """What a person has at an event: their live registration, or that the hub said no."""
    rows = event.registrations.filter(
        Q(status__in=Registration.LIVE) | Q(status=Registration.Status.DECLINED), person=person
    )
    return rows.order_by("-pk").first()


def already(registration: Registration) -> str:
    return ALREADY.get(registration.status, lambda: _("You are registered already."))()


def reasons_not_open(event: Event, *, now) -> Iterator[str]:
    """Why nobody can register now, whoever they are."""
    if event.status != Event.Status.PUBLISHED:
        yield _not_announced(event)
    elif now >= event.starts_at:
        yield _("This event has started.") if now < event.ends_at else _("This event is over.")
    elif event.registration_opens_at and now < event.registration_opens_at:
        opens = in_words(event.registration_opens_at, event)
        yield _("Registration opens on %(moment)s.") % {"moment": opens}
    elif now >= event.registration_ends_at:
        closed = in_words(event.registration_ends_at, event)
        yield _("Registration closed on %(moment)s.") % {"moment": closed}
    elif now >= event.asks_until:
        day = date_format(event.decide_by)
        yield _("You could apply until %(day)s, the day by which everybody hears.") % {"day": day}


def _not_announced(event: Event) -> str:
    return {
        Event.Status.DRAFT: _("This event is not announced yet."),
        Event.Status.POSTPONED: _("This event is postponed. A new date will be announced here."),
        Event.Status.CANCELLED: _("This event is cancelled."),
    }[event.status]


def reasons_not_to_cancel(registration: Registration, *, now) -> Iterator[str]:
    status = registration.status
    if status == Registration.Status.CANCELLED:
        yield _("Your registration is cancelled already.")
    elif status not in Registration.LIVE:
        yield _("You have no place at this event any more.")
    elif now >= registration.event.starts_at:
        yield _("The event has started, so there is nothing left to cancel.")


def after_cancelling(registration: Registration, *, now) -> str:
    """What has become of the place that somebody gave up; empty of any other registration."""
    if registration.status != Registration.Status.CANCELLED:
        return ""
    if list(reasons_not_open(registration.event, now=now)):
        return _("Thank you for telling us.")
    if registration.event.registrations.in_place().filter(instead_of=registration).exists():
        return _("A colleague comes instead of you.")
    last = Step.objects.about(registration).last()
    if last and last.was in AFTER_LEAVING:
        return AFTER_LEAVING[last.was]()
    if fits(registration.event, sector=registration.sector, mode=registration.mode, now=now):
        return _("The place is free again. If you change your mind, register again.")
    return _("Somebody else has the place or is offered it. You can join the waiting list.")


AFTER_LEAVING = {
    Registration.Status.APPLIED: lambda: _(
        "You have withdrawn your application. If you change your mind, apply again."
    ),
    Registration.Status.WAITING: lambda: _(
        "You have left the waiting list. If you change your mind, register again."
    ),
}


def reasons_not_to_take(registration: Registration, *, now) -> Iterator[str]:
    event = registration.event
    if registration.in_place:
        yield _("You have this place already.")
    elif registration.status == Registration.Status.LAPSED or (
        registration.status == Registration.Status.OFFERED and not registration.holds(now=now)
    ):
        yield _("The offer has ended: we do not hold the place for you any more.")
    elif registration.status != Registration.Status.OFFERED:
        yield _("There is no place to take.")
    elif now >= event.starts_at:
        yield _("This event has started.")
    elif event.status != Event.Status.PUBLISHED:
        yield _not_announced(event)


def reasons_not_to_remove(registration: Registration) -> Iterator[str]:
    if Registration.Status.REMOVED not in Registration.MOVES.get(registration.status, ()):
        no_more = _("This registration cannot be cancelled any more.")
        yield what_it_is_by_now(registration) or no_more


def what_it_is_by_now(registration: Registration) -> str:
    """For staff who press a button once more, or after a colleague; "" of who came or did not."""
    return str(BY_NOW.get(registration.status, ""))
