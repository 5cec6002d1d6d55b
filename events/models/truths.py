"""Whether a letter about a registration that still waits to be sent is true."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.outbox.models import Letter

# What whoever named a colleague hears when the time to answer is over.
NOBODY_TOOK_IT = "events/email/nobody_took_it"


def why_not_send(registration, what: str, version: str) -> str:
    """In words for staff; empty when the letter still is true."""
    if not registration.person.is_active:
        return str(_("This account is closed."))
    if what not in STILL_TRUE:
        return ""
    return str(STILL_TRUE[what](registration, version, timezone.now()))


def _about_a_place(registration, version, now) -> str:
    if not registration.in_place:
        return _("The person has no place any more.")
    return _about_a_coming_event(registration.event, now)


def _about_a_switch(registration, version, now) -> str:
    """Who went back again reads of that alone."""
    if version != str(registration.sequence):
        return _("It has changed again since.")
    return _about_a_place(registration, version, now)


def _about_a_coming_event(event, now) -> str:
    if event.status != "published":
        return _("The event is not announced any more.")
    return _("The event has started.") if event.starts_at <= now else ""


def _about_waiting(registration, version, now) -> str:
    if registration.status != "waiting":
        return _("The person is not on the waiting list any more.")
    return _about_a_coming_event(registration.event, now)


def _about_an_application(registration, version, now) -> str:
    if registration.status != "applied":
        return _("The application is decided or withdrawn.")
    return _about_a_coming_event(registration.event, now)


def _about_a_colleague(registration, version, now) -> str:
    """Only the colleague who was named last is spoken of, while the place is there."""
    newest = Letter.objects.about(registration).filter(what=NOBODY_TOOK_IT).order_by("-pk")
    if newest.values_list("version", flat=True).first() != version:
        return _("Somebody else was named since.")
    return _about_a_place(registration, version, now)


def _about_an_offer(registration, version, now) -> str:
    return "" if registration.holds(now=now) else _("The place is not offered any more.")


def _about_a_change(registration, version, now) -> str:
    """Only the newest letter is true: it shows the event as it stands. Each grows the sequence."""
    if registration.status not in registration.LIVE:
        return _("The person has no place any more.")
    return "" if version == str(registration.sequence) else _("It has changed again since.")


def _about_a_reminder(registration, version, now) -> str:
    event = registration.event
    if not registration.reminders:
        return _("The person wants no reminders.")
    if not version.startswith(f"{event.starts_at.isoformat()}:"):
        return _("The event has moved since.")
    return _about_a_place(registration, version, now)


def _about_a_message(registration, version, now) -> str:
    """Whoever has lost what the message was about, a place or a wait for one, is not told."""
    message = registration.event.messages.filter(pk=version).first()
    if message is None:
        return _("The message is not there any more.")
    wanted = set(message.statuses)
    if registration.status in wanted or (registration.in_place and "confirmed" in wanted):
        return ""
    return _("The person is not among those whom the message is for any more.")


def _about_being_let_in(registration, version, now) -> str:
    """Letters bear no version that were written before it could be taken back."""
    if version and version != str(registration.sequence):
        return _("It has changed again since.")
    return _about_having_come(registration, version, now)


def _about_taking_back(registration, version, now) -> str:
    """Also when the event is over: they read before that they came."""
    return "" if version == str(registration.sequence) else _("It has changed again since.")


def _about_having_come(registration, version, now) -> str:
    if registration.status != "attended":
        return _("The person is not marked as attended any more.")
    return ""


STILL_TRUE = {
    "registration_confirmed": _about_a_place,
    "place_taken": _about_a_place,
    "place_switched": _about_a_switch,
    "waiting_list_joined": _about_waiting,
    "place_offered": _about_an_offer,
    "place_applied": _about_an_application,
    "answer_late": _about_an_application,
    "place_accepted": _about_a_place,
    "place_passed_on": _about_a_place,
    "place_invited": _about_an_offer,
    "colleague_asked": _about_an_offer,
    "nobody_took_it": _about_a_colleague,
    "event_changed": _about_a_change,
    "event_postponed": _about_a_change,
    "message": _about_a_message,
    "reminder": _about_a_reminder,
    "checked_in": _about_being_let_in,
    "taken_back": _about_taking_back,
    "thank_you": _about_having_come,
}
