"""Short lists of a page, gathered by one query instead of one query each."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject


class Rows:
    """A list to be gathered: a queryset in its order, and the fields that the page shows.

    A field of a related row is named as in `values()`: "theme__name". Name "pk" or a relation's
    "…__id" where the page needs it; what is not named has the field's default.
    """

    def __init__(self, queryset: models.QuerySet, *fields: str):
        self.queryset, self.fields = queryset, fields

    def subquery(self) -> ArraySubquery:
        named = {field: field for field in self.fields}
        return ArraySubquery(self.queryset.values(row=JSONObject(**named)))

    def revive(self, found: Iterable[dict]) -> list:
        return [revive(self.queryset.model, row) for row in found]


def gather(anchor: models.QuerySet, **lists: Rows) -> dict[str, list]:
    """Every list with its rows as model instances, by one query.

    `anchor` is a queryset of the one row whose page it is. What comes is empty where it is gone.
    """
    row = anchor.values(**{f"_{name}": rows.subquery() for name, rows in lists.items()}).first()
    return {name: rows.revive((row or {}).get(f"_{name}", ())) for name, rows in lists.items()}


def revive(model: type[models.Model], row: dict) -> models.Model:
    """An instance from what JSON says of it: dates and translated texts are such again."""
    own: dict = {}
    related: dict[str, dict] = {}
    for name, value in row.items():
        head, _, rest = name.partition("__")
        if rest:
            related.setdefault(head, {})[rest] = value
        else:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
            own[name] = field.to_python(value)
    thing = model(**own)
    for name, values in related.items():
        there = any(value not in (None, "") for value in values.values())
        other = revive(model._meta.get_field(name).related_model, values) if there else None
        setattr(thing, name, other)
    return thing
