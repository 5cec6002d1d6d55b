from events.figures.answers import needs_of, tallies
from events.figures.contacts import chance_at_all, chance_of_crossing, conversations_by_chance
from events.figures.exports import cells, columns_of, people_to_export
from events.figures.opinions import opinions
from events.figures.outcomes import calls_with_results, with_what_is_left
from events.figures.people import ToMeet, listed_by_sector, to_meet
from events.figures.programme import Around, around, days, timed
from events.figures.queue import waiting_for_staff
from events.figures.small import untold
from events.figures.tables import as_rows, tables
from events.figures.years import clashes, in_year, marks, months

__all__ = [
    "Around",
    "ToMeet",
    "around",
    "as_rows",
    "calls_with_results",
    "cells",
    "chance_at_all",
    "chance_of_crossing",
    "clashes",
    "columns_of",
    "conversations_by_chance",
    "days",
    "in_year",
    "listed_by_sector",
    "marks",
    "months",
    "needs_of",
    "opinions",
    "people_to_export",
    "tables",
    "tallies",
    "timed",
    "to_meet",
    "untold",
    "waiting_for_staff",
    "with_what_is_left",
]
