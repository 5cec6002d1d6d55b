from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events import figures
from events.models import Event, Export, Registration
from hubs.figures.spreadsheets import csv_of


@transaction.atomic
def export_figures(events: QuerySet[Event], *, by, in_words: str) -> bytes:
    """The figures of these events as a CSV file, written down with each of the events.

    `in_words` says for the log which figures they are.
    """
    now = timezone.now()
    found = figures.tables(events, reader=by, now=now)
    people = Registration.objects.filter(event=OuterRef("pk")).order_by().values("event")
    counted = people.annotate(number=Count("pk")).values("number")
    Export.objects.bulk_create(
        Export(
            event=event,
            by=by,
            at=now,
            columns=[Truncator(table.title).chars(40) for table in found],
            filters=Truncator(in_words).chars(300),
            rows=event.counted or 0,
            reason=_("Figures, without names"),
        )
        for event in events.annotate(counted=Subquery(counted))
    )
    header = [_("Table"), _("Row"), _("Column"), _("Value")]
    return csv_of(header, figures.as_rows(found))


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
