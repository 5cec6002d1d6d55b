"""What the public sees of features: the approved text in one language, and the words of a hub."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from django.db.models import QuerySet
from i18nfield.strings import LazyI18nString

from hubs.models import Feature, Hub, Picture
from hubs.models.features import languages_in

MOST_WORDS = 60


@dataclass(frozen=True)
class Page:
    """A feature as it reads in one language; `language` is the one that its text is really in."""

    language: str
    languages: list[str]
    title: str
    intro: str
    author: str
    source: str
    picture: Picture | None
    people: list[dict]
    answers: list[dict]


def labelled(feature: Feature, page: Page) -> Feature:
    """The feature for the label "English only": it says something just where all is said."""
    told = copy(feature)
    told.intro = ""
    told.title = LazyI18nString(dict.fromkeys(page.languages or [page.language], page.title))
    return told


def as_page(content: dict, *, language: str, picture: Picture | None) -> Page:
    """`content` as `rules.content` has it; `picture` is the row that it names, if there is one."""
    languages = languages_in(content)
    spoken = language if language in languages else next(iter([*languages, *content["title"]]))

    def say(texts: dict) -> str:
        # as it was in the preview of this language, whoever reads it
        return texts.get(spoken) or LazyI18nString(texts).localize(spoken)

    return Page(
        language=spoken,
        languages=languages,
        title=say(content["title"]),
        intro=say(content["intro"]),
        author=content["author"],
        source=content["source"],
        picture=approved_picture(picture, content["picture"], language=spoken),
        people=[
            person | {"post": say(person["post"]), "affiliation": say(person["affiliation"])}
            for person in content["people"]
        ],
        answers=[
            {
                "question": say(answer["question"]),
                "text": say(answer["text"]),
                "one_word": answer["one_word"],
            }
            for answer in content["answers"]
        ],
    )


def approved_picture(
    picture: Picture | None, words: dict | None, *, language: str
) -> Picture | None:
    """The picture with the words that were approved; none when another file is there by now."""
    if not picture or not words or picture.pk != words["id"]:
        return None
    if picture.digest != words["file"]:
        return None
    shown = copy(picture)
    for name in ("alt", "caption"):
        said = words[name]
        setattr(
            shown, name, LazyI18nString({language: said[language]} if language in said else said)
        )
    shown.credit, shown.rights = words["credit"], words["rights"]
    return shown


def words_of(hub: Hub | None = None) -> list[dict]:
    """The one-word answers of a hub's public features, by one query; of all hubs without one."""
    features = Feature.objects.public()
    return words_in(features.filter(hub=hub) if hub else features)


def words_in(features: QuerySet[Feature]) -> list[dict]:
    """Each word once, the most frequent first, with how often and with the first who said it."""
    return words_said(features.order_by("-public_from", "-pk").only("slug", "shown")[:MOST_WORDS])


def words_said(newest_first: Iterable[Feature]) -> list[dict]:
    """As `words_in`, from features that are read already."""
    found: dict[str, dict] = {}
    for feature in newest_first:
        for answer in feature.shown["answers"]:
            if answer["one_word"]:
                text = LazyI18nString(answer["text"])
                said = {"text": text, "count": 0, "feature": feature}
                found.setdefault(str(text).strip().casefold(), said)["count"] += 1
    return sorted(found.values(), key=lambda said: (-said["count"], str(said["text"]).casefold()))
