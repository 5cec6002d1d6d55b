"""What one search looks through. Every kind starts from what this person may see."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from events.models import Event
from funding.models import Call
from hubs.models import (
    Feature,
    GlossaryTerm,
    Hub,
    Opportunity,
    Organisation,
    Programme,
    Resource,
    Story,
    Theme,
)
from hubs.models.publishing import texts

NEVER = Q(pk=None)


@dataclass(frozen=True)
class Kind:
    """One kind of thing; `title`, `summary` and `body` name its translated fields."""

    key: str
    one: str
    many: str
    model: type
    page: str
    title: str = "title"
    summary: str = "summary"
    body: str = "body"
    title_column: str = "search_title"
    # What it is called in an order of equals: places and subjects before single things.
    rank: int = 1
    over: Callable[..., Q] = lambda now: NEVER
    day: str = ""

    def visible_to(self, user) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows.visible_to(user) if hasattr(rows, "visible_to") else rows

    def text_of(self, field: str):
        return Cast(F(field), TextField()) if field else Value("", TextField())

    def texts(self, stored: str) -> list[dict]:
        """What was read by `text_of`, by language."""
        return [texts(LazyI18nString(stored))]

    def address(self, slug: str) -> str:
        return reverse(self.page, args=[slug])


class Themes(Kind):
    def visible_to(self, user) -> QuerySet:
        return Theme.objects.filter(retired=False)


class Terms(Kind):
    """The glossary is one page; a term is a place in it."""

    def address(self, slug: str) -> str:
        return f"{reverse(self.page)}#{slug}"


class Features(Kind):
    """A feature says what was approved, which is JSON; never what is being written."""

    def text_of(self, field: str):
        return Cast(KeyTextTransform(field, "shown"), TextField())

    def texts(self, stored: str) -> list[dict]:
        found = json.loads(stored or "{}")
        return [each["text"] for each in found] if isinstance(found, list) else [found]


def closed(now) -> Q:
    return Q(closes_at__lte=now) | Q(status="withdrawn")


KINDS = [
    Kind(
        "hub", _("Hub"), _("Hubs"), Hub, "hubs:detail", "name", body="about", rank=0,
        over=lambda now: Q(status=Hub.Status.CLOSED),
    ),
    Kind(
        "programme", _("Programme"), _("Programmes"), Programme, "hubs:programme", "name",
        body="about", rank=0,
    ),
    Themes(
        "theme", _("Theme"), _("Themes"), Theme, "hubs:theme", "name", "", "",
        title_column="search_text", rank=0,
    ),
    Kind(
        "event", _("Event"), _("Events"), Event, "events:detail",
        over=lambda now: Q(ends_at__lt=now) | Q(status=Event.Status.CANCELLED), day="starts_at",
    ),
    Kind(
        "call", _("Funding call"), _("Funding calls"), Call, "funding:call",
        over=closed, day="closes_at",
    ),
    Kind(
        "opportunity", _("Opportunity"), _("Opportunities"), Opportunity, "hubs:opportunity",
        over=closed, day="closes_at",
    ),
    Kind(
        "organisation", _("Organisation"), _("Organisations"), Organisation, "hubs:organisation",
        "name", "summary", "", over=lambda now: Q(successor__isnull=False),
    ),
    Kind("story", _("Story"), _("Stories"), Story, "hubs:story", day="dated"),
    Features(
        "feature", _("Partner Perspective"), _("Partner Perspectives"), Feature, "hubs:feature",
        "title", "intro", "answers", day="public_from",
    ),
    Kind("resource", _("Resource"), _("Resources"), Resource, "hubs:resource", day="dated"),
    Terms(
        "term", _("Glossary term"), _("Glossary terms"), GlossaryTerm, "hubs:glossary",
        "term", "meaning", "",
    ),
]  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
