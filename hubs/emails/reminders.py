"""Reminders of a day in a register, to those who answer for it."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Priority
from hubs.emails.exchanges import keepers
from hubs.models import Agreement, Recognition


def agreement_due(agreement: Agreement, field: str, *, before: int, until: dt.date) -> int:
    """`field` is review_on or expires_on; `before` is 0 where the day has passed.

    Returns how many letters were written. Another day is another letter, so that a day that was
    moved reminds again; none leaves once the next one is due.
    """
    return _post("agreement_due", agreement, field, before, until)


def recognition_due(recognition: Recognition, field: str, *, before: int, until: dt.date) -> int:
    return _post("recognition_due", recognition, field, before, until)


def responsible_for(hub) -> list:
    """Who keeps the register of a hub; the programme team where there is no hub."""
    if hub:
        return keepers(hub)
    team = get_user_model().objects.filter(memberships__role="programme", is_active=True)
    return list(team.order_by("pk"))


def _post(letter: str, thing: models.Model, field: str, before: int, until: dt.date) -> int:
    day = getattr(thing, field)
    written = 0
    for person in responsible_for(thing.hub):
        with translation.override(person.language):
            context = _context(thing, field, day, passed=not before)
        written += bool(
            post(
                f"hubs/email/{letter}",
                to=person,
                about=thing,
                version=f"{field}:{day}:{before}",
                priority=Priority.REMINDER,
                expires_at=timezone.make_aware(dt.datetime.combine(until, dt.time())),
                context=context,
            )
        )
    return written


def _context(thing, field: str, day: dt.date, *, passed: bool) -> dict:
    url = reverse(f"admin:hubs_{thing._meta.model_name}_change", args=[thing.pk])
    said, ask = _words(thing, field, passed=passed)
    return {
        "said": said % {"day": formats.date_format(day), "title": str(thing)},
        "ask": ask,
        "staff_url": absolute(url),
        "why": _("You receive this letter because you look after %(hub)s.")
        % {"hub": thing.hub or _("the whole programme")},
        "facts": _facts(thing, day),
    }


def _words(thing, field: str, *, passed: bool) -> tuple[str, str]:
    """What there is to say, and what to do."""
    if field == "review_on":
        said = (
            _("Review due since %(day)s: %(title)s")
            if passed
            else _("Review by %(day)s: %(title)s")
        )
        ask = _("Ask the other parties whether it still serves, then enter the next review.")
    elif passed:
        said = _("Expired on %(day)s: %(title)s")
        ask = _("Was it renewed? Then enter the new day. Otherwise it is shown as past.")
    else:
        said = _("Expires on %(day)s: %(title)s")
        ask = _("Decide in time whether it is to be renewed, and enter the new day once it is.")
    return said, ask


def _facts(thing, day: dt.date) -> list[tuple[str, str]]:
    if isinstance(thing, Recognition):
        first = [
            (_("Scheme"), str(thing.scheme)),
            (_("Holder"), str(thing.hub or thing.organisation)),
        ]
        return [*first, (_("Level"), str(thing.level)), (_("Day"), formats.date_format(day))]
    parties = [str(party) for party in (*thing.hubs.all(), *thing.organisations.all())]
    first = [(_("Agreement"), str(thing)), (_("Kind"), thing.get_kind_display())]
    return [*first, (_("Parties"), ", ".join(parties)), (_("Day"), formats.date_format(day))]
