from hubs.figures.alphabets import first_letter, place_in_alphabet
from hubs.figures.duplicates import Match, Preview, preview
from hubs.figures.exchanges import follow_ups, state_of
from hubs.figures.features import (
    Page,
    as_page,
    labelled,
    languages_in,
    words_in,
    words_of,
    words_said,
)
from hubs.figures.governance import absent, by_term, composition
from hubs.figures.hubs import (
    coming_events,
    coming_events_of,
    open_calls_of,
    past_events_of,
    people_by_sector,
    ties_by_kind,
)
from hubs.figures.imports import Books
from hubs.figures.opportunities import Timing, amount, calls_of, choices_for, events_of, timing
from hubs.figures.organisations import front_door, parts_of_organisation
from hubs.figures.parts import NEWEST_FIRST, current, is_over, parts_of
from hubs.figures.programmes import (
    barriers_with_help,
    calls_of_programme,
    events_of_theme,
    policy_parts,
    programme_parts,
    theme_parts,
)
from hubs.figures.reminders import days_reminded_of, due
from hubs.figures.resources import elsewhere, glossary, primers, sector_of
from hubs.figures.reviews import due_by_hub, kinds_to_review

__all__ = [
    "Books",
    "Match",
    "NEWEST_FIRST",
    "Page",
    "Preview",
    "Timing",
    "absent",
    "amount",
    "as_page",
    "barriers_with_help",
    "by_term",
    "calls_of",
    "calls_of_programme",
    "choices_for",
    "coming_events",
    "coming_events_of",
    "composition",
    "current",
    "days_reminded_of",
    "due",
    "due_by_hub",
    "elsewhere",
    "events_of",
    "events_of_theme",
    "first_letter",
    "follow_ups",
    "front_door",
    "glossary",
    "is_over",
    "kinds_to_review",
    "labelled",
    "languages_in",
    "open_calls_of",
    "parts_of",
    "parts_of_organisation",
    "past_events_of",
    "people_by_sector",
    "place_in_alphabet",
    "policy_parts",
    "preview",
    "primers",
    "programme_parts",
    "sector_of",
    "state_of",
    "theme_parts",
    "ties_by_kind",
    "timing",
    "words_in",
    "words_of",
    "words_said",
]
