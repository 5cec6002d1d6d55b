"""What registrations add up to, of one event or of many; each function asks once or twice."""

from collections import Counter, defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from events.models import Event, Needs, Opinion, Registration, Share
from events.models.events import SURVEY
from hubportal.workflow.models import Step
from hubs.figures.hubs import SMALLEST_SHOWN

Status = Registration.Status
# As `Registration.in_the_room` tells of one: where an event is not both, its form alone counts.
ROOM = Q(event__format="in_person") | Q(event__format="hybrid", mode="in_person")
ONLINE = Q(event__format="online") | Q(event__format="hybrid", mode="online")


def registrations_of(events: QuerySet[Event]) -> QuerySet[Registration]:
    return Registration.objects.filter(event__in=events.order_by().values("pk"))


def counts(events: QuerySet[Event]) -> dict[str, int]:
    """What became of everybody, by one query; `ever` is how many ever had a place."""
    by_status = {status: Count("pk", filter=Q(status=status)) for status in Status.values}
    seated = Q(in_place=True)
    return registrations_of(events).aggregate(
        people=Count("person", distinct=True),
        all=Count("pk"),
        ever=Count("pk", filter=Q(confirmed_at__isnull=False) | seated),
        seated=Count("pk", filter=seated),
        beyond=Count("pk", filter=seated & Q(beyond=True)),
        room=Count("pk", filter=seated & ROOM),
        online=Count("pk", filter=seated & ONLINE),
        came_to_room=Count("pk", filter=Q(status=Status.ATTENDED) & ROOM),
        came_online=Count("pk", filter=Q(status=Status.ATTENDED) & ONLINE),
        walked_in=Count("pk", filter=Q(origin="walk_in")),
        invited=Count("pk", filter=Q(origin="invited")),
        instead=Count("pk", filter=Q(origin="colleague")),
        **by_status,
    )


def lapsed_offers(events: QuerySet[Event]) -> int:
    """As the history tells: whoever let an offer lapse may have registered again since."""
    rows = registrations_of(events).order_by().values("pk")
    return Step.objects.filter(
        subject_type=ContentType.objects.get_for_model(Registration),
        subject_id__in=rows,
        was=Status.OFFERED,
        now=Status.LAPSED,
    ).count()


def by_sector(events: QuerySet[Event]) -> list[list[dict[str, tuple[int, int]]]]:
    """Per hub, event and the programme's word for a sector: people with a place, who came.

    People who named no sector are under "".
    """
    rows = registrations_of(events).filter(in_place=True).order_by()
    rows = rows.values_list("event__hub", "event", "sector__roll_up").annotate(
        seated=Count("pk"), came=Count("pk", filter=Q(status=Status.ATTENDED))
    )
    found = _of_each(dict)
    for hub, event, sector, seated, came in rows:
        found[hub][event][sector or ""] = seated, came
    return _listed(found)


def targets(events: QuerySet[Event]) -> dict[str, tuple[int, int | None]]:
    """Per sector: places held, and at most; the latter only if every event that has it says so."""
    shares = Share.objects.filter(event__in=events.order_by().values("pk")).order_by()
    rows = shares.values("roll_up").annotate(
        held=Sum("at_least"), most=Sum("at_most"), said=Count("at_most"), number=Count("pk")
    )
    return {
        row["roll_up"]: (row["held"], row["most"] if row["said"] == row["number"] else None)
        for row in rows
    }


def new_and_returning(events: QuerySet[Event]) -> tuple[int, int]:
    """Of those who came: for whom it was the first event of the programme, and the others."""
    earlier = Registration.objects.filter(
        person=OuterRef("person"),
        status=Status.ATTENDED,
        event__starts_at__lt=OuterRef("event__starts_at"),
    )
    came = registrations_of(events).attended().annotate(before=Exists(earlier))
    found = came.aggregate(all=Count("pk"), again=Count("pk", filter=Q(before=True)))
    return found["all"] - found["again"], found["again"]


def reach(events: QuerySet[Event]) -> dict[str, int]:
    """How many home hubs and organisations the people with a place come from."""
    return (
        registrations_of(events)
        .filter(in_place=True)
        .aggregate(
            hubs=Count("person__profile__home_hub", distinct=True),
            organisations=Count("person__profile__organisation", distinct=True),
        )
    )


def languages(events: QuerySet[Event]) -> list[list[dict[str, int]]]:
    """Per hub, event and language: people with a place who wish to use it; "" for none said."""
    rows = registrations_of(events).filter(in_place=True).order_by()
    rows = rows.values_list("event__hub", "event", "language_wish")
    found = _of_each(dict)
    for hub, event, language, number in rows.annotate(number=Count("pk")):
        found[hub][event][language] = number
    return _listed(found)


def needs(events: QuerySet[Event], reader) -> list[list[Counter]]:
    """Per hub and event, how many people with a place need what: no names, no notes.

    Only of events whose needs this person may read.
    """
    rows = Needs.objects.managed_by(reader).filter(
        registration__in_place=True, registration__event__in=events.order_by().values("pk")
    )
    rows = rows.values_list("registration__event__hub", "registration__event", "access", "diet")
    found = _of_each(Counter)
    for hub, event, access, diet in rows:
        found[hub][event].update([*access, *diet])
    return _listed(found)


def _of_each(kind: type) -> defaultdict[int, defaultdict]:
    """To be filled by hub and event."""
    return defaultdict(lambda: defaultdict(kind))


def _listed(found: defaultdict[int, defaultdict]) -> list[list]:
    return [list(events.values()) for events in found.values()]


def met(events: QuerySet[Event], *, now) -> float | None:
    """With how many people of other sectors people say that they talked, on average.

    Of events whose survey is over, and of which enough people said it; None where there is none.
    """
    over = events.order_by().filter(ends_at__lte=now - SURVEY).values("pk")
    rows = Opinion.objects.filter(event__in=over, met__isnull=False).order_by().values("event")
    said = rows.annotate(number=Count("pk"), total=Sum("met")).filter(number__gte=SMALLEST_SHOWN)
    found = list(said.values_list("number", "total"))
    people = sum(number for number, _total in found)
    return sum(total for _number, total in found) / people if people else None
