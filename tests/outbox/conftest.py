import copy
from pathlib import Path

import pytest

from hubportal.outbox import nudge
from hubportal.outbox.models import Letter
from tests.workflow.conftest import staff

__all__ = ["staff"]


@pytest.fixture(autouse=True)
def _greetings(settings):
    """Letters that belong to these tests alone."""
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] += [Path(__file__).parent / "templates"]


@pytest.fixture(autouse=True)
def _no_grudge_against_the_broker(monkeypatch):
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    monkeypatch.setattr(nudge, "_last", 0.0)
    monkeypatch.setattr(nudge, "_coming", None)


@pytest.fixture
def statuses():
    """How many letters are in which status."""

    def count():
        found = Letter.objects.values_list("status", flat=True)
        return {status: list(found).count(status) for status in set(found)}

    return count
