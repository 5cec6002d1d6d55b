import pytest
from django.contrib import admin

from hubportal.workflow.admin import Scoped

DESKS = list(admin.site._registry.values())


@pytest.mark.parametrize("desk", DESKS, ids=str)
def test_every_staff_page_of_rows_that_are_managed_shows_managed_rows_alone(desk):
    """Autocompletes and pop-ups take their rows from the same place."""
    if hasattr(desk.model._default_manager, "managed_by"):
        assert isinstance(desk, Scoped)


INLINES = [(desk, inline) for desk in DESKS for inline in desk.inlines]


@pytest.mark.parametrize(("desk", "inline"), INLINES, ids=str)
def test_every_inline_of_rows_that_are_managed_shows_managed_rows_alone(desk, inline):
    if hasattr(inline.model._default_manager, "managed_by"):
        assert issubclass(inline, Scoped) or "get_queryset" in vars(inline)
