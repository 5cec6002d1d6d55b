"""One module per noun; importing them registers what staff see."""

from hubs.admin import (
    exchanges,
    features,
    governance,
    hubs,
    organisations,
    pictures,
    programmes,
    publishing,
    resources,
    stories,
    vocabularies,
)

__all__ = [
    "exchanges",
    "features",
    "governance",
    "hubs",
    "organisations",
    "pictures",
    "programmes",
    "publishing",
    "resources",
    "stories",
    "vocabularies",
]
