from events.figures.answers import needs_of, tallies
from events.figures.opinions import ENOUGH, opinions
from events.figures.outcomes import calls_with_results, with_what_is_left
from events.figures.programme import Around, around, days, timed

__all__ = [
    "ENOUGH",
    "Around",
    "around",
    "calls_with_results",
    "days",
    "needs_of",
    "opinions",
    "tallies",
    "timed",
    "with_what_is_left",
]
