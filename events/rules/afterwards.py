"""What is left to do, and until when, once an event is over."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from events.models import Event, Registration

# So long after the end the clock leaves it to the staff to say that attendance is complete,
UNTIL_SETTLED = dt.timedelta(hours=24)
# and then it does not thank anybody any more by itself: the letter would surprise.
TOO_LATE_TO_SETTLE = dt.timedelta(days=14)
# So long somebody who is marked as attended later is still thanked by letter.
UNTIL_THANKED = dt.timedelta(days=60)


def reasons_not_to_settle(event: Event, *, attended: int, now) -> Iterator[str]:
    """`attended` is the number of people marked so: of whom we know nothing, we say nothing."""
    if event.attendance_settled_at:
        yield _("Attendance is complete already.")
    elif event.status != Event.Status.PUBLISHED or now < event.ends_at:
        yield _("The event is not over yet.")
    elif not attended:
        yield _("Nobody is marked as attended. Mark first who came.")


def thanks_are_to_come(event: Event, *, now) -> bool:
    """Whether those who came, but were not thanked, still are: then that letter says all there is.

    Once staff or the clock have said that attendance is complete; see `services.close_attendance`.
    """
    settled_at = event.attendance_settled_at
    if settled_at:
        return now < settled_at + UNTIL_THANKED
    return event.status == Event.Status.PUBLISHED and now < event.ends_at + TOO_LATE_TO_SETTLE


def reasons_not_to_certify(registration: Registration, *, now) -> Iterator[str]:
    """Why there is no certificate, in words for the person."""
    yield from _reasons_not_there(registration, now=now)
    if not registration.person.name:
        yield _("Tell us your name first: it stands on the certificate.")


def reasons_not_to_survey(registration: Registration, *, now) -> Iterator[str]:
    if registration.surveyed:
        yield _("You have told us already. Thank you.")
        return
    yield from _reasons_not_there(registration, now=now)
    if now >= registration.event.survey_until:
        yield _("We asked for 30 days after the event; that time is over.")


def _reasons_not_there(registration: Registration, *, now) -> Iterator[str]:
    """Why somebody does not count among those who came."""
    event, status = registration.event, registration.status
    if event.status == Event.Status.CANCELLED:
        yield _("This event was cancelled.")
    elif not registration.in_place:
        yield _("You had no place at this event.")
    elif now < event.ends_at:
        yield _("The event is not over yet. Come back afterwards.")
    elif status == Registration.Status.MISSED:
        yield _("The hub has noted that you did not come. If you were there, ask it to mark that.")
    elif status != Registration.Status.ATTENDED:
        yield _("The hub has not marked yet that you were there. If you were, ask it to.")


def reasons_not_to_list(registration: Registration, *, seeks_team: bool, now) -> Iterator[str]:
    """Why somebody cannot show themselves to the others; hiding is always possible."""
    event = registration.event
    if not registration.in_place:
        yield _("Only people with a place see each other.")
    elif now >= event.listed_until and not team_finder_until(event, now=now):
        yield _("The list of people is closed: the event was some time ago.")
    elif now >= event.listed_until and not seeks_team:
        yield _("The list is now for people who look for others to apply with. Say that you do.")
    elif not registration.person.name:
        yield _("Tell us your name first: the others read it.")


@dataclass(frozen=True)
class After:
    """What somebody can do about an event of theirs."""

    over: bool
    certificate: bool
    survey: bool
    people: bool


def left_to_do(registration: Registration, *, now) -> After:
    """Which links a page shows beside this registration; no query where its event is loaded.

    Of an event whose list is closed, also its `calls`.
    """
    return After(
        over=registration.event.ends_at <= now,
        certificate=not list(reasons_not_to_certify(registration, now=now)),
        survey=not list(reasons_not_to_survey(registration, now=now)),
        people=registration.in_place and _list_lives(registration.event, now=now),
    )


def _list_lives(event: Event, *, now) -> bool:
    """Until it closes, and for those who look for a team as long as a call of the event is open."""
    return now < event.listed_until or any(call.is_open(now=now) for call in event.calls.all())


def has_team_finder(event: Event) -> bool:
    """People look for others to apply with where a call belongs to the event. One query."""
    return event.calls.exclude(status="draft").exists()


def team_finder_until(event: Event, *, now) -> dt.datetime | None:
    """Until when those who look for a team still see each other, once the list is closed.

    The end of the last open call of the event; None before, or where none is open. One query.
    """
    if now < event.listed_until:
        return None
    return event.calls.open(now=now).aggregate(last=Max("closes_at"))["last"]
