from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from hubportal.workflow.models import Step


class Refused(Exception):
    """A service said no. Its text is fit to show to the person who asked."""

    def __init__(self, reasons: str | Iterable[str]):
        if not isinstance(reasons, (list, tuple)) and not hasattr(reasons, "__next__"):
            reasons = [reasons]
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


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
