"""What a hub's content owes its readers: once a week, to those who keep it."""

from django.db import models
from django.urls import reverse
from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Priority
from hubs.emails.exchanges import keepers
from hubs.models import Hub

CONTENT_REVIEW = "hubs/email/content_review"
# So many of each kind are named; the staff's list has them all.
NAMED = 10


def hub_review(hub: Hub, due, *, week: str) -> int:
    """How many letters were written; none in a week that had one. `due` as `due_by_hub` has it."""
    return sum(_write(person, hub, due, week) for person in keepers(hub))


def programme_review(due, *, week: str) -> int:
    """The same for what belongs to no hub, to the programme team."""
    roles = Hub._meta.get_field("memberships").related_model._default_manager
    team = roles.filter(role="programme", user__is_active=True).select_related("user")
    return sum(_write(role.user, role, due, week) for role in team.order_by("pk"))


def _write(person, about: models.Model, due, week: str) -> bool:
    with translation.override(person.language):
        whose = str(about) if isinstance(about, Hub) else _("the whole programme")
        context = {
            "groups": [_group(model, rows) for model, rows in due],
            "number": sum(len(rows) for _model, rows in due),
            "whose": whose,
            "queue_url": absolute(reverse("staff_queue")),
            "why": _("You receive this letter because you look after %(hub)s.") % {"hub": whose},
        }
    letter = post(
        CONTENT_REVIEW,
        to=person,
        about=about,
        version=week,
        priority=Priority.REMINDER,
        context=context,
    )
    return letter is not None


def _group(model: type[models.Model], rows) -> dict:
    """The list that staff work through, and the first few of it."""
    stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return {
        "kind": capfirst(model._meta.verbose_name_plural),
        "url": absolute(reverse(f"{stem}_changelist") + "?review=due"),
        "rows": [(str(row), formats.date_format(row.review_by)) for row in rows[:NAMED]],
        "more": max(len(rows) - NAMED, 0),
    }
