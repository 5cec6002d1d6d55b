"""The same three verbs for every kind of content that is `Published`."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused, move, refuse_if
from hubs import rules
from hubs.models.publishing import Published


@transaction.atomic
def publish(
    thing: Published,
    *,
    by,
    public_from: dt.datetime | None = None,
    reason: str = "",
) -> None:
    """Makes it public at once or from a moment on.

    `reason` is recorded when a hub that owes Welsh and English publishes in one of them. Raises
    `Refused` where a text says nothing, or a language is owed and no reason is given.
    """
    thing = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    refuse_if(rules.reasons_against_languages(thing, why=reason))
    reason = reason if any(rules.reasons_against_languages(thing)) else ""
    moment = public_from or timezone.now()
    move(
        thing,
        Published.Status.PUBLISHED,
        by=by,
        note=reason,
        public_from=moment,
        one_language_reason=reason,
    )


@transaction.atomic
def reschedule(thing: Published, *, by, public_from: dt.datetime | None = None) -> None:
    """Another moment for what waits for one; none is at once. `Refused` once it is public."""
    thing = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    if not thing.is_scheduled():
        raise Refused(_("It does not wait for a moment any more."))
    thing.public_from = public_from or timezone.now()
    thing.save(update_fields=["public_from"])
    moment = date_format(timezone.localtime(thing.public_from), "DATETIME_FORMAT")
    note = _("Public from %(moment)s") % {"moment": moment}
    Step.objects.create(subject=thing, was=thing.status, now=thing.status, by=by, note=note)


@transaction.atomic
def withdraw(thing: Published, *, by, note: str = "") -> None:
    """Takes it from all public pages; staff keep it."""
    move(thing, Published.Status.WITHDRAWN, by=by, note=note)


@transaction.atomic
def confirm(thing, *, by, review_by: dt.date) -> None:
    """Staff have looked: it is still right, until they look again on `review_by`."""
    thing.review_by = review_by
    thing.save(update_fields=["review_by"])
