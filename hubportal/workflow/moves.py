from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _

from hubportal.workflow.models import Step

# PostgreSQL's names: somebody held the lock for longer than we wait; two waited for each other;
# what a new row points at has just been deleted.
LOCK_NOT_AVAILABLE, DEADLOCK, GONE = "55P03", "40P01", "23503"


class Refused(Exception):
    """A service said no. Its text is fit to show to the person who asked."""

    def __init__(self, reasons: str | Iterable[str]):
        if not isinstance(reasons, (list, tuple)) and not hasattr(reasons, "__next__"):
            reasons = [reasons]
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Busy(Refused):
    """Somebody else was in the way; the same may well be possible a moment later."""

    def __init__(self):
        super().__init__(
            _(
                "Somebody else is changing this at the same moment. Nothing was saved; please try "
                "again."
            )
        )


@contextmanager
def busy_in_words(*others: str) -> Iterator[None]:
    """Raises `Busy` where the database gave up because of another transaction.

    `others` are further codes of its errors that mean so here. The transaction is lost either way:
    whoever goes on afterwards leaves it first, or stands outside of it.
    """
    try:
        yield
    except DatabaseError as error:
        code = getattr(error.__cause__, "pgcode", "")
        if code in (LOCK_NOT_AVAILABLE, DEADLOCK, *others):
            raise Busy from error
        raise


def refuse_if(reasons: Iterable[str]) -> None:
    """Raises `Refused` with every reason that a rule yields; returns when there is none."""
    if found := list(reasons):
        raise Refused(found)


@transaction.atomic
def move(obj: models.Model, to: str, *, by, note: str = "", **changes) -> None:
    """The only way a status changes: legal from where it stands, won by one caller, and recorded.

    `by` is the person, or None for the clock. Raises `Refused` when `obj.MOVES` does not lead from
    `obj.status` to `to`, or when somebody else has moved it since it was read.
    `changes` are fields that constraints tie to the status; they are set in the same update.
    """
    was = obj.status
    rows = type(obj)._base_manager.filter(pk=obj.pk, status=was)
    if to not in obj.MOVES.get(was, ()) or not rows.update(status=to, **changes):
        obj.refresh_from_db(fields=["status"])
        raise Refused(
            _("This is no longer possible: it is already “%(status)s”.")
            % {"status": obj.get_status_display()}
        )
    for name, value in {"status": to, **changes}.items():
        setattr(obj, name, value)
    Step.objects.create(subject=obj, was=was, now=to, by=by, note=note)
