"""Reminders of what a hub promised at a meeting, to those who manage that hub."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from hubportal.outbox.letters import Addressee, absolute, post
from hubportal.outbox.models import Priority
from hubs.models import FollowUp, Hub

FOLLOW_UP_DUE = "hubs/email/follow_up_due"
FOLLOW_UP_OVERDUE = "hubs/email/follow_up_overdue"


def follow_up_due(follow_up: FollowUp) -> int:
    """How many letters were written; none where this was written before."""
    return _post(FOLLOW_UP_DUE, follow_up)


def follow_up_overdue(follow_up: FollowUp) -> int:
    return _post(FOLLOW_UP_OVERDUE, follow_up)


def keepers(hub: Hub) -> list:
    """Who manages the hub; where nobody does yet, the address that the hub is answered at."""
    managing = hub.memberships.filter(role="hub_manager", user__is_active=True)
    people = [membership.user for membership in managing.select_related("user").order_by("pk")]
    if people or not hub.reply_to:
        return people
    known = [code for code in hub.languages if code in dict(settings.LANGUAGES)]
    language = next(iter(known), settings.LANGUAGE_CODE)
    with translation.override(language):
        name = str(hub.short_name)
    return [Addressee(hub.reply_to, name, language=language, time_zone=hub.time_zone)]


def _post(letter: str, follow_up: FollowUp) -> int:
    """Another day is another reminder, so that a promise whose day was moved reminds again."""
    version = follow_up.due_on.isoformat()
    written = 0
    for person in keepers(follow_up.owner_hub):
        with translation.override(person.language):
            context = _context(follow_up)
        written += bool(
            post(
                letter,
                to=person,
                about=follow_up,
                version=version,
                priority=Priority.REMINDER,
                expires_at=timezone.now() + dt.timedelta(days=7),
                context=context,
            )
        )
    return written


def _context(follow_up: FollowUp) -> dict:
    meeting, hub = follow_up.meeting, follow_up.owner_hub
    return {
        "meeting": meeting,
        "due": formats.date_format(follow_up.due_on),
        "meeting_url": absolute(meeting.get_absolute_url()),
        "staff_url": absolute(reverse("admin:hubs_followup_change", args=[follow_up.pk])),
        "why": _("You receive this letter because you look after %(hub)s.") % {"hub": hub},
        "facts": [
            (_("What"), str(follow_up.what)),
            (_("By"), formats.date_format(follow_up.due_on)),
            (_("Who there"), follow_up.owner_name),
            (_("Agreed at"), str(meeting)),
        ],
    }
