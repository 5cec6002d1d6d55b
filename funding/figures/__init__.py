from funding.figures.desks import desk
from funding.figures.progress import progress, timeline
from funding.figures.scores import assigned, reviewed, table, weighted_mean
from funding.figures.sheets import Names, contents, rows, sheet

__all__ = [
    "Names",
    "assigned",
    "contents",
    "desk",
    "progress",
    "reviewed",
    "rows",
    "sheet",
    "table",
    "timeline",
    "weighted_mean",
]
