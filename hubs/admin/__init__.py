"""One module per noun; importing them registers what staff see."""

from hubs.admin import (
    agreements,
    exchanges,
    features,
    governance,
    hubs,
    opportunities,
    organisations,
    pictures,
    programmes,
    publishing,
    recognitions,
    resources,
    stories,
    vocabularies,
)

__all__ = [
    "agreements",
    "exchanges",
    "features",
    "governance",
    "hubs",
    "opportunities",
    "organisations",
    "pictures",
    "programmes",
    "publishing",
    "recognitions",
    "resources",
    "stories",
    "vocabularies",
]
