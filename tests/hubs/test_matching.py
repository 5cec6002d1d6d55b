"""Which hubs should meet, by reasons that can be read."""

import datetime as dt

import pytest

from hubs import matching
from hubs.models import Hub, Priority, Recognition, RecognitionScheme, Theme
from tests.events.factories import NOW, EventFactory
from tests.hubs.factories import (
    HubFactory,
    HubLinkFactory,
    NetworkMeetingFactory,
    PriorityFactory,
    RecognitionFactory,
    RecognitionSchemeFactory,
    ThemeFactory,
)
from tests.members.factories import UserFactory

TODAY = dt.date(2026, 11, 21)
THEMES = {slug: Theme(slug=slug, name=slug) for slug in ["frailty", "cancer", "data"]}
SCHEME = RecognitionScheme(slug="stars", name="Stars")


def aims(priorities="", strengths="", *, recognised=False):
    rows = [Priority(theme=THEMES[slug]) for slug in priorities.split()]
    strong = Priority.Kind.STRENGTH
    rows += [Priority(theme=THEMES[slug], kind=strong) for slug in strengths.split()]
    return matching.aims(rows, [Recognition(scheme=SCHEME)] if recognised else [])


def kinds(mine, theirs, **more):
    return [reason.kind for reason in matching.reasons(mine, theirs, **more)]


# Pure computation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (aims("frailty"), aims("frailty"), ["priority"]),
        (aims("frailty"), aims(strengths="frailty"), ["strength"]),
        (aims(strengths="cancer"), aims("cancer"), ["ours"]),
        (aims(recognised=True), aims(recognised=True), ["recognition"]),
        (aims("frailty"), aims("cancer"), []),
        (aims(strengths="data"), aims(strengths="data"), []),
        (aims("frailty"), aims("frailty", "frailty"), ["priority"]),
        (aims("frailty data", "cancer"), aims("frailty cancer", "data"),
         ["priority", "strength", "ours"]),
    ],
)  # fmt: skip
def test_a_reason_is_what_both_want_or_one_has_and_the_other_wants(mine, theirs, expected):
    assert kinds(mine, theirs) == expected


def test_events_held_together_are_a_reason_that_counts_up_to_three():
    (reason,) = matching.reasons(aims(), aims(), events=40)
    assert (reason.kind, reason.number, reason.weight) == ("events", 40, 3)


def relation(slug, *kinds_, links=(), met_on=None):
    reasons = [matching.Reason(kind, (THEMES["frailty"],)) for kind in kinds_]
    return matching.Relation(Hub(slug=slug), reasons, list(links), met_on)


def test_the_best_come_first_and_none_without_a_reason():
    found = [relation("weak", "recognition"), relation("none"), relation("strong", "strength")]
    best = matching.hubs_to_meet(found, today=TODAY)
    assert [each.hub.slug for each in best] == ["strong", "weak"]


def test_whom_one_is_linked_to_or_has_just_met_ranks_lower():
    found = [
        relation("a-linked", "strength", links=["link"]),
        relation("b-just-met", "strength", met_on=TODAY - dt.timedelta(days=30)),
        relation("c-met-long-ago", "strength", met_on=TODAY - dt.timedelta(days=900)),
    ]
    best = matching.hubs_to_meet(found, today=TODAY)
    assert [each.hub.slug for each in best] == ["c-met-long-ago", "b-just-met", "a-linked"]


# With the database ------------------------------------------------------------------------------


def around(hub, person):
    mine = matching.aims(
        [row for row in hub.priorities.select_related("theme")],
        [row for row in hub.recognitions.select_related("scheme")],
    )
    found = matching.relations_of(hub, mine, user=person, now=NOW, today=NOW.date())
    return {each.hub.slug: each for each in found}


@pytest.mark.django_db
def test_the_database_knows_shared_aims_recognitions_events_links_and_meetings(
    django_assert_num_queries,
):
    wales, oslo, planned = (HubFactory(slug=slug) for slug in ["wales", "oslo", "planned"])
    Hub.objects.filter(pk=planned.pk).update(status="planned")
    theme, scheme = ThemeFactory(), RecognitionSchemeFactory()
    for hub in (wales, oslo):
        PriorityFactory(hub=hub, theme=theme)
        RecognitionFactory(hub=hub, scheme=scheme)
    PriorityFactory(hub=oslo, theme=ThemeFactory(), until=NOW.date() - dt.timedelta(days=1))
    held = EventFactory(hub=oslo, start_date=dt.date(2020, 2, 13), end_date=dt.date(2020, 2, 13))
    held.co_hosts.add(wales)
    HubLinkFactory(hub=oslo, other=wales)
    met = NOW.date() - dt.timedelta(days=10)
    NetworkMeetingFactory(hub=oslo, participants=[wales], held_on=met)
    ahead = NOW.date() + dt.timedelta(days=10)
    NetworkMeetingFactory(hub=oslo, participants=[wales], held_on=ahead)
    person = UserFactory()

    found = around(wales, person)

    assert set(found) == {"oslo"}
    assert [reason.kind for reason in found["oslo"].reasons] == [
        *["priority", "recognition", "events"]
    ]
    assert len(found["oslo"].links) == 1
    assert found["oslo"].met_on == met
    mine = matching.Aims()
    with django_assert_num_queries(1):
        matching.relations_of(wales, mine, user=person, now=NOW, today=NOW.date())


@pytest.mark.django_db
def test_an_aim_that_is_over_and_a_recognition_that_ran_out_are_no_reasons():
    wales, oslo = HubFactory(slug="wales"), HubFactory(slug="oslo")
    theme, scheme = ThemeFactory(), RecognitionSchemeFactory()
    PriorityFactory(hub=wales, theme=theme)
    PriorityFactory(hub=oslo, theme=theme, until=NOW.date() - dt.timedelta(days=1))
    RecognitionFactory(hub=wales, scheme=scheme)
    RecognitionFactory(
        hub=oslo, scheme=scheme, awarded_on=dt.date(2019, 1, 1), expires_on=dt.date(2022, 1, 1)
    )
    assert around(wales, UserFactory())["oslo"].reasons == []
