"""Whether somebody may apply, as far as our data say; who offers it decides."""

import datetime as dt

from django.utils.translation import gettext as _

from hubs.models import Opportunity
from hubs.models.opportunities import Circumstances


def reasons_not_to_apply(
    opportunity: Opportunity, person: Circumstances, *, events: list, now: dt.datetime
):
    """Why this person perhaps may not apply. `events` are those that open it."""
    if opportunity.is_closed(now=now):
        yield _("It is closed.")
    elif opportunity.is_announced(now=now):
        yield _("It has not opened yet.")
    yield from _reasons_by_sector(opportunity, person)
    yield from _reasons_by_place(opportunity, person)
    if events and not person.events & {event.pk for event in events}:
        yield _("It is for people who came to: %(events)s.") % {"events": _names(events)}


def _reasons_by_sector(opportunity: Opportunity, person: Circumstances):
    sectors = opportunity.sectors.all()
    if not sectors or person.sectors & {sector.pk for sector in sectors}:
        return
    if person.sectors:
        yield _("It is for other sectors than those in your profile: %(sectors)s.") % {
            "sectors": _names(sectors)
        }
    else:
        yield _("It is for these sectors, and your profile names none yet: %(sectors)s.") % {
            "sectors": _names(sectors)
        }


def _reasons_by_place(opportunity: Opportunity, person: Circumstances):
    places = opportunity.territories.all()
    if not places or person.places & {place.pk for place in places}:
        return
    if person.places:
        yield _("It is for people in other places than your organisation or hub: %(places)s.") % {
            "places": _names(places)
        }
    else:
        yield _("It is for people in these places, and we do not know yours: %(places)s.") % {
            "places": _names(places)
        }


def _names(things) -> str:
    return ", ".join(str(thing) for thing in things)
