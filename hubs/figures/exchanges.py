"""What came of a meeting between hubs."""

from hubs.models import FollowUp

OPEN, OVERDUE, DONE = "open", "overdue", "done"


def state_of(follow_up: FollowUp, *, today) -> str:
    """Where a promise stands on that day."""
    if follow_up.done_on:
        return DONE
    return OVERDUE if follow_up.is_overdue(today=today) else OPEN


def follow_ups(rows, *, today) -> list[dict]:
    return [{"follow_up": row, "state": state_of(row, today=today)} for row in rows]
