"""Which content somebody should look at again, by the hub whose duty that is."""

import datetime as dt
from collections import defaultdict

from django.apps import apps

from hubs.models import Hub


def kinds_to_review() -> list[type]:
    """Every kind of record with a day on which it is to be looked at again; no list to keep."""
    return [
        model for model in apps.get_models() if hasattr(model._default_manager.all(), "to_review")
    ]


def due_by_hub(*, today: dt.date) -> dict[int | None, list[tuple[type, list]]]:
    """Per hub (None: the whole programme) the kinds with what is due, the latest due first.

    One query for each kind.
    """
    found: dict = defaultdict(list)
    for model in kinds_to_review():
        by_hub = defaultdict(list)
        for row in model._default_manager.all().to_review(today=today).order_by("-review_by", "pk"):
            by_hub[row.pk if model is Hub else row.hub_id].append(row)
        for hub, rows in by_hub.items():
            found[hub].append((model, rows))
    return dict(found)
