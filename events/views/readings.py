"""What the door shows about a reading and about the people expected; never an address."""

import datetime as dt

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events import rules, services
from events.models import Event, Registration, Scan
from events.models.codes import door_code
from hubportal.workflow.models import Step
from hubs.templatetags.hub import full_date

Outcome = Scan.Outcome
Status = Registration.Status
KINDS = {Outcome.FIRST: "good", Outcome.AGAIN: "warn"}


def described(scan: Scan, event: Event, *, code: str = "") -> dict:
    """An answer to one reading: what to show, in which colour, and about whom.

    Once the door is shut it tells neither a name nor anything else about anybody.
    """
    registration = scan.registration
    shut = any(rules.reasons_door_is_shut(event, now=timezone.now()))
    answer = {
        "key": str(scan.key),
        "outcome": scan.outcome,
        "kind": KINDS.get(scan.outcome, "bad"),
        "title": scan.get_outcome_display(),
    }
    if shut:
        return answer
    answer |= _told(scan, event, code)
    if registration is None:
        return answer
    registration.event = event
    return answer | person(registration) | {"let_in": scan.outcome == Outcome.NO_PLACE}


def person(registration: Registration) -> dict:
    """As much as those at the door need to greet somebody."""
    return {
        "person": registration.pk,
        "name": named(registration),
        "sector": str(registration.sector or ""),
        "organisation": registration.affiliation or rules.affiliation_of(registration.person),
    }


def named(registration: Registration) -> str:
    return registration.person.name or _("Somebody who has not told their name")


def _told(scan: Scan, event: Event, code: str) -> dict:
    if scan.outcome == Outcome.AGAIN:
        return _again(scan, event)
    return {"title": _title(scan, code)}


def _title(scan: Scan, code: str) -> str:
    return {
        Outcome.FIRST: lambda: _("Checked in"),
        Outcome.OTHER_EVENT: lambda: _elsewhere(code),
        Outcome.NO_PLACE: lambda: _no_place(scan.registration),
        Outcome.SET_ASIDE: lambda: _("Not checked in: set aside for the hub’s staff"),
        Outcome.UNKNOWN: lambda: _("Not one of our codes"),
    }[Outcome(scan.outcome)]()


def _again(scan: Scan, event: Event) -> dict:
    """Who else checked them in, and when: of what was taken back since, nothing.

    Who came on another day of the event is welcome again: nothing is wrong about that. Whoever
    comes twice on one day is not, be it the first day or a later one.
    """
    registration = scan.registration
    steps = Step.objects.about(registration).filter(now=Status.ATTENDED)
    step = steps.select_related("by").last()
    first = _read_before(scan, event)
    moment = first.scanned_at if first else registration.arrived_at or (step and step.at)
    by = (first or step) and (first or step).by
    day = timezone.localdate(scan.scanned_at, event.zone)
    words = _on_the_clock(moment, event, day) | {"by": by and by.name}
    if words["day"]:
        return {"kind": "good", "title": _("Came on %(day)s already") % words}
    if words["by"]:
        return {"title": _("Checked in before at %(time)s by %(by)s") % words}
    return {"title": _("Checked in before at %(time)s") % words}


def _read_before(scan: Scan, event: Event) -> Scan | None:
    """The first reading of that person on the day of this one, else the one that checked them in.

    Of those we had when this one came: so one that a device kept for long warns too.
    """
    others = event.scans.filter(registration=scan.registration, pk__lt=scan.pk)
    if corrected := rules.corrected_at(scan.registration):
        others = others.filter(received_at__gte=corrected)
    others = others.select_related("by").order_by("scanned_at", "pk")
    that_day = others.filter(_let_in_on(timezone.localdate(scan.scanned_at, event.zone), event))
    return that_day.first() or others.filter(outcome=Outcome.FIRST).first()


def _let_in_on(day: dt.date, event: Event) -> Q:
    """Readings with which somebody went in on that day at the event's place."""
    since, until = (
        dt.datetime.combine(day + dt.timedelta(days=more), dt.time.min, event.zone)
        for more in (0, 1)
    )
    went_in = Q(outcome__in=[Outcome.FIRST, Outcome.AGAIN])
    return went_in & Q(scanned_at__gte=since, scanned_at__lt=until)


def _on_the_clock(moment, event: Event, today: dt.date) -> dict:
    """The time at the event's place, and the day where that is not today."""
    if moment is None:
        return {"time": "", "day": ""}
    local = timezone.localtime(moment, event.zone)
    day = "" if local.date() == today else full_date(local, "MONTH_DAY_FORMAT")
    return {"time": date_format(local, "H:i"), "day": day}


def day_at(event: Event, *, now) -> dt.date:
    """Which of its days the door is at: the first before the event, the last after it."""
    return min(max(timezone.localdate(now, event.zone), event.start_date), event.end_date)


def _elsewhere(code: str) -> str:
    other = services.registration_of(code)
    if other is None:
        return _("Place at another event")
    return _("Place at another event: %(title)s") % {"title": other.event.title}


def _no_place(registration: Registration | None) -> str:
    if registration is None:
        return _("No place")
    if registration.in_place:
        return _("No place in the room: takes part online")
    return _("No place: %(status)s") % {"status": registration.get_status_display()}


def counts(event: Event, *, now) -> dict:
    """How many came, are expected in all, and how many seats nobody has: two or three queries."""
    here = Q(in_place=True)
    if event.format == Event.Format.HYBRID:
        here &= Q(mode=Registration.Mode.IN_PERSON)
    found = event.registrations.aggregate(
        came=Count("pk", filter=here & Q(status=Status.ATTENDED)),
        expected=Count("pk", filter=here),
    )
    return found | {"free": max(rules.free_places(event, now=now), 0)}


def listed(event: Event, words: str = "") -> list[Registration]:
    """Those who come or would like to, by name; one query however many there are.

    Of them those whose row shows every word: the same that the page's script finds. Who came on
    another day and was read today came today: a device without a connection says so then.
    """
    today = timezone.localdate(timezone=event.zone)
    readings = Scan.objects.filter(_let_in_on(today, event), registration=OuterRef("pk"))
    rows = event.registrations.live().select_related("person__profile__organisation", "sector")
    rows = rows.annotate(
        read_today=Subquery(readings.order_by("scanned_at").values("scanned_at")[:1])
    )
    people = []
    for row in rows:
        row.event = event
        row.shown = person(row)
        said = f"{row.shown['name']} {row.shown['organisation']}".casefold()
        if all(word in said for word in words.casefold().split()[:5]):
            people.append(row)
    people.sort(key=lambda row: (row.shown["name"].casefold(), row.pk))
    for row in people:
        row.code = door_code(row)
        row.came = row.status == Status.ATTENDED
        row.expected = row.in_place and row.in_the_room
        row.came_at = _on_the_clock(row.arrived_at or row.joined_at, event, today)
        if row.came_at["day"] and row.read_today:
            row.came_at = _on_the_clock(row.read_today, event, today)
    return people
