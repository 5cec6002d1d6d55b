"""What the roof's pages add up from all floors; reads only."""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from events import rules
from events.models import Event, Registration
from funding.models import Application, Call
from hubs.models import Opportunity, Organisation, Story
from members.models import Profile, Saved

# Below this a figure says more about single people than about the programme.
SMALLEST = 10
KEEP_SECONDS = 300
# Doors are listed on my page from so long before the event until so long after it.
NEAR = dt.timedelta(days=2)
DOORS_SHOWN = 10


def next_events(*, now, count: int = 3):
    """The next events that can still be registered for, with their places: one query."""
    events = Event.objects.still_asking(now=now)
    events = events.with_hosts().with_places().order_by("starts_at", "pk")[:count]
    return [rules.with_availability(event, now=now) for event in events]


def open_call(*, now) -> Call | None:
    """The open call that closes first."""
    return Call.objects.open(now=now).select_related("scheme", "hub").first()


def doors(person, *, now):
    """The events of these days that this person lets people in to: one query."""
    near = Event.objects.at_the_door(person).filter(
        status=Event.Status.PUBLISHED, starts_at__lte=now + NEAR, ends_at__gt=now - NEAR
    )
    return near.order_by("starts_at", "pk")[:DOORS_SHOWN]


def newest_stories(user, *, count: int = 3):
    return Story.objects.visible_to(user).select_related("hub").order_by("-dated", "-pk")[:count]


def programme(*, now) -> list[dict]:
    """Figures for strangers, as `components/stats.html` wants them; small ones are left out."""
    counted = cache.get("programme-figures")
    if counted is None:
        counted = count(now=now)
        cache.set("programme-figures", counted, KEEP_SECONDS)
    labels = {
        "people": _("people from all sectors"),
        "events": _("events held by the hubs"),
        "attendances": _("places taken at them"),
        "awarded": _("awarded to joint projects"),
    }
    return [
        {"value": written(value, money=name == "awarded"), "label": labels[name]}
        for name, value in counted.items()
        if value >= SMALLEST
    ]


def written(value: int, *, money: bool = False) -> str:
    """1,234 or £1,234 as the active language groups digits."""
    return ("£" if money else "") + number_format(value, force_grouping=True)


def count(*, now) -> dict[str, int]:
    held = Event.objects.filter(ends_at__lt=now, status=Event.Status.PUBLISHED)
    pounds = Application.objects.filter(status="awarded", call__scheme__currency="GBP")
    awarded = pounds.aggregate(number=Count("pk"), amount=Sum("awarded_amount"))
    return {
        "people": Profile.objects.complete().confirmed().filter(user__is_active=True).count(),
        "events": held.count(),
        "attendances": Registration.objects.attended().count(),
        "awarded": awarded["amount"] or 0 if awarded["number"] >= 3 else 0,
    }


@dataclass
class Registrations:
    offered: list[Registration]
    coming: list[Registration]
    past: list[Registration]


def registrations(person, *, now) -> Registrations:
    """A person's places in three lists, by two queries; the newest hundred are enough."""
    over = Q(event__ends_at__lt=now)
    shown = Registration.objects.visible_to(person).filter(
        Q(status__in=["applied", "confirmed", "waiting", "offered"]) | (over & Q(in_place=True))
    )
    latest = shown.select_related("event__hub", "person").order_by("-event__starts_at", "-pk")
    rows = list(latest.prefetch_related("event__calls")[:100])
    coming = [row for row in reversed(rows) if row.event.ends_at >= now]
    return Registrations(
        offered=[row for row in coming if row.status == "offered" and row.offer_expires_at > now],
        coming=[row for row in coming if row.status != "offered"],
        past=[row for row in rows if row.event.ends_at < now and row.in_place],
    )


def saved(person) -> list[Saved]:
    """What a person keeps in sight and may still see, by one query; what closes first, first."""
    shown = Opportunity.objects.visible_to(person).values("pk")
    rows = Saved.objects.visible_to(person).filter(opportunity__in=shown)
    rows = rows.select_related("opportunity__hub", "opportunity__funder")
    return list(rows.order_by(F("opportunity__closes_at").asc(nulls_last=True), "pk")[:100])


@dataclass
class NextStep:
    application: Application
    kind: str
    text: str


def applications(person, *, now) -> list[NextStep]:
    """A person's applications, newest first, each with who acts next."""
    rows = Application.objects.visible_to(person).select_related("call", "call__scheme")
    rows = rows.exclude(status="withdrawn").order_by(F("created_at").desc())[:50]
    return [next_step(row, now=now) for row in rows]


def next_step(application: Application, *, now) -> NextStep:
    return NextStep(application, *STEPS[application.status](application, now))


def _draft(application, now) -> tuple[str, str]:
    if application.call.is_open(now=now):
        return "warn", _("Finish it and send it before the call closes.")
    return "idle", _("The call has closed; this draft can no longer be sent.")


STEPS = {
    "draft": _draft,
    "submitted": lambda *_args: ("", _("We check that it meets the rules of the call.")),
    "queried": lambda *_args: ("warn", _("We have a question. Please answer it.")),
    "eligible": lambda *_args: ("", _("We choose reviewers.")),
    "in_review": lambda *_args: ("", _("Reviewers read it; then we decide.")),
    "awarded": lambda *_args: ("good", _("Read what we decided and what comes next.")),
    "declined": lambda *_args: ("idle", _("Read what we decided and why.")),
    "ineligible": lambda *_args: ("idle", _("Read what we decided and why.")),
}


def pages_looked_after(person):
    """Organisations whose page is the person's to edit (`mine`), or that they asked for."""
    edited = Q(pk__in=person.edits.current().values("organisation"))
    asked = Q(pk__in=person.claims.waiting().values("organisation"))
    return Organisation.objects.filter(edited | asked).annotate(mine=edited).order_by("slug")


@dataclass
class Part:
    label: str
    value: str
    done: bool


def profile_parts(person) -> list[Part]:
    """What others can be matched by, and what of it is still missing: two queries."""
    rows = Profile.objects.select_related("sector", "organisation", "home_hub")
    found = rows.prefetch_related("interests").filter(user=person).first() or Profile(user=person)
    interests = list(found.interests.all()) if found.pk else []
    values = [
        (_("Name"), person.name),
        (_("Sector"), found.sector),
        (_("Organisation"), found.organisation),
        (_("Post"), found.post),
        (_("Home hub"), found.home_hub),
        (_("Interests"), ", ".join(str(theme) for theme in interests)),
    ]
    return [Part(label, str(value or ""), bool(value)) for label, value in values]
