"""One box over all floors: `kinds` says what is searched, `words` what was asked, `hits` finds."""

from hubportal.pages.search.hits import Hits, did_you_mean, find
from hubportal.pages.search.views import Search
from hubportal.pages.search.words import asked

__all__ = ["Hits", "Search", "asked", "did_you_mean", "find"]
