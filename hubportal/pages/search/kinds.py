"""What one search looks through. Every kind starts from what this person may see."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event
from funding.models import Call
from hubs.models import (
    Feature,
    FeatureAnswer,
    GlossaryTerm,
    Hub,
    Opportunity,
    Organisation,
    Programme,
    Resource,
    Story,
    Theme,
)
from hubs.models.search import holds

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

    def holds(self, word: str) -> Q:
        return holds(word)

    def text_of(self, field: str, words):
        return Cast(F(field), TextField()) if field else Value("", TextField())

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
    """A feature says what its answers say; as they are shown, never as they were typed."""

    def holds(self, word: str) -> Q:
        return holds(word) | Q(pk__in=FeatureAnswer.objects.filter(holds(word)).values("feature"))

    def text_of(self, field: str, words):
        if field != self.body or not words:
            return super().text_of(field, words)
        answers = FeatureAnswer.objects.filter(holds(words[0]), feature=OuterRef("pk"))
        said = answers.order_by("position").values(said=Cast("text", TextField()))[:1]
        return Coalesce(Subquery(said), super().text_of(field, words))


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
        "title", "", "intro", day="public_from",
    ),
    Kind("resource", _("Resource"), _("Resources"), Resource, "hubs:resource", day="dated"),
    Terms(
        "term", _("Glossary term"), _("Glossary terms"), GlossaryTerm, "hubs:glossary",
        "term", "meaning", "",
    ),
]  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
