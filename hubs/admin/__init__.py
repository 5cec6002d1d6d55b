"""One module per noun; importing them registers what staff see."""

from hubs.admin import (
    hubs,
    organisations,
    pictures,
    publishing,
    resources,
    stories,
    vocabularies,
)

__all__ = [
    "hubs",
    "organisations",
    "pictures",
    "publishing",
    "resources",
    "stories",
    "vocabularies",
]
