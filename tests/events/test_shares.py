"""The mix of sectors: places held, places at most, and what people and staff read about it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import rules, services
from events.models import Share
from events.rules.shares import InLine, Pool, Quota, Standing, next_seats
from hubportal.workflow.moves import Refused
from tests.events.factories import NOW, EventFactory, RegistrationFactory, waiting
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory, staff

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR


def pool(capacity=10, taken=0, **quotas):
    """Quotas as (at least, at most, taken)."""
    made = {key: Quota(key, *numbers) for key, numbers in quotas.items()}
    return Pool("in_person", capacity, taken, made)


@pytest.fixture
def sectors(db):
    return {code: SectorFactory(code=code, roll_up=code) for code in ("care", "third", "industry")}


@pytest.fixture
def mixed(sectors):
    """Five places: two held for the third sector, two at most for industry, until a week on."""
    event = EventFactory(capacity=5, shares_until=NOW + 7 * DAY)
    Share.objects.create(event=event, roll_up="third", at_least=2)
    Share.objects.create(event=event, roll_up="industry", at_most=2)
    return event


def somebody(sectors, code):
    return UserFactory(profile__sector=sectors[code])


def register(event, sectors, code, now=NOW):
    return services.register(event, by=somebody(sectors, code), now=now)


# The rule itself


def test_without_shares_a_free_seat_fits_everybody():
    assert pool(taken=9).fits("care")
    assert pool(taken=10).why_not("care") == "full"


def test_seats_held_for_one_sector_are_free_for_it_alone():
    one = pool(taken=8, third=(2, None, 0))
    assert one.fits("third")
    assert one.why_not("care") == "held"
    assert pool(taken=7, third=(2, None, 0)).fits("care")


def test_a_sector_has_no_more_than_it_may_have_even_of_an_empty_room():
    assert pool(taken=3, industry=(0, 3, 3)).why_not("industry") == "ceiling"
    assert pool(taken=3, industry=(0, 3, 3)).fits("care")


def test_a_met_floor_gives_no_right_to_seats_held_for_others():
    one = pool(taken=7, third=(2, None, 2), care=(3, None, 0))
    assert one.why_not("third") == "held"
    assert one.fits("care")


@pytest.mark.parametrize(
    ("one", "roll_up", "left"),
    [
        (pool(5, 2), "", 3),
        (pool(5, 0, third=(2, None, 0)), "", 3),
        (pool(5, 0, third=(2, None, 0)), "third", 5),
        (pool(5, 4, third=(2, None, 0)), "care", 0),
        (pool(5, 4, third=(2, None, 0)), "third", 1),
        (pool(5, 0, industry=(0, 2, 1)), "industry", 1),
        (pool(5, 5), "", 0),
        (Pool("online", None, 9), "", float("inf")),
    ],
)
def test_each_sector_has_so_many_of_the_free_seats(one, roll_up, left):
    assert one.open_to(roll_up) == left
    assert one.fits(roll_up) == (left > 0)


def test_a_pool_without_a_limit_is_never_full():
    assert Pool("online", None, 10_000).fits("")


def test_seats_are_given_in_the_order_of_the_queue_but_for_those_held():
    standing = Standing({"in_person": pool(10, 7, third=(2, None, 0))})
    queue = [InLine(1, "in_person", "care"), InLine(2, "in_person", "care")]
    queue += [InLine(3, "in_person", "third")]
    assert [one.pk for one in next_seats(standing, queue)] == [1, 3]


def test_who_moves_frees_a_seat_for_the_first_in_the_queue():
    room, online = pool(1, 1), Pool("online", 1, 0)
    queue = [
        InLine(1, "in_person", "care"),
        InLine(2, "online", "care", leaves="in_person"),
        InLine(3, "in_person", "care"),
    ]
    given = next_seats(Standing({"in_person": room, "online": online}), queue)
    assert [one.pk for one in given] == [2, 1]


# What services make of it


def test_places_are_held_until_they_are_released(mixed, sectors, letters):
    came = [register(mixed, sectors, "care") for _ in range(4)]
    assert [one.status for one in came] == ["confirmed"] * 3 + ["waiting"]
    assert register(mixed, sectors, "third").status == "confirmed"
    assert services.release_shares(now=NOW + 6 * DAY) == 0
    assert services.release_shares(now=NOW + 7 * DAY) == 1
    came[3].refresh_from_db()
    assert came[3].status == "offered"
    assert letters(came[3].person) == ["waiting_list_joined", "place_offered"]
    assert services.release_shares(now=NOW + 7 * DAY) == 0


def test_nobody_has_more_than_the_ceiling_while_it_holds(mixed, sectors):
    assert [register(mixed, sectors, "industry").status for _ in range(3)] == [
        "confirmed",
        "confirmed",
        "waiting",
    ]
    assert register(mixed, sectors, "care").status == "confirmed"


def test_somebody_without_a_sector_takes_no_held_place(mixed, sectors):
    for _ in range(3):
        register(mixed, sectors, "care")
    assert rules.fits(mixed, now=NOW) is False
    assert rules.fits(mixed, sector=sectors["third"], now=NOW) is True


def test_a_freed_place_of_a_held_share_goes_to_that_sector(mixed, sectors):
    third = [register(mixed, sectors, "third") for _ in range(2)]
    for _ in range(3):
        register(mixed, sectors, "care")
    first, second = register(mixed, sectors, "care"), register(mixed, sectors, "third")
    services.cancel(third[0], by=third[0].person, now=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("waiting", "offered")


def test_a_seat_beyond_the_places_takes_no_place_and_meets_no_share(mixed, sectors):
    for code in ("third", "third"):
        RegistrationFactory(event=mixed, sector=sectors[code], beyond=True)
    standing = rules.standing(mixed, now=NOW)
    assert standing.pools["in_person"].taken == 0
    assert standing.pools["in_person"].quotas["third"].held == 2


def test_staff_who_change_shares_give_out_what_they_set_free(mixed, sectors):
    for _ in range(3):
        register(mixed, sectors, "care")
    one = register(mixed, sectors, "care")
    mixed.shares.all().delete()
    services.fill_places(mixed, by=None, now=NOW)
    one.refresh_from_db()
    assert one.status == "offered"


def test_places_cannot_be_fewer_than_are_held(mixed):
    mixed.shares.filter(roll_up="third").update(at_least=4)
    with pytest.raises(Refused, match="Together 4 places are held, but there are only 3"):
        services.resize(mixed, by=None, capacity=3, now=NOW)


def test_with_no_release_date_places_are_held_until_registration_closes(mixed, sectors):
    mixed.shares_until, mixed.registration_closes_at = None, NOW + DAY
    mixed.save()
    assert rules.held_until(mixed) == NOW + DAY


# In words


def test_whoever_waits_reads_for_whom_places_are_held_and_until_when(mixed, sectors):
    for _ in range(3):
        register(mixed, sectors, "care")
    one = register(mixed, sectors, "care")
    assert rules.my_turn(one, now=NOW)["why_waiting"] == (
        "2 places are held for the third sector until 18 January 2027 at 12:00."
    )


def test_whoever_waits_reads_that_their_sector_has_its_places(mixed, sectors):
    for _ in range(2):
        register(mixed, sectors, "industry")
    one = register(mixed, sectors, "industry")
    assert rules.my_turn(one, now=NOW) == {
        "position": 1,
        "why_waiting": (
            "All 2 places that industry may have until 18 January 2027 at 12:00 are taken."
        ),
        "switch_to": "",
        "at_once": False,
        "can_keep": False,
    }


def test_whoever_waits_for_a_full_event_reads_that(mixed, sectors):
    for code in ("care", "care", "care", "third", "third"):
        register(mixed, sectors, code)
    one = register(mixed, sectors, "care")
    assert rules.my_turn(one, now=NOW)["why_waiting"] == "No place is free."


def test_the_dry_run_gives_seats_in_the_order_in_which_they_are_given(mixed, sectors):
    for code in ("care", "care", "care", "third", "third"):
        RegistrationFactory(event=mixed, sector=sectors[code])
    mixed.shares.filter(roll_up="third").update(at_least=3)
    care, third = (waiting(mixed, sector=sectors[code]) for code in ("care", "third"))
    industry = [waiting(mixed, sector=sectors["industry"]) for _ in range(3)]
    [outlook] = rules.outlook(mixed, now=NOW)
    assert [(turn.registration, turn.seat) for turn in outlook.turns] == [
        (third, 1),
        (care, 2),
        (industry[0], 3),
        (industry[1], 4),
        (industry[2], None),
    ]
    assert outlook.turns[1].passed_over.startswith("1 place is held for the third sector until")
    assert outlook.turns[0].passed_over == ""


def test_the_dry_run_says_for_whom_the_seats_are_held_that_stand_free(mixed, sectors):
    for _ in range(3):
        register(mixed, sectors, "care")
    for _ in range(3):
        waiting(mixed, sector=sectors["care"])
    [outlook] = rules.outlook(mixed, now=NOW)
    assert outlook.pool.free == 2
    held = "2 places are held for the third sector until 18 January 2027 at 12:00."
    assert [turn.passed_over for turn in outlook.turns] == [held] * 3


def next_page(client, event, settings) -> str:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(staff("event_officer", event.hub))
    answer = client.get(reverse("admin:events_event_next", args=[event.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_of_an_event_that_has_started_nobody_is_told_of_a_next_seat(client, settings):
    day = timezone.localdate()
    event = EventFactory(start_date=day - DAY, end_date=day + DAY, capacity=1)
    RegistrationFactory(event=event)
    waiting(event)
    text = next_page(client, event, settings)
    assert "This event has started.</strong> No seat is given out any more." in text
    assert "no seat any more" in text
    assert "the next seat that comes free" not in text
    assert "Until then" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"status": "cancelled"}, "No seat is given out any more."),
        ({"registration_closes_at": -DAY}, "No seat is given out any more."),
        ({"status": "postponed"}, "Until then no seat is given out."),
        ({"registration_opens_at": DAY}, "Until then no seat is given out."),
    ],
)
def test_until_then_is_said_only_while_there_is_a_then(client, settings, fields, says):
    now = timezone.now()
    fields = {key: now + n if isinstance(n, dt.timedelta) else n for key, n in fields.items()}
    day = timezone.localdate() + 30 * DAY
    event = EventFactory(start_date=day, end_date=day, **fields)
    Share.objects.create(event=event, roll_up="third", at_least=2)
    waiting(event)
    text = next_page(client, event, settings)
    assert f"</strong> {says}" in text
    for other in ("No seat is given out any more.", "Until then no seat is given out."):
        assert (other in text) == (other == says)
    assert ("held for sectors until" in text) == says.startswith("Until")
    assert ("no seat any more" in text) == says.startswith("No")


@pytest.mark.django_db
def test_applications_that_wait_are_said_and_led_to(client, settings):
    event = EventFactory(start_date=timezone.localdate() + 30 * DAY, approval=True)
    RegistrationFactory(event=event, status="applied")
    text = next_page(client, event, settings)
    assert "1 application waits to be decided." in text
    assert f"?event__id__exact={event.pk}&amp;decide=yes" in text
    assert "Nobody waits" not in text
    assert "0 people wait" not in text


def test_the_dry_run_says_what_the_clock_then_does(mixed, sectors):
    """The same rule: whom it names for the next seat is who gets it."""
    came = [register(mixed, sectors, code) for code in ("care", "care", "care", "third", "third")]
    for code in ("industry", "care", "third"):
        register(mixed, sectors, code)
    [outlook] = rules.outlook(mixed, now=NOW)
    [named] = [turn.registration for turn in outlook.turns if turn.seat == 1]
    services.cancel(came[0], by=came[0].person, now=NOW)
    named.refresh_from_db()
    assert named.status == "offered"
