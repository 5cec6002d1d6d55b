"""Letters about applications, invitations and colleagues who come instead."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.emails.letters import write
from events.models import Event, Registration
from events.models.truths import NOBODY_TOOK_IT
from hubportal.outbox.letters import LIFETIME, absolute, digest, post
from hubportal.outbox.models import Letter, Priority
from hubs.emails.exchanges import keepers

ANSWER_LATE = "events/email/answer_late"
AN_ADDRESS = re.compile(r"\S+@\S+")
# Who is told that applications wait for them.
DECIDERS = ["hub_manager", "event_officer"]


def place_applied(registration: Registration) -> None:
    write("place_applied", registration)


def place_accepted(registration: Registration) -> None:
    write("place_accepted", registration, method="REQUEST", priority=Priority.DECISION)


def place_declined(registration: Registration, *, reason: str) -> None:
    write("place_declined", registration, priority=Priority.DECISION, reason=reason)


def place_undecided(registration: Registration) -> None:
    write("place_undecided", registration)


def answer_late(registration: Registration) -> None:
    """Once for each day by which an answer was promised."""
    day = registration.event.decide_by.isoformat()
    write("answer_late", registration, version=day, expires_at=registration.event.starts_at)


def place_invited(registration: Registration) -> None:
    """Leaves ahead of other letters: the place is held while it travels."""
    write(
        "place_invited",
        registration,
        version=registration.offer_expires_at.isoformat(),
        priority=Priority.DECISION,
        expires_at=registration.offer_expires_at,
    )


def colleague_asked(asked: Registration, *, holder: Registration) -> None:
    write(
        "colleague_asked",
        asked,
        priority=Priority.DECISION,
        expires_at=asked.offer_expires_at,
        holder=holder.person,
    )


def as_if_asked(holder: Registration) -> None:
    """Writes such a letter and forgets it.

    How long an answer takes would tell who has an account as well as words could.
    """
    with transaction.atomic():
        write("colleague_asked", holder, priority=Priority.DECISION, holder=holder.person)
        transaction.set_rollback(True)


def ask_ended(asked: Registration) -> None:
    write("ask_ended", asked)


def passed_on(holder: Registration, *, colleague) -> None:
    write("passed_on", holder, method="CANCEL", colleague=colleague)


def place_passed_on(registration: Registration, *, holder: Registration) -> None:
    write("place_passed_on", registration, method="REQUEST", holder=holder.person)


@dataclass(frozen=True)
class Asked:
    """Whom somebody named to come instead, and until when these may take the place."""

    since: dt.datetime
    until: dt.datetime
    letter: Letter

    def is_for(self, email: str) -> bool:
        return self.letter.version.endswith(f":{digest(email)}")

    @property
    def email(self) -> str:
        """As it was typed. The letter alone keeps it, and with it somebody is forgotten."""
        text = self.letter.message().get_body(("plain",))
        words = AN_ADDRESS.findall(text.get_content()) if text else []
        return next((word for word in words if self.is_for(word)), "")


def nobody_took_it(holder: Registration, *, email: str, until, version: str) -> None:
    """Written with every question and leaving when its time is over, if it is true by then.

    So it says the same at the same moment whoever the address belongs to, if it is anybody's.
    """
    letter = write(
        "nobody_took_it",
        holder,
        version=f"{version}:{digest(email)}",
        expires_at=until + LIFETIME,
        email=email,
    )
    if letter:
        Letter.objects.filter(pk=letter.pk).update(next_attempt_at=until)


def times_asked(holder: Registration) -> int:
    """How often a colleague was named for this place."""
    return Letter.objects.about(holder).filter(what=NOBODY_TOOK_IT).count()


def asked(holder: Registration, *, now) -> Asked | None:
    """Whoever was named last, should there be somebody; the start of the event ends it too."""
    letter = Letter.objects.about(holder).filter(what=NOBODY_TOOK_IT).order_by("-pk").first()
    if letter is None:
        return None
    until = min(letter.expires_at - LIFETIME, holder.event.starts_at)
    return Asked(letter.created_at, until, letter) if until > now else None


def decisions_overdue(event: Event) -> int:
    """How many letters were written; none where these were written before."""
    return sum(bool(_remind(person, event)) for person in _deciders(event))


def _deciders(event: Event) -> list:
    rows = event.hub.memberships.filter(role__in=DECIDERS, user__is_active=True)
    people = {row.user_id: row.user for row in rows.select_related("user").order_by("pk")}
    return list(people.values()) or keepers(event.hub)


def _remind(person, event: Event):
    waiting = event.registrations.applied().count()
    with translation.override(person.language), timezone.override(person.time_zone):
        words = ngettext(
            "%(count)d application waits for an answer.",
            "%(count)d applications wait for an answer.",
            waiting,
        )
        context = {
            "event": event,
            "waiting": words % {"count": waiting},
            "day": formats.date_format(event.decide_by),
            "staff_url": absolute(people_to_decide(event)),
            "why": _("You receive this letter because you look after %(hub)s.")
            % {"hub": event.hub},
        }
    return post(
        "events/email/decisions_overdue",
        to=person,
        about=event,
        version=event.decide_by.isoformat(),
        expires_at=event.starts_at,
        context=context,
    )


def people_to_decide(event: Event) -> str:
    """The staff's list of those who applied and wait for an answer."""
    rows = reverse("admin:events_registration_changelist")
    return f"{rows}?event__id__exact={event.pk}&decide=yes"
