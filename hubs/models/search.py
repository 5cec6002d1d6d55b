from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    GeneratedField,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, Left, NullIf
from django.db.models.lookups import Exact
from django.utils.translation import get_language


class Searchable(Func):
    """Text as people search it: lower case, without accents, all languages of a translated field.

    The database function of this name is made by the first migration of this app; it is
    immutable, so that it may stand in a generated column.
    """

    function = "searchable"
    output_field = TextField()


def by_name(field: str = "name") -> Searchable:
    """The order of an alphabet: as the reader's language names it, or else the first that does.

    A translated text is stored as a JSON object of language to text, or as it is.
    """
    stored = Cast(F(field), TextField())
    said = Cast(stored, JSONField())
    codes = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)])
    empty = Value("", TextField())
    texts = [NullIf(Cast(KeyTextTransform(code, said), TextField()), empty) for code in codes]
    is_object = Exact(Left(stored, 2), Value('{"', TextField()))
    return Searchable(
        Case(
            When(is_object, then=Coalesce(*texts, empty)), default=stored, output_field=TextField()
        ),
    )


def said_in(field: str, *paths: str) -> list[Cast]:
    """The texts at these places (as jsonpath has it) of a column of JSON."""
    found = [Func(field, Value(path), function="jsonb_path_query_array") for path in paths]
    return [Cast(each, TextField()) for each in found]


def searchable(*fields: str | Cast) -> Concat:
    """The expression for a generated search column over `fields`."""
    parts = [part for field in fields for part in (Searchable(field), Value(" "))]
    return Concat(*parts, output_field=TextField())


def search_column(*fields: str | Cast) -> GeneratedField:
    """What people search in `fields`, kept by the database."""
    return GeneratedField(expression=searchable(*fields), output_field=TextField(), db_persist=True)


def search_index(name: str, column: str = "search_text") -> GinIndex:
    """Finds any part of a word, and words that are nearly the same."""
    return GinIndex(fields=[column], name=name, opclasses=["gin_trgm_ops"])


def holds(word: str, *, column: str = "search_text") -> Q:
    """Whether the column holds `word` somewhere, whatever its accents and case."""
    folded = Searchable(Value(word, output_field=CharField()))
    return Q(**{f"{column}__contains": folded})


def begins_with(form: str, *, column: str = "search_text") -> Q:
    """Whether a word there begins with `form`, which is lower case and letters without accents."""
    return Q(**{f"{column}__startswith": form}) | Q(**{f"{column}__contains": f" {form}"})


def matching(queryset, words: str, *, column: str = "search_text"):
    """Rows that hold every one of `words`; eight of them count."""
    for word in words.split()[:8]:
        queryset = queryset.filter(holds(word, column=column))
    return queryset
