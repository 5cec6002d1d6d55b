import datetime as dt
import random

from django.contrib.contenttypes.models import ContentType

from events import rules, services
from events.models import Registration
from hubportal.pages.demonstration import events
from hubportal.pages.demonstration.clock import REAL_NOW, at, moment
from hubportal.workflow.models import Step

Status = Registration.Status
MISSED_EVERY = 5
PAST_ATTENDANCE = 24


def register_people(planned: list[events.Planned], people: dict, managers, today) -> None:
    """Fills the events that are new, as real people would: one after the other, over weeks."""
    for plan in planned:
        if plan.new and (plan.row.get("taken") or plan.row.get("attended")):
            coming = _coming(plan, people, today)
            if plan.row["slug"] in TOLD:
                for person, moment in coming:
                    with at(moment) as now:
                        services.register(plan.event, by=person, now=now)
                _aftermath(plan, managers(plan.event.hub), today)
            else:
                _write_down(plan, coming, managers(plan.event.hub), today)


def _coming(plan: events.Planned, people: dict, today: dt.date) -> list[tuple]:
    """Who comes to the event, each with the moment of their registration."""
    wanted = plan.row.get("taken", PAST_ATTENDANCE) + plan.row.get("waiting", 0)
    wanted += plan.row.get("leave", 0)
    since = 12 if plan.row.get("offer") else 1
    last = min(plan.event.start_date - dt.timedelta(days=2), today - dt.timedelta(days=since))
    if plan.event.registration_closes_at:
        last = min(last, plan.event.registration_closes_at.date() - dt.timedelta(days=1))
    days = [last - dt.timedelta(days=(wanted - number) * 7 // wanted) for number in range(wanted)]
    moments = [moment(day, 9, number) for number, day in enumerate(days)]
    return list(zip(_comers(plan, people, wanted), moments, strict=True))


def _comers(plan: events.Planned, people: dict, wanted: int) -> list:
    """The same people at every run; those of the hub come first, one from elsewhere between."""
    chance = random.Random(plan.row["slug"])  # noqa: S311 - example data, not a secret
    crowd = [person for person in people.values() if not person.is_staff]
    special = [people[name] for name in STORIES.get(plan.row["slug"], [])]
    crowd = [person for person in crowd if person.email not in KEPT_OUT]
    chance.shuffle(crowd)
    crowd.sort(key=lambda person: person.profile.home_hub_id != plan.event.hub_id)
    half = wanted // 2
    mixed = crowd[:half] + chance.sample(crowd[half:], min(wanted - half, len(crowd) - half))
    first = mixed[: plan.row.get("capacity", wanted)]
    if not plan.row.get("waiting"):
        return [*special, *mixed][:wanted]
    queue = mixed[len(first) :]
    return [*first, *queue[:2], *special, *queue[2:]][:wanted]


# Whose story is told by which event: those with an account come where it is wanted.
STORIES = {
    "care-at-home-after-hospital": ["applicant", "member"],
    "sensors-that-nurses-trust": ["member"],
    "the-last-thousand-days": ["applicant", "member"],
    "digital-care-closer-to-home": ["member"],
    "cancer-pathways": ["applicant"],
}
KEPT_OUT = {"member@example.org", "applicant@example.org", "door@example.org"}


# Events whose people go through the services, one by one and with their letters; the crowd of
# the others is only written down, because fifty people with letters take a while.
TOLD = {
    "care-at-home-after-hospital",
    "seed-fund-clinic",
    "sensors-that-nurses-trust",
    "the-last-thousand-days",
    "highland-diagnostics-day",
    "walled-city-health",
}


def _write_down(plan: events.Planned, coming: list[tuple], manager, today: dt.date) -> None:
    over = plan.event.end_date < today
    rows = Registration.objects.bulk_create(
        Registration(
            event=plan.event,
            person=person,
            mode=rules.mode_of(plan.event),
            status=_how_it_went(plan, person, number) if over else Status.CONFIRMED,
            created_at=moment,
            confirmed_at=moment,
            sector_id=person.profile.sector_id,
        )
        for number, (person, moment) in enumerate(coming)
    )
    kind = ContentType.objects.get_for_model(Registration)
    done = {"by": manager, "at": plan.event.ends_at + dt.timedelta(hours=2)}
    Step.objects.bulk_create(
        Step(subject_type=kind, subject_id=row.pk, was=Status.CONFIRMED, now=row.status, **done)
        for row in rows
        if over
    )


def _how_it_went(plan: events.Planned, person, number: int) -> str:
    """Some of those who came from afar did not make it."""
    from_afar = person.profile.home_hub_id != plan.event.hub_id
    return Status.MISSED if from_afar and number % MISSED_EVERY == 0 else Status.ATTENDED


def _aftermath(plan: events.Planned, manager, today: dt.date) -> None:
    """What happened once the people were there."""
    rows = plan.event.registrations.order_by("pk")
    if plan.row.get("cancelled"):
        with at(moment(today - dt.timedelta(days=1), 16)) as now:
            events.call_off(plan, manager, now)
    elif plan.row.get("postponed"):
        with at(moment(today - dt.timedelta(days=1), 15)) as now:
            events.postpone(plan, manager, now)
    elif plan.row.get("offer"):
        _pass_places_on(rows, today)
    elif plan.event.end_date < today:
        _mark(plan, rows.confirmed(), manager)
    elif plan.row.get("leave"):
        _leave(rows, manager)


def _pass_places_on(rows, today: dt.date) -> None:
    """One offer lapsed, the next was taken, and one is live from now on."""
    rows.filter(pk=rows.waiting().last().pk).update(take_at_once=True)
    _give_up_a_place(rows, moment(today - dt.timedelta(days=9)))
    with at(moment(today - dt.timedelta(days=6))) as now:
        services.pass_on_lapsed_offers(now=now)
    with at(now + dt.timedelta(hours=3)) as now:
        taker = rows.get(status=Status.OFFERED)
        services.take_offer(taker, by=taker.person, now=now)
    _give_up_a_place(rows, REAL_NOW())


def _give_up_a_place(rows, now) -> None:
    leaver = rows.confirmed().first()
    with at(now):
        services.cancel(leaver, by=leaver.person, now=now)


def _leave(rows, manager) -> None:
    """One gave up her place, one was taken off: the list shows every way out."""
    own, other = rows.confirmed().order_by("-pk")[:2]
    with at(own.created_at + dt.timedelta(hours=2)) as now:
        services.cancel(own, by=own.person, now=now)
    with at(now + dt.timedelta(hours=1)) as now:
        services.remove(other, by=manager, reason="You asked us by telephone.", now=now)


def _mark(plan: events.Planned, rows, manager) -> None:
    with at(plan.event.ends_at + dt.timedelta(hours=2)) as now:
        for number, registration in enumerate(rows.select_related("person__profile")):
            missed = _how_it_went(plan, registration.person, number) == Status.MISSED
            mark = services.mark_missed if missed else services.mark_attended
            mark(registration, by=manager, now=now)


def spare_reminders(people: dict, accounts: list[str]) -> None:
    """Invented people need no reminders; those who try the portal out should see theirs."""
    others = [person.pk for name, person in people.items() if name not in accounts]
    Registration.objects.filter(person__in=others).update(reminders=False)
