"""Staff decide, invite and put a colleague in somebody's place."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Answer, Event
from hubs.models import Sector
from tests.events.factories import EventFactory, RegistrationFactory, applying, full, waiting
from tests.events.test_staff import errors, save, typed
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
PEOPLE = "/admin/events/registration/"


@pytest.fixture
def event(wales) -> Event:
    today = timezone.localdate()
    return EventFactory(
        hub=wales, start_date=today + 21 * DAY, approval=True, decide_by=today + 7 * DAY, capacity=2
    )


def verb(client, thing, name, **data):
    path = reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_{name}", args=[thing.pk])
    return client.post(path, data, follow=True)


def text(response) -> str:
    return response.content.decode()


# One by one and many at once ---------------------------------------------------------------------


def test_staff_accept_and_decline_with_a_reason(client, officer, event, letters):
    one, other = applying(event), applying(event)
    verb(client, one, "accept", note="")
    assert "This field is required" in text(verb(client, other, "decline"))
    verb(client, other, "decline", reason="Fewer places than applications.")
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("confirmed", "declined")
    assert letters() == ["place_accepted", "place_declined"]


def test_a_full_event_says_so_and_offers_the_waiting_list(client, officer, event):
    full(event)
    one = applying(event)
    assert "no place for" in text(verb(client, one, "accept"))
    verb(client, one, "accept", or_wait="on")
    one.refresh_from_db()
    assert one.status == "waiting"


def test_staff_accept_many_at_once_as_far_as_places_go(client, officer, event):
    people = [applying(event) for _ in range(3)]
    data = {"action": "accept", "confirmed": "1", "_selected_action": [one.pk for one in people]}
    page = text(client.post(f"{PEOPLE}?decide=yes", data, follow=True))
    assert event.registrations.confirmed().count() == 2
    assert event.registrations.applied().count() == 1
    assert "Refused for 1" in page


def test_verbs_are_offered_to_those_who_wait_for_them(client, officer, event):
    one, seated = applying(event), RegistrationFactory(event=event)
    open_one = text(client.get(f"{PEOPLE}{one.pk}/change/"))
    assert f"{PEOPLE}{one.pk}/accept/" in open_one
    assert f"{PEOPLE}{one.pk}/substitute/" not in open_one
    placed = text(client.get(f"{PEOPLE}{seated.pk}/change/"))
    assert f"{PEOPLE}{seated.pk}/accept/" not in placed
    assert f"{PEOPLE}{seated.pk}/substitute/" in placed


def test_without_the_permission_nobody_decides(client, wales, event):
    client.force_login(staff("reviewer", wales))
    one = applying(event)
    assert client.post(f"{PEOPLE}{one.pk}/accept/").status_code in (403, 404)
    assert client.post(f"/admin/events/event/{event.pk}/invite/").status_code in (403, 404)
    one.refresh_from_db()
    assert one.status == "applied"


def test_another_hubs_applications_do_not_exist(client, officer):
    theirs = applying(EventFactory(hub=HubFactory(slug="scotland"), approval=True))
    for name in ("accept", "decline", "substitute"):
        assert client.post(f"{PEOPLE}{theirs.pk}/{name}/").status_code == 404
    for name in ("invite", "accept_next"):
        assert client.post(f"/admin/events/event/{theirs.event_id}/{name}/").status_code == 404
    assert theirs.person.email not in text(client.get(f"{PEOPLE}?decide=yes"))


# The list to decide ------------------------------------------------------------------------------


def test_the_list_to_decide_says_what_staff_decide_by(client, officer, event):
    nhs = Sector.objects.get(code="NHS")
    second = applying(
        event, sector=nhs, affiliation="Nurse, Example Trust", comes_for="Meeting a funder"
    )
    first = applying(event, created_at=second.created_at - DAY)
    Answer.objects.create(registration=second, wording="Who nominates you?", text="The board")
    RegistrationFactory(event=event)
    page = client.get(f"{PEOPLE}?decide=yes")
    assert list(page.context["cl"].result_list) == [first, second]
    for said in ["Nurse, Example Trust", "Meeting a funder", "Who nominates you?", "The board"]:
        assert said in text(page)
    assert str(nhs) in text(page)


def test_the_list_can_be_narrowed_to_what_is_overdue(client, officer, event):
    applying(event)
    late = applying(
        EventFactory(
            hub=event.hub, start_date=event.start_date, approval=True,
            decide_by=timezone.localdate() - DAY,
        )
    )  # fmt: skip
    page = client.get(f"{PEOPLE}?decide=late")
    assert list(page.context["cl"].result_list) == [late]


def test_the_list_to_decide_costs_the_same_for_one_and_for_ten(client, officer, event):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{PEOPLE}?decide=yes").status_code == 200
        return len(queries)

    applying(event)
    cost()
    one = cost()
    for _ in range(9):
        Answer.objects.create(registration=applying(event), wording="Why?", text="So")
    assert cost() == one <= 13


def test_a_seat_beyond_the_places_is_called_so(client, officer, event):
    extra = RegistrationFactory(event=event, beyond=True, origin="invited")
    assert "Beyond the places" in text(client.get(PEOPLE))
    assert "Beyond the places" in text(client.get(f"{PEOPLE}{extra.pk}/change/"))


# Waves -------------------------------------------------------------------------------------------


def test_a_wave_is_shown_before_it_is_done(client, officer, event):
    people = [applying(event) for _ in range(3)]
    seen = verb(client, event, "accept_next", number="2")
    assert event.registrations.applied().count() == 3
    for one in people[:2]:
        assert str(one.person) in text(seen)
    assert str(people[2].person) not in text(seen)
    shown = seen.context["form"].data["seen"]
    verb(client, event, "accept_next", number="2", seen=shown)
    assert set(event.registrations.confirmed()) == set(people[:2])


def test_beside_people_who_are_fixed_no_number_can_be_typed(client, officer, event):
    people = [applying(event) for _ in range(3)]
    assert 'name="number"' in text(client.get(f"/admin/events/event/{event.pk}/accept_next/"))
    seen = verb(client, event, "accept_next", number="1")
    assert 'name="number"' not in text(seen)
    assert "Choose another number" in text(seen)
    shown = seen.context["form"].data["seen"]
    verb(client, event, "accept_next", number="2", seen=shown)
    assert list(event.registrations.confirmed()) == people[:1]


def test_a_wave_whose_people_are_others_by_now_is_shown_anew(client, officer, event):
    people = [applying(event) for _ in range(3)]
    shown = verb(client, event, "accept_next", number="2").context["form"].data["seen"]
    services.cancel(people[0], by=people[0].person)
    again = verb(client, event, "accept_next", seen=shown)
    assert again.context["form"].preview == people[1:]
    services.cancel(people[1], by=people[1].person)
    refused = verb(client, event, "accept_next", seen=again.context["form"].data["seen"])
    assert "Only 1 application waits" in text(refused)
    assert "Choose another number" in text(refused)
    assert not event.registrations.confirmed().exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [("3", "Only 2 applications"), ("0", "greater than or equal to 1"), ("two", "whole number")],
)
def test_a_wave_that_cannot_be_is_refused_in_words(client, officer, event, number, words):
    applying(event)
    applying(event)
    assert words in text(verb(client, event, "accept_next", number=number))
    assert event.registrations.applied().count() == 2


def test_what_was_typed_into_the_hidden_field_accepts_nobody(client, officer, event):
    one = applying(event)
    verb(client, event, "accept_next", number="1", seen="x,1")
    one.refresh_from_db()
    assert one.status == "applied"


# Inviting and substituting -----------------------------------------------------------------------


def test_staff_invite_somebody_with_an_account(client, officer, event, letters):
    person = UserFactory()
    full(event)
    assert "beyond the places" in text(verb(client, event, "invite", person=person.email))
    verb(client, event, "invite", person=person.email.upper(), beyond="on")
    assert event.registrations.get(person=person).beyond
    assert letters(person) == ["place_invited"]


def test_an_address_without_an_account_says_what_to_do(client, officer, event):
    page = text(verb(client, event, "invite", person="nobody@example.org"))
    assert "Ask them to sign up first" in page
    one = RegistrationFactory(event=event)
    page = text(verb(client, one, "substitute", colleague="nobody@example.org"))
    assert "Ask them to sign up first" in page


def test_staff_put_a_colleague_in_somebodys_place(client, officer, event):
    one, colleague = RegistrationFactory(event=event), UserFactory()
    verb(client, one, "substitute", colleague=colleague.email, note="By telephone")
    one.refresh_from_db()
    assert one.status == "cancelled"
    page = text(client.get(f"{PEOPLE}{one.passed_on_to.pk}/change/"))
    assert "Comes instead of a colleague" in page
    assert "By telephone" in page


# What is typed about an event --------------------------------------------------------------------


def day(days):
    return str(timezone.localdate() + days * DAY)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({}, "decide_by", "Say by when"),
        ({"decide_by": day(21)}, "decide_by", "before the event starts"),
        ({"decide_by": day(-1)}, "decide_by", "in the past"),
        ({"decide_by": "soon"}, "decide_by", "valid date"),
    ],
)
def test_the_day_by_which_applicants_hear_makes_sense(
    client, officer, wales, changes, field, words
):
    found = errors(client.post("/admin/events/event/add/", typed(wales, approval="on", **changes)))
    assert words in " ".join(found[field])


def test_a_new_date_of_a_postponed_event_needs_a_new_day_to_hear_by(client, officer, event):
    gone = timezone.localdate() - DAY
    Event.objects.update(decide_by=gone, status="postponed")
    data = {"capacity": "2", "approval": "on", "decide_by": str(gone)}
    later = {"start_date": day(60), "end_date": day(60)}
    assert "in the past" in " ".join(errors(save(client, event, **data, **later))["decide_by"])
    assert "Nobody could apply" in text(verb(client, event, "publish"))
    assert Event.objects.get().status == "postponed"
    saved = save(client, event, **data | {"decide_by": day(14)}, **later)
    assert saved.status_code == 302, errors(saved)
    verb(client, event, "publish")
    assert Event.objects.get().status == "published"


def test_staff_say_that_the_hub_chooses(client, officer, wales):
    data = typed(wales, approval="on", decide_by=day(14))
    response = client.post("/admin/events/event/add/", data)
    assert response.status_code == 302, errors(response)
    assert Event.objects.get().approval


def test_choosing_is_not_switched_off_under_applications(client, officer, event):
    applying(event)
    found = errors(save(client, event, capacity="2"))
    assert "Decide about it first" in " ".join(found["approval"])


def test_choosing_is_not_switched_on_over_a_waiting_list(client, officer, wales):
    event = EventFactory(hub=wales, start_date=timezone.localdate() + 21 * DAY, capacity=1)
    full(event)
    waiting(event)
    found = errors(save(client, event, capacity="1", approval="on", decide_by=day(7)))
    assert "waiting list" in " ".join(found["approval"])


# The work queue ----------------------------------------------------------------------------------


def test_applications_to_decide_wait_in_the_work_queue(client, officer, event):
    applying(event)
    applying(event)
    page = text(client.get(reverse("staff_queue")))
    assert "Applications to decide" in page
    assert f"event__id__exact={event.pk}" in page
    assert page.count(str(event.title)) == 1
    assert "overdue" not in page.partition("<table")[2]
    Event.objects.update(decide_by=timezone.localdate() - DAY)
    assert "overdue" in text(client.get(reverse("staff_queue"))).partition("<table")[2]


def test_another_hubs_applications_do_not_wait_for_me(client, officer):
    applying(
        EventFactory(hub=HubFactory(slug="scotland"), start_date=timezone.localdate() + 9 * DAY)
    )
    assert "Nothing waits for you" in text(client.get(reverse("staff_queue")))


def test_what_is_decided_waits_no_more(client, officer, event):
    verb(client, applying(event), "decline", reason="No.")
    assert "Applications to decide" not in text(client.get(reverse("staff_queue")))


def test_many_applications_cost_the_queue_no_more_queries(client, officer, event):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("staff_queue"))
        return len(queries)

    applying(event)
    cost()
    one = cost()
    for _ in range(3):
        applying(
            EventFactory(hub=event.hub, start_date=event.start_date, decide_by=event.decide_by)
        )
    assert cost() == one <= 12
