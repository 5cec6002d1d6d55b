"""What came of an event, in numbers that everybody may read."""

from django.db.models import Count, Exists, OuterRef, Q

from events.models import Event, Material, Session
from hubs.figures.hubs import SMALLEST_SHOWN


def calls_with_results(event: Event, user) -> list:
    """The calls that the event opened, as this person sees them; latest first, by one query.

    Each has `handed_in` (None where they are fewer than five, as small numbers are hidden) and
    `awarded`. Titles of projects are not said: nobody was asked whether they may be.
    """
    handed_in = ~Q(applications__status__in=["draft", "withdrawn"])
    calls = event.calls.visible_to(user).annotate(
        handed_in=Count("applications", filter=handed_in),
        awarded=Count("applications", filter=Q(applications__status="awarded")),
    )
    found = list(calls.order_by("-closes_at", "-pk"))
    for call in found:
        call.handed_in = call.handed_in if call.handed_in >= SMALLEST_SHOWN else None
    return found


def with_what_is_left(events, user):
    """Adds `has_recordings` and `has_materials` to events, as far as this person may open them."""
    recorded = Session.objects.filter(event=OuterRef("pk")).exclude(recording_url="")
    papers = Material.objects.visible_to(user).filter(event=OuterRef("pk"))
    return events.annotate(has_recordings=Exists(recorded), has_materials=Exists(papers))
