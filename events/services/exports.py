from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from events import figures
from events.models import Event, Export
from hubs.figures.spreadsheets import csv_of


@transaction.atomic
def export_people(
    event: Event, *, by, columns: list[str], reason: str, filters: dict, in_words: str
) -> bytes:
    """The list as a CSV file; that it was taken, by whom and why, is written down with it.

    `filters` are what `figures.people_to_export` takes, `in_words` says the same for the log.
    """
    names = dict(figures.columns_of(event))
    columns = [key for key in names if key in columns]
    rows = list(figures.people_to_export(event, **filters))
    Export.objects.create(
        event=event,
        by=by,
        at=timezone.now(),
        columns=[Truncator(names[key]).chars(40) for key in columns],
        filters=Truncator(in_words).chars(300),
        rows=len(rows),
        reason=reason,
    )
    header = [names[key] for key in columns]
    return csv_of(header, figures.cells(event, rows, columns))
