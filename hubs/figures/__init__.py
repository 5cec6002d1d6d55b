from hubs.figures.hubs import (
    coming_events,
    coming_events_of,
    past_events_of,
    people_by_sector,
    ties_by_kind,
)

__all__ = [
    "coming_events",
    "coming_events_of",
    "past_events_of",
    "people_by_sector",
    "ties_by_kind",
]
