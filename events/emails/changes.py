"""The letter about a change as staff read it before it leaves."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from events.emails.letters import told
from events.models import Event, Registration
from hubportal.outbox.letters import render

LETTER = "events/email/event_changed"
NOBODY = "…"


def drafts_of_change(event: Event, before: Event) -> list[dict]:
    """Language, subject and text of the letter in each language, to nobody in particular.

    Its links lead nowhere: those of a real letter act for the person who has it.
    """
    return [_draft(event, before, code, name) for code, name in settings.LANGUAGES]


def _draft(event: Event, before: Event, code: str, name: str) -> dict:
    person = get_user_model()(name=NOBODY, language=code, time_zone=event.time_zone)
    registration = Registration(pk=0, event=event, person=person)
    with translation.override(code), timezone.override(event.time_zone):
        context = {"recipient": person, "event": event, "about": registration}
        subject, text, _html = render(LETTER, context | told(registration, before=before))
    return {"code": code, "language": name, "subject": subject, "text": text}
