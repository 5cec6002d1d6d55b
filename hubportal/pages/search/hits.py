"""Finds by two statements: how much there is of each kind, and the rows of one page."""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_

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
from hubportal.pages.search.slips import mended
from hubportal.pages.search.words import Asked, around, forms, marked, meant, plain, said, written
from hubs.models.search import Searchable, begins_with, holds

# So many of each kind are weighed; who gets more has asked for too little.
MOST = 500
NEAREST = 100
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

    def __init__(self, question: Asked, *, user, now, only: str = "", like: bool = False):
        self.question, self.user, self.now, self.like = question, user, now, like
        self.near, self.most = like, NEAREST if like else MOST
        self.only = only if only in BY_KEY else ""

    @cached_property
    def kinds(self) -> list[Found]:
        """The kinds with hits, in their order: one statement."""
        parts = [how_many(kind, self._found(kind)[: self.most + 1]) for kind in KINDS]
        number = dict(parts[0].union(*parts[1:], all=True))
        return [
            Found(kind, min(number[kind.key], self.most), number[kind.key] > self.most)
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
        parts = [part for kind in wanted for part in self._parts(kind)]
        rows = parts[0].union(*parts[1:], all=True)
        shapes = {form for word in self.question.words for form in self._forms(word)}
        words = self.question.words
        return [hit(Row(*row), words, sorted(shapes)) for row in rows.order_by(*ORDER)[window]]

    def _forms(self, word: str) -> list[str]:
        """Welsh pages find a word in every shape that Welsh gives it; others when near it."""
        return forms(word) if self.like or get_language() == "cy" else []

    def _holds(self, word: str, *, column: str = "search_text") -> Q:
        shapes = (begins_with(form, column=column) for form in self._forms(word))
        return any_of([holds(word, column=column), *shapes])

    def _found(self, kind: Kind) -> QuerySet:
        rows = kind.visible_to(self.user).order_by()
        for word in self.question.words:
            found = self._holds(word)
            rows = rows.filter(found | near_to(kind, word) if self.like else found)
        return rows

    def _parts(self, kind: Kind) -> list[QuerySet]:
        """Two parts of a union, each of so few rows that they can all be weighed.

        Titles come first, so that no number of texts pushes one out.
        """
        rows, words = self._found(kind), self.question.words
        if self.like:
            nothing = kind.model._base_manager.filter(pk=-1)
            tier, gap = Value(NEAR), distance(kind, words)
            return [self._weighed(kind, part, tier, gap) for part in (rows, nothing)]
        in_title = reduce(and_, (self._holds(word, column=kind.title_column) for word in words))
        tier = Case(When(slug=self.question.slug, then=SLUG), default=TITLE)
        # Titles of about one length are equally near: their dates decide.
        gap = Length(kind.title_column) / 20.0
        return [
            self._weighed(kind, rows.filter(in_title), tier, gap),
            self._weighed(kind, rows.exclude(in_title), Value(BODY), gap),
        ]

    def _weighed(self, kind: Kind, rows: QuerySet, tier, gap) -> QuerySet:
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
        ).values_list(*COLUMNS)[: self.most]


def find(question: Asked, *, user, now, only: str = "") -> Hits:
    """What holds every word; where nothing does, what holds those meant, or titles like them."""
    who = {"user": user, "now": now, "only": only}
    hits = Hits(question, **who)
    if hits.kinds:
        return hits
    better = mended(question, user=user)
    hits = Hits(better or question, **who, like=better is None)
    if better is not None and not hits.kinds:
        hits = Hits(question, **who, like=True)
    hits.near = True
    return hits


def did_you_mean(question: Asked, hits: Hits, shown: list[Hit]) -> str:
    """The words as they are written in what was nearly asked for."""
    titles = ["".join(text for text, _marked in each.title) for each in shown]
    if not hits.near:
        return ""
    return meant(question, titles) if hits.like else written(question, hits.question, titles)


def any_of(conditions) -> Q:
    return reduce(or_, conditions)


def near_to(kind: Kind, word: str) -> Q:
    """Titles with a word that has six of ten groups of three letters in common with this one."""
    return Q(**{f"{kind.title_column}__trigram_word_similar": Searchable(Value(word))})


def how_many(kind: Kind, found: QuerySet) -> QuerySet:
    """One row, the kind and the number, which is not counted beyond what is weighed."""
    rows = kind.model._base_manager.filter(pk__in=found.values("pk")).order_by()
    counted = rows.values(key=Value(kind.key)).annotate(number=Count("pk"))
    return counted.values_list("key", "number")


def distance(kind: Kind, words: Sequence[str]):
    """How far a title is from the words, from 0 to 1, by the one that it is furthest from."""
    alike = [TrigramWordSimilarity(Searchable(Value(word)), kind.title_column) for word in words]
    return 1.0 - Least(Value(1.0), *alike, output_field=FloatField())


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
