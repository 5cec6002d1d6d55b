import datetime as dt


def unchecked_since(resource, *, today: dt.date) -> dt.date | None:
    """The day by which somebody should have looked at it again, once that day has passed."""
    return resource.review_by if resource.review_by and resource.review_by < today else None
