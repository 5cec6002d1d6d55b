"""Finds by two statements: how much there is of each kind, and the rows of one page."""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Abs, Cast, Extract, Least, Length
from django.utils.translation import get_language

from hubportal.pages.search.kinds import BY_KEY, KINDS, Kind
from hubportal.pages.search.words import Asked, around, forms, marked, meant, plain, said
from hubs.models.search import Searchable, begins_with, holds

# So many of each kind are weighed; who gets more has asked for too little.
MOST = 1000
# One word of several may be further off than the six tenths that the index asks of the nearest.
ALIKE = 0.45
SLUG, TITLE, BODY, NEAR = range(4)
ORDER = ["tier", "over", "rank", "gap", F("away").asc(nulls_last=True), "slug"]
COLUMNS = ["key", "slug", "tier", "over", "rank", "gap", "away", "at", "heading", "lead", "rest"]
Row = namedtuple("Row", COLUMNS)


@dataclass(frozen=True)
class Hit:
    """A row as a page shows it; `title` and `text` come in pieces, marked or not."""

    kind: Kind
    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]
    title_language: str
    text_language: str
    url: str
    over: bool
    at: object


@dataclass(frozen=True)
class Found:
    """How many there are of a kind; `more` when so many that they were not all weighed."""

    kind: Kind
    number: int
    more: bool


class Hits:
    """What `user` may see of what was asked for; a Paginator takes it for a list."""

    ordered = True

    def __init__(self, question: Asked, *, user, now, only: str = "", near: bool = False):
        self.question, self.user, self.now, self.near = question, user, now, near
        self.only = only if only in BY_KEY else ""

    @cached_property
    def kinds(self) -> list[Found]:
        """The kinds with hits, in their order: one statement."""
        parts = [how_many(kind, self._candidates(kind)) for kind in KINDS]
        number = dict(parts[0].union(*parts[1:], all=True))
        return [
            Found(kind, min(number[kind.key], MOST), number[kind.key] > MOST)
            for kind in KINDS
            if number[kind.key]
        ]

    def count(self) -> int:
        return sum(found.number for found in self.kinds if self.only in ("", found.kind.key))

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, window: slice) -> list[Hit]:
        wanted = [found.kind for found in self.kinds if self.only in ("", found.kind.key)]
        if not wanted:
            return []
        parts = [self._weighed(kind) for kind in wanted]
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        shapes = {form for word in self.question.words for form in self._forms(word)}
        words = self.question.words
        return [hit(Row(*row), words, sorted(shapes)) for row in rows.order_by(*ORDER)[window]]

    def _forms(self, word: str) -> list[str]:
        """Welsh pages find a word in every shape that Welsh gives it; others when near it."""
        return forms(word) if self.near or get_language() == "cy" else []

    def _candidates(self, kind: Kind) -> QuerySet:
        rows = kind.visible_to(self.user)
        if self.near:
            rows = rows.filter(any_of(near_to(kind, word) for word in self.question.words))
        for number, word in enumerate(self.question.words):
            found = any_of([holds(word), *map(begins_with, self._forms(word))])
            if self.near:
                rows = rows.alias(**{f"_like_{number}": likeness(kind, word)})
                found |= Q(**{f"_like_{number}__gte": ALIKE})
            rows = rows.filter(found)
        return rows.order_by().values("pk")[: MOST + 1]

    def _weighed(self, kind: Kind) -> QuerySet:
        rows = kind.model._base_manager.filter(pk__in=self._candidates(kind)[:MOST])
        words = self.question.words
        tier, gap = near_order(kind, words) if self.near else order(kind, self.question)
        return rows.annotate(
            key=Value(kind.key),
            tier=tier,
            over=Case(When(kind.over(self.now), then=1), default=0),
            rank=Value(kind.rank),
            gap=gap,
            at=Cast(kind.day or Value(None), DateTimeField()),
            away=seconds_from(self.now),
            heading=kind.text_of(kind.title),
            lead=kind.text_of(kind.summary),
            rest=kind.text_of(kind.body),
        ).values_list(*COLUMNS)


def find(question: Asked, *, user, now, only: str = "") -> Hits:
    """What holds every word; where nothing does, what nearly does."""
    hits = Hits(question, user=user, now=now, only=only)
    return hits if hits.kinds else Hits(question, user=user, now=now, only=only, near=True)


def did_you_mean(hits: Hits, shown: list[Hit]) -> str:
    """The words as they are written in what was nearly asked for."""
    titles = ["".join(text for text, _marked in each.title) for each in shown]
    return meant(hits.question, titles) if hits.near else ""


def any_of(conditions) -> Q:
    return reduce(or_, conditions)


def near_to(kind: Kind, word: str) -> Q:
    """Titles with a word that is nearly this one, by the index, or holds a shape of it."""
    alike = Q(**{f"{kind.title_column}__trigram_word_similar": Searchable(Value(word))})
    return any_of([alike, *map(begins_with, forms(word))])


def likeness(kind: Kind, word: str) -> TrigramWordSimilarity:
    return TrigramWordSimilarity(Searchable(Value(word)), kind.title_column)


def how_many(kind: Kind, candidates: QuerySet) -> QuerySet:
    rows = kind.model._base_manager.filter(pk__in=candidates).order_by()
    return (
        rows.values(key=Value(kind.key)).annotate(number=Count("pk")).values_list("key", "number")
    )


def order(kind: Kind, question: Asked):
    """The thing itself, then titles that say it all, the shorter the nearer, then texts."""
    in_title = Q()
    for word in question.words:
        in_title &= holds(word, column=kind.title_column)
    tier = Case(When(slug=question.slug, then=SLUG), When(in_title, then=TITLE), default=BODY)
    # Titles of about one length are equally near: their dates decide
    return tier, Length(kind.title_column) / 20.0


def near_order(kind: Kind, words):
    alike = [likeness(kind, word) for word in words]
    return Value(NEAR), 1.0 - Least(Value(1.0), *alike, output_field=FloatField())


def seconds_from(now):
    gap = ExpressionWrapper(F("at") - Value(now), output_field=DurationField())
    return Abs(Cast(Extract(gap, "epoch"), FloatField()))


def hit(row: Row, words: Sequence[str], shapes: list[str]) -> Hit:
    kind, all_words = BY_KEY[row.key], [*words, *shapes]
    title, title_language = said(kind.texts(row.heading), all_words)
    text, text_language = said([*kind.texts(row.lead), *kind.texts(row.rest)], all_words)
    return Hit(
        kind=kind,
        title=marked(title, words, shapes),
        text=around(plain(text), words, shapes),
        title_language=title_language,
        text_language=text_language,
        url=kind.address(row.slug),
        over=bool(row.over),
        at=row.at,
    )
