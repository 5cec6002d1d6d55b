"""Staff type what cannot be, or press twice: what they read then is plain."""

import html

import pytest

from events.models import Event
from tests.events.factories import RegistrationFactory, applying
from tests.events.test_staff import LIST, coming, errors, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
PEOPLE = "/admin/events/registration/"
HUGE = "9" * 12


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("capacity", "100,000"),
        ("online_capacity", "100,000"),
        ("join_minutes", "1,440"),
        ("offer_hours", "720"),
        ("listed_days", "90"),
    ],
)
def test_too_large_a_number_is_refused_with_the_largest(client, officer, wales, name, most):
    data = typed(wales, format="hybrid", **{name: HUGE})
    said = [f"Enter a number of at most {most}."]
    assert errors(client.post(f"{LIST}add/", data))[name] == said
    exactly = most.replace(",", "")
    assert client.post(f"{LIST}add/", data | {name: exactly}).status_code == 302
    event = Event.objects.get()
    one_more = typed(wales, format="hybrid", slug=event.slug, **{name: str(int(exactly) + 1)})
    assert errors(client.post(f"{LIST}{event.pk}/change/", one_more))[name] == said


def rows(prefix: str, *found: dict) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": str(len(found)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(found):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def saved(client, event, **changes) -> str:
    data = typed(event.hub, slug=event.slug) | changes
    data = {name: value for name, value in data.items() if value is not None}
    response = client.post(f"{LIST}{event.pk}/change/", data)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_numbers_in_rows_are_limited_as_well(client, officer, wales):
    event = coming(hub=wales)
    page = saved(client, event, **rows("reminders", {"days_before": HUGE, "at": "09:00"}))
    assert "Enter a number of at most 365." in page
    page = saved(client, event, **rows("shares", {"roll_up": "care", "at_least": HUGE}))
    assert "Enter a number of at most 100,000." in page


def test_two_rows_where_there_can_be_one_are_named(client, officer, wales):
    event = coming(hub=wales)
    page = saved(client, event, **rows("reminders", *2 * [{"days_before": "2", "at": "09:00"}]))
    assert "Two reminders are at the same moment" in page and "duplicate data" not in page
    page = saved(client, event, **rows("shares", *2 * [{"roll_up": "care", "at_least": "1"}]))
    assert "One sector is here twice" in page and "duplicate data" not in page


@pytest.mark.parametrize(
    "part", ["reminders", "shares", "questions", "workflow-step-subject_type-subject_id"]
)
def test_a_page_that_arrived_in_part_is_to_be_loaded_again(client, officer, wales, part):
    event = coming(hub=wales)
    page = saved(client, event, **dict.fromkeys([f"{part}-TOTAL_FORMS", f"{part}-INITIAL_FORMS"]))
    assert "This page was not sent completely" in page
    assert "ManagementForm" not in page


# Pressed twice -----------------------------------------------------------------------------------

ACCEPTED = "Already accepted: the person has a place."
REMOVED = "Already cancelled by the hub."
REASON = {"reason": "You asked us to."}


def read(client, response) -> str:
    page = client.get(response.url) if response.status_code == 302 else response
    return html.unescape(page.content.decode())


@pytest.mark.parametrize(
    ("verb", "data", "words"), [("accept", {}, ACCEPTED), ("remove", REASON, REMOVED)]
)
def test_whoever_presses_twice_reads_what_it_is_already(client, officer, wales, verb, data, words):
    event = coming(hub=wales, approval=True)
    one = applying(event) if verb == "accept" else RegistrationFactory(event=event)
    address = f"{PEOPLE}{one.pk}/{verb}/"
    assert client.post(address, data).status_code == 302
    assert words in read(client, client.post(address, data))
    assert words in read(client, client.get(address))
    chosen = {"action": verb, "_selected_action": [one.pk], "confirmed": "1", **data}
    assert f"Refused for 1: {one}: {words}" in read(client, client.post(PEOPLE, chosen))
